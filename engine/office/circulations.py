"""Circulation 传阅: a matter goes to units and people who do not hold its task.

Three kinds: ``read`` (传阅: each ticks 已阅, may add an opinion and send it on), ``copy`` (抄送: to know of
it, nothing to do) and ``consult`` (征求意见: each answers a question, the task stays where it is). A unit
means everybody who is posted there on the day it is sent. Who has it may read the matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from engine.errors import FieldError, InvalidSubmission
from engine.model import Actor, Json, new_id
from engine.office import notifications
from engine.office.directory import Directory
from engine.store import circulations as store
from engine.store.unit_of_work import AnyRow, UnitOfWork, View

LONGEST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Receiver:
    """One person it was sent to, and how far he is."""

    login: str
    unit: str | None
    place: int
    delivered_at: datetime | None
    opened_at: datetime | None
    answered_at: datetime | None
    answered_by: str | None  # he, or who acts for him
    opinion: str | None
    recalled_at: datetime | None
    choice: str | None = None  # of who was asked to confirm: what he chose

    @property
    def is_waited_for(self) -> bool:
        """Whether he has still to read or answer."""
        return self.answered_at is None and self.recalled_at is None

    @property
    def state(self) -> str:
        """One of waiting (his turn has not come), delivered, opened, read, recalled."""
        if self.answered_at is not None:
            return "read"
        if self.recalled_at is not None:
            return "recalled"
        if self.delivered_at is None:
            return "waiting"
        return "delivered" if self.opened_at is None else "opened"

    def is_late(self, due_at: datetime | None, now: datetime) -> bool:
        """Past the day it was due, read or not."""
        if due_at is None or self.recalled_at is not None:
            return False
        return (self.answered_at or now) > due_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Circulation:
    """What was sent: by whom, to whom, with which words."""

    id: str
    process_instance_id: str
    user_task_id: str | None
    parent_id: str | None
    kind: str
    sent_by: str
    on_behalf_of: str | None
    sent_at: datetime
    seq: int
    text: str
    due_at: datetime | None
    blocks: bool
    in_turn: bool
    urges: int
    urged_at: datetime | None
    recalled_at: datetime | None
    element_id: str | None = None  # the countersign whose agreement is to be confirmed
    receivers: tuple[Receiver, ...] = ()

    @property
    def read(self) -> int:
        """How many have read or answered."""
        return sum(one.answered_at is not None for one in self.receivers)

    @property
    def waited_for(self) -> tuple[Receiver, ...]:
        """Who has still to read or answer."""
        return tuple(one for one in self.receivers if one.is_waited_for)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What somebody wants to send."""

    to: Sequence[str]  # units, people, groups
    kind: str = "read"
    text: str = ""
    due: date | None = None  # the last day; without it `limit`, without that as the office's figures say
    limit: str | None = None  # 3WD, a policy's key, or `none`
    blocks: bool = False
    in_turn: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is sent from."""

    process_instance_id: str
    title: str
    user_task_id: str | None = None
    parent_id: str | None = None
    seq: int = 0  # where it stands among what is sent at the same instant
    element_id: str | None = None  # the countersign whose agreement is to be confirmed


@dataclass(frozen=True, slots=True)
class Found:
    """Who the names of a list are: login to the unit it reaches him through; names nobody bears."""

    people: Mapping[str, str | None] = field(default_factory=dict)
    unknown: tuple[tuple[int, str], ...] = ()


def people_of(names: Iterable[str], directory: Directory, on: date) -> Found:
    """Everybody the names mean, each once, in their order; who may not sign in is left out."""
    found: dict[str, str | None] = {}
    unknown: list[tuple[int, str]] = []
    for index, name in enumerate(names):
        logins = [one for one in directory.people(name, on) if not directory.users[one].locked]
        if not logins:
            unknown.append((index, name))
        unit = directory.current(name, on) if name in directory.units else None
        for login in logins:
            found.setdefault(login, unit or directory.unit_of(login, on))
    return Found(found, tuple(unknown))


def send(
    uow: UnitOfWork, place: Place, sending: Sending, people: Mapping[str, str | None], actor: Actor,
    now: datetime, due_at: datetime | None,
) -> Circulation:  # fmt: skip
    """Write it and tell those it reaches at once; in turn that is the first."""
    made: dict[str, Any] = {
        "id": new_id(),
        "process_instance_id": place.process_instance_id,
        "user_task_id": place.user_task_id,
        "parent_id": place.parent_id,
        "kind": sending.kind,
        "sent_by": actor.login,
        "on_behalf_of": actor.on_behalf_of,
        "sent_at": now,
        "seq": place.seq,
        "text": sending.text.strip()[:LONGEST_TEXT],
        "due_at": due_at,
        "blocks": sending.blocks,
        "in_turn": sending.in_turn,
        "urges": 0,
        "urged_at": None,
        "recalled_at": None,
        "element_id": place.element_id,
    }
    rows = [
        _waiting(made, login, unit, number, None if sending.in_turn and number > 1 else now)
        for number, (login, unit) in enumerate(people.items(), 1)
    ]
    store.add(uow, made, rows)
    sent = Circulation(**made, receivers=tuple(_receiver(one) for one in rows))
    tell(uow, sent, [one.login for one in sent.receivers if one.delivered_at is not None], place.title, now)
    return sent


def _waiting(
    made: Mapping[str, Any], login: str, unit: str | None, number: int, delivered_at: datetime | None
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "circulation_id": made["id"],
        "process_instance_id": made["process_instance_id"],
        "login": login,
        "unit": unit,
        "place": number,
        "delivered_at": delivered_at,
        "opened_at": None,
        "answered_at": None,
        "answered_by": None,
        "opinion": None,
        "choice": None,
        "recalled_at": None,
    }


def tell(uow: UnitOfWork, sent: Circulation, logins: Iterable[str], title: str, now: datetime) -> None:
    """It has reached them."""
    told(uow, sent, logins, f"circulation.{sent.kind}", title, now, about="sent")


def told(
    uow: UnitOfWork, sent: Circulation, logins: Iterable[str], text: str, title: str, now: datetime, *,
    about: str, kind: str = "notice", by: str | None = None,
) -> None:  # fmt: skip
    """Something about it is told to people who may read the matter."""
    params: dict[str, Json] = {
        "circulation": sent.id,
        "title": title,
        "from": by or sent.sent_by,
        "text": sent.text[:200],
        "due": sent.due_at.isoformat() if sent.due_at else "",
    }
    notifications.tell(
        uow, logins, about=f"circulation:{sent.id}:{about}", kind=kind, text=text, at=now, params=params,
        process_instance=sent.process_instance_id,
    )  # fmt: skip


def of_row(row: AnyRow, people: Iterable[AnyRow]) -> Circulation:
    """As it leaves the machine."""
    found = tuple(_receiver(one._asdict()) for one in people if one.circulation_id == row.id)
    return Circulation(**row._asdict(), receivers=found)


def load(view: View, rows: Sequence[AnyRow]) -> Iterator[Circulation]:
    """Several with everybody they were sent to."""
    people = store.receivers(view, [row.id for row in rows]) if rows else ()
    return (of_row(row, people) for row in rows)


def refuse_unknown(found: Found) -> None:
    """Names that nobody bears, each with its place in the list; or nobody at all."""
    errors = [
        FieldError(f"/to/{index}", f"nobody is called {name!r}, and no unit") for index, name in found.unknown
    ]
    if errors or not found.people:
        raise InvalidSubmission(errors or [FieldError("/to", "say to whom: units or people")])


_RECEIVED = (
    "login", "unit", "place", "delivered_at", "opened_at", "answered_at", "answered_by", "opinion",
    "recalled_at", "choice",
)  # fmt: skip


def _receiver(row: Mapping[str, object]) -> Receiver:
    return Receiver(**{name: row[name] for name in _RECEIVED})  # type: ignore[arg-type]

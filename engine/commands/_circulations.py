"""What the commands about circulations share: holding the matter, the day it is due, recalls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from engine import rights
from engine.commands import _forwarding, _rows
from engine.commands._record import Act, note
from engine.errors import FieldError, InvalidSubmission, NotFound, Rejected
from engine.machine import Engine
from engine.model import SYSTEM, Actor, Json
from engine.office import circulations
from engine.office.circulations import Circulation, Place, Sending
from engine.office.limits import Limit
from engine.store import circulations as store
from engine.store import instances, user_tasks
from engine.store.unit_of_work import AnyRow, UnitOfWork, View

POLICIES = {"read": "circulate.read", "consult": "consult.answer"}
NO_LIMIT = "none"


def hold_matter(uow: UnitOfWork, instance_id: str, actor: Actor) -> AnyRow:
    """A matter this person may see, locked."""
    rights.visible_instance(uow, instances.row(uow, instance_id), actor)
    held = uow.hold_instance(instance_id)
    if held is None:
        raise NotFound("there is no such process instance", code="PROCESS_INSTANCE_NOT_FOUND")
    return rights.visible_instance(uow, held, actor)  # again: it may have been recalled meanwhile


def hold(uow: UnitOfWork, circulation_id: str, actor: Actor) -> tuple[AnyRow, Circulation]:
    """A circulation of a matter this person may see, its matter locked."""
    row = store.row(uow, circulation_id)
    if row is None:
        raise unknown()
    matter = instances.row(uow, row.process_instance_id)
    if matter is None or not rights.sees_instance(uow, matter, actor):
        raise unknown()
    held = uow.hold_instance(row.process_instance_id)
    again = store.row(uow, circulation_id)
    if held is None or again is None or not rights.sees_instance(uow, held, actor):
        raise unknown()
    return held, next(circulations.load(uow, [again]))


def place(held: AnyRow, task_id: str | None = None, *, parent_id: str | None = None) -> Place:
    """Where something is sent from, in the order of the record."""
    return Place(held.id, held.title, task_id, parent_id, seq=held.history_seq + 1)


def unknown() -> NotFound:
    """There is none, or the caller may not know of it."""
    return NotFound("there is no such circulation", code="CIRCULATION_NOT_FOUND")


def due(engine: Engine, kind: str, last_day: date | None, limit: str | None) -> datetime | None:
    """When it is due: at the end of a day, after a limit, or as the office's figures say; a copy never is."""
    now, calendar = engine.clock.now(), engine.desk.calendar
    if last_day is not None:
        ends = calendar.ends_at(last_day)
        if ends <= now:
            raise InvalidSubmission([FieldError("/due", "that day is over")])
        return ends
    if limit == NO_LIMIT or kind not in POLICIES:
        return None
    try:
        return _limit(engine, limit or POLICIES[kind]).from_(now, calendar).at
    except Rejected as error:
        raise InvalidSubmission([FieldError("/limit", str(error))]) from error


def _limit(engine: Engine, text: str) -> Limit:
    policies = engine.desk.policies
    return policies.limit(text) if text in policies else Limit.parse(text)


def put_on_agenda(uow: UnitOfWork, sent: Circulation, now: datetime) -> None:
    """When it is due, those who have not read are reminded."""
    if sent.due_at is not None:
        uow.put_job(
            _rows.entry(
                "circulation", sent.id, sent.due_at, now, process_instance_id=sent.process_instance_id,
                payload={"circulation": sent.id},
            )
        )  # fmt: skip


def remind(engine: Engine, uow: UnitOfWork, held: AnyRow, circulation_id: str) -> None:
    """It is due: whoever has not read is told, and whoever sent it."""
    row = store.row(uow, circulation_id)
    if row is None:
        return
    sent = next(circulations.load(uow, [row]))
    late = [one.login for one in sent.waited_for if one.delivered_at is not None]
    if not late:
        return
    now = engine.clock.now()
    circulations.told(uow, sent, late, "circulation.due", held.title, now, about="due", kind="reminder")
    tell_sender(engine, uow, held, sent, "circulation.unread", about="due", kind="reminder")
    act = Act(SYSTEM, "circulation.due", f"circulation:{sent.id}", {"kind": sent.kind, "to": late})
    note(uow, held, act, now)


def tell_sender(
    engine: Engine, uow: UnitOfWork, held: AnyRow, sent: Circulation, text: str, *, about: str,
    kind: str = "notice", by: str | None = None,
) -> None:  # fmt: skip
    """How it goes; without the matter's title when who sent it may see that no longer."""
    actor = engine.actor(sent.sent_by)
    title = held.title if actor is not None and rights.sees_instance(uow, held, actor) else ""
    now = engine.clock.now()
    circulations.told(uow, sent, [sent.sent_by], text, title, now, about=about, kind=kind, by=by)


def recount(uow: UnitOfWork, sent: Circulation) -> None:
    """How many consultations a task still waits for."""
    if not sent.blocks or sent.user_task_id is None:
        return
    every = circulations.load(uow, store.of_instance(uow, sent.process_instance_id))
    asked = [one for one in every if one.user_task_id == sent.user_task_id and one.blocks]
    waits = sum(len(one.waited_for) for one in asked)
    user_tasks.change(uow, sent.user_task_id, {"awaits": waits})


def waited_for(uow: UnitOfWork, circulation_ids: Sequence[str]) -> frozenset[str]:
    """Who has been sent one of these and has not answered."""
    rows = [row for key in circulation_ids if (row := store.row(uow, key)) is not None]
    return frozenset(one.login for sent in circulations.load(uow, rows) for one in sent.waited_for)


def recall(uow: UnitOfWork, sent: Circulation, logins: Sequence[str] | None, now: datetime) -> list[str]:
    """Take it back from whoever has not read, and what they sent on; answers from whom."""
    gone = [one.login for one in sent.waited_for if logins is None or one.login in logins]
    ids = [one.id for one in store.receivers(uow, [sent.id]) if one.login in gone]
    store.change_receivers(uow, ids, {"recalled_at": now})
    if logins is None:
        store.change(uow, sent.id, {"recalled_at": now})
    for below in list(circulations.load(uow, store.below(uow, [sent.id]))):
        if logins is None or below.sent_by in logins:
            gone += recall(uow, below, None, now)
    recount(uow, sent)
    return gone


def deliver_next(uow: UnitOfWork, circulation_id: str, title: str, now: datetime) -> None:
    """In turn: it reaches the next one once nobody has it before him."""
    row = store.row(uow, circulation_id)
    if row is None or not row.in_turn or row.recalled_at is not None:
        return
    sent = next(circulations.load(uow, [row]))
    waiting = sent.waited_for
    if not waiting or waiting[0].delivered_at is not None:
        return
    following = store.receiver(uow, circulation_id, waiting[0].login)
    if following is not None:
        store.change_receivers(uow, [following.id], {"delivered_at": now})
        circulations.tell(uow, sent, [following.login], title, now)


def finish_if_read(uow: UnitOfWork, circulation_id: str, now: datetime) -> bool:
    """Nobody is waited for: it needs no reminder any more."""
    row = store.row(uow, circulation_id)
    if row is None or next(circulations.load(uow, [row])).waited_for:
        return False
    if row.due_at is not None:
        uow.put_job(_rows.closed_entry(circulation_id, row.process_instance_id, "cancelled", now))
    return True


def by_the_diagram(
    engine: Engine, uow: UnitOfWork, place: Place, sending: Sending, names: Iterable[str], actor: Actor,
    now: datetime,
) -> dict[str, Json] | None:  # fmt: skip
    """A step's own list (``liye:circulate``): names nobody bears are left out; None when nobody is left."""
    found = circulations.people_of(
        _forwarding.names(engine, uow, names), engine.desk.directory, engine.today()
    )
    people = dict(list(found.people.items())[: engine.settings.multi_instance_limit])
    if not people:
        return None
    due_at = due(engine, sending.kind, sending.due, sending.limit)
    sent = circulations.send(uow, place, sending, people, actor, now, due_at)
    put_on_agenda(uow, sent, now)
    return told_of(sent)


def told_of(sent: Circulation) -> dict[str, Json]:
    """What the record says of it: no content."""
    return {"circulation": sent.id, "kind": sent.kind, "to": [one.login for one in sent.receivers]}


def checked_people(engine: Engine, view: View, sending: Sending, actor: Actor) -> Mapping[str, str | None]:
    """Whom it goes to, without who sends it; refused when a name means nobody or they are too many."""
    names = _forwarding.names(engine, view, sending.to)
    found = circulations.people_of(names, engine.desk.directory, engine.today())
    people = {login: unit for login, unit in found.people.items() if login != actor.login}
    circulations.refuse_unknown(circulations.Found(people, found.unknown))
    most = engine.settings.multi_instance_limit
    if len(people) > most:
        raise InvalidSubmission([FieldError("/to", f"at most {most} people at once")])
    if len(sending.text) > circulations.LONGEST_TEXT:
        raise InvalidSubmission([FieldError("/text", f"at most {circulations.LONGEST_TEXT} characters")])
    return people

"""What a handler is given as ``office``: the desk, numbers and messages, in its transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from engine.errors import NotFound
from engine.model import Actor, Json
from engine.office import files, notifications, numbering
from engine.office.calendar import local_day
from engine.office.desk import Desk
from engine.store import once
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Numbers:
    """The number books, for one matter in one transaction."""

    uow: UnitOfWork
    desk: Desk
    now: datetime
    actor: Actor
    process_instance: str | None
    marked: list[str] = field(default_factory=list)  # numbers given before of which something was said now

    def take(
        self,
        code: str,
        dated: date | str | None = None,
        *,
        chosen: int | None = None,
        reason: str | None = None,
    ) -> str:
        """The next number of a book, as it is written; dated today unless said otherwise."""
        day = date.fromisoformat(dated) if isinstance(dated, str) else dated
        return numbering.take(
            self.uow,
            code,
            dated=day or local_day(self.now),
            now=self.now,
            actor=self.actor,
            policies=self.desk.policies,
            process_instance=self.process_instance,
            chosen=chosen,
            reason=reason,
        ).text

    def void(self, text: str, reason: str) -> None:
        """Mark the number that reads like this void."""
        self.marked.append(text)
        numbering.void(
            self.uow, numbering.find(self.uow, text), reason=reason, now=self.now, actor=self.actor
        )

    def mark(self, text: str, mark: str, by: str) -> bool:
        """Say in the register what a later document made of this one; false when it has no such number."""
        self.marked.append(text)
        return numbering.mark(self.uow, text, mark=mark, by=by)

    def matter_of(self, text: str) -> str | None:
        """The matter the number that reads like this was given to; None when it was never given."""
        try:
            return numbering.find(self.uow, text).process_instance
        except NotFound:
            return None


@dataclass(frozen=True, slots=True)
class Office:
    """The office as a handler inside a transaction sees it; all it does rolls back with that."""

    desk: Desk
    now: datetime
    actor: Actor
    numbers: Numbers
    uow: UnitOfWork
    process_instance: str | None

    @classmethod
    def at_work(
        cls, uow: UnitOfWork, desk: Desk, now: datetime, actor: Actor, process_instance: str | None
    ) -> Office:
        """The office within a transaction, for one matter."""
        numbers = Numbers(uow, desk, now, actor, process_instance)
        return cls(desk, now, actor, numbers, uow, process_instance)

    def first(self, kind: str, key: str) -> str | None:
        """None when this matter is the first with that key, for good; else the matter that was."""
        if self.process_instance is None:
            return None
        found = once.holder(self.uow, kind, key, self.process_instance, self.now)
        return None if found == self.process_instance else found

    def known(self, kind: str, key: str) -> str | None:
        """The matter that was the first with that key, if one was."""
        return once.known(self.uow, kind, key)

    def fingerprint(self, file_id: str) -> str:
        """The SHA-256 of a file's bytes, by which a text is known again."""
        return files.of(self.uow, file_id).sha256

    def tell(
        self, groups: Iterable[str], *, about: str, text: str, params: Mapping[str, Json] | None = None
    ) -> None:
        """Tell people (by login, or who holds a group today), once for each occasion."""
        today = local_day(self.now)
        recipients: list[str] = []
        for group in groups:
            recipients.extend(self.desk.directory.people(group, today))
        notifications.tell(
            self.uow,
            recipients,
            about=about,
            kind="notice",
            text=text,
            at=self.now,
            params=params,
            process_instance=self.process_instance,
        )

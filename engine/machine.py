"""The machine with everything it needs handed to it: built once at the edge, first in every command."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from bpmn.lint import Known
from engine.catalog.folder import Folder
from engine.catalog.version import Versions
from engine.clock import Clock
from engine.handlers import Handler
from engine.model import Actor
from engine.office import functions, numbering
from engine.office.calendar import local_day
from engine.office.desk import Desk, Desks
from engine.office.documents.press import Press
from engine.office.files import FileStore
from engine.office.mail import Mailer
from engine.office.notifications import Notification
from engine.outbox import Outbox
from engine.runtime import Limits
from engine.settings import Settings
from engine.store import definitions
from engine.store.unit_of_work import Database, UnitOfWork, View


class LetterWriter(Protocol):
    """Puts notifications into words; the window knows how."""

    def __call__(self, engine: Engine, told: Sequence[Notification], language: str, /) -> tuple[str, str]:
        """The subject and the body."""
        ...


@dataclass(frozen=True, slots=True)
class Engine:
    """Everything a command may need."""

    database: Database
    clock: Clock  # business time; may be moved by hand
    wall: Clock  # real time: sessions, locks, receipts
    settings: Settings
    folders: Mapping[str, Folder]
    handlers: Mapping[str, Handler]
    versions: Versions
    desks: Desks
    files: FileStore
    limits: Limits
    mailer: Mailer | None = None  # none: nobody is sent a letter
    write_letter: LetterWriter | None = None
    outbox: Outbox | None = None
    receipt: str | None = None  # the request's receipt, confirmed by its first transaction

    def work(self) -> AbstractContextManager[UnitOfWork]:
        """A transaction that writes."""
        return self.database.work(self.receipt)

    def reading(self) -> AbstractContextManager[View]:
        """A view that cannot write."""
        return self.database.reading()

    def under(self, receipt: str) -> Engine:
        """This machine for one request with an Idempotency-Key: what it does and its receipt are one."""
        return replace(self, receipt=receipt)

    @property
    def desk(self) -> Desk:
        """Who is who, the figures and the calendar, as they are."""
        return self.desks.current()

    @property
    def press(self) -> Press:
        """Sets official documents."""
        return Press(self.reading, self.database.work, self.files, self.settings, self.clock.now())

    def today(self) -> date:
        """The day it is in the office."""
        return local_day(self.clock.now())

    def functions(self, now: datetime) -> Mapping[str, Callable[..., object]]:
        """FEEL's functions about this office."""
        desk = self.desk
        return functions.functions(desk.directory, desk.policies, desk.calendar, now)

    def is_group(self, name: str, now: datetime) -> bool:
        """Whether a lane's name is a group somebody could hold."""
        return name in self.desk.directory.known_groups(local_day(now))

    def holders(self, group: str, now: datetime) -> tuple[str, ...]:
        """Who holds a candidate group on a day."""
        return self.desk.directory.holders(group, local_day(now))

    def actor(self, login: str) -> Actor | None:
        """A person as he may act now; None for the unknown and the locked."""
        desk, now = self.desk, self.clock.now()
        user = desk.directory.users.get(login)
        if user is None or user.locked:
            return None
        today = local_day(now)
        deputised = desk.directory.deputised_by(login, today)
        return Actor(
            login,
            frozenset(user.roles),
            desk.directory.groups_of(login, today),
            user.name,
            stands_for=desk.standings.of(
                login, desk.directory, now, deputy_signs=desk.policies.flag("deputy.can_sign")
            ),
            deputises_for=frozenset(holder for _post, holders in deputised for holder in holders),
        )

    def known(self, view: View) -> Known:
        """What diagrams may refer to beside the files they come with."""
        desk = self.desk
        return Known(
            handlers=frozenset(self.handlers),
            groups=desk.directory.known_groups(self.today()) or None,  # nobody is entered yet: not a fault
            processes=definitions.all_keys(view),
            policies=frozenset(policy.key for policy in desk.policies),
            books=frozenset(numbering.books()),
            functions=frozenset({*functions.NAMES, *functions.OF_A_MATTER}),
        )

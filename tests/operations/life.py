"""The life of a matter in the office, driven by dice: who is there, what stands open, and how a deed is tried."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from typing import Any

from engine.commands.preview import Preview, preview
from engine.errors import Conflict, Forbidden, InvalidSubmission, NotFound, Rejected
from engine.machine import Engine
from engine.model import SYSTEM, Actor, UserTask
from engine.queries import circulations as circulation_queries
from engine.queries import user_tasks as task_queries
from engine.store import agenda, incidents, instances, records
from engine.store import messages as subscriptions
from tests.office import Matter, Office
from tests.operations.filling import filled

MANAGER = "shifl"
REFUSALS = (Conflict, Forbidden, Rejected, NotFound, InvalidSubmission)
ENDED = {"completed", "cancelled"}
SAYINGS = ("请尽快办理", "已阅", "同意，按程序办")
FORETOLD = 0.2  # of what is tried is looked at first, as a preview shows it


class Life:
    """One matter, or two of a process whose tasks are approved together, and who deals with it."""

    def __init__(
        self, office: Office, process: str, dice: random.Random, matters: int = 1, **variables: Any
    ) -> None:
        self.office, self.dice, self.process = office, dice, process
        self.engine = office.engine
        self.done: Counter[str] = Counter()
        self.people = sorted(u.login for u in self.engine.desk.directory.users.values() if not u.locked)
        self.proxies: list[tuple[str, str]] = []  # their ids, and whose they are
        self.absences: list[tuple[str, str]] = []
        self.handovers: list[str] = []
        self.matters = [self._begin(variables) for _ in range(matters)]
        self.matter = self.matters[0]
        self.result: Any = None  # what the last command answered

    def _begin(self, values: Any) -> Matter:
        with self.engine.reading() as view:
            version = self.engine.versions.latest(view, self.process)
        groups = version.startable_by
        while True:
            who = self.dice.choice(self.office.holders(self.dice.choice(groups)) if groups else self.people)
            if version.start_form is not None:
                values = filled(self.office, version.start_form, {}, self.dice, who)
            if values is None:
                continue
            try:
                return self.office.start(self.process, who, **values)
            except REFUSALS:
                continue

    # Looking

    def turn(self) -> None:
        """To one of the matters that go on."""
        if len(self.matters) > 1:
            self.matter = self.dice.choice(self.going or self.matters)

    @property
    def going(self) -> list[Matter]:
        """Those that have not ended."""
        return [one for one in self.matters if one.state not in ENDED]

    @property
    def has_ended(self) -> bool:
        """Whether nothing is left to do."""
        return self.matter.state in ENDED

    @property
    def tasks(self) -> list[UserTask]:
        """The open ones."""
        return self.matter.tasks

    def closed(self) -> list[UserTask]:
        """Those that were handed in."""
        every = task_queries.of_instance(self.engine, self.matter.id, SYSTEM)
        return [one for one in every if one.state == "completed"]

    def doer(self, task: UserTask) -> str:
        """Somebody who may do it; now and then somebody who acts for him."""
        names = [task.assignee] if task.assignee else [*task.candidate_users, *task.candidate_groups]
        directory, today = self.engine.desk.directory, self.office.now.date()
        able = [login for name in names for login in directory.people(str(name), today)]
        acting = [
            one for one, holder in ((self._deputy(i), h) for i, h in self.proxies) if one and holder in able
        ]
        if acting and self.dice.random() < 0.4:
            return self.dice.choice(acting)
        return self.dice.choice(able or self.people)

    def _deputy(self, proxy_id: str) -> str | None:
        found = [one for one in self.engine.desk.standings.proxies if one.id == proxy_id]
        return found[0].deputy if found else None

    def anybody(self) -> str:
        """Often somebody the matter knows."""
        return self.dice.choice(self.parties() if self.dice.random() < 0.3 else self.people)

    def some(self) -> list[str]:
        """One to three people."""
        return self.dice.sample(self.people, self.dice.randint(1, 3))

    def parties(self) -> list[str]:
        """Who began it, and who handed something in."""
        now = self.matter.now
        return [now.started_by, *dict.fromkeys(str(t.closed_by) for t in self.closed() if t.closed_by)]

    def holder_of(self, role: str) -> str:
        """Somebody with a role."""
        return self.dice.choice([one for one in self.people if role in self.office.actor(one).roles])

    def sent(self) -> Any:
        """Something that was sent round, or nothing."""
        found = circulation_queries.of_instance(self.engine, self.matter.id, SYSTEM)
        return self.dice.choice(list(found)) if found else None

    def asked(self) -> set[str]:
        """Tasks that wait for those who were asked."""
        found = circulation_queries.of_instance(self.engine, self.matter.id, SYSTEM)
        return {str(one.user_task_id) for one in found if one.blocks and one.waited_for}

    def moves(self) -> bool:
        """Whether there is something that a person, a message or the clock can do."""
        with self.engine.reading() as view:
            waits = subscriptions.of_instance(view, self.matter.id)
            timers = agenda.of_instance(view, self.matter.id)
            broken = incidents.of_instance(view, self.matter.id)  # a manager skips, moves or corrects
        return bool(self.tasks or waits or broken or [one for one in timers if one.state == "ready"])

    # Trying

    def tries(self, verb: str, who: str, command: Callable[..., Any], *said: Any, **named: Any) -> bool:
        """``command(engine, *said, actor)``: done and in the audit, or refused as a whole and without a trace.

        ``verb``: one of these (``a|b``); an empty one is a deed that no audit tells of. Now and then it is
        looked at before, and then it does what was foretold.
        """
        actor = self.office.actor(who)
        foretold = self._foretold(command, said, actor, named)
        tasks, before = self._open(), self.last()
        refused = ""
        try:
            self.result = command(self.engine, *said, actor, **named)
        except REFUSALS as error:
            refused = error.code
        acts = self.acts(before)
        if isinstance(foretold, str):
            assert foretold == refused, f"{verb}: foretold {foretold!r}, then {refused or 'done'!r}"
        if refused:
            assert foretold is None or foretold == refused, f"{verb}: foretold as possible, then {refused}"
            assert {act[0] for act in acts} <= {"secrecy.refuse"}, (verb, refused, acts)
            return False
        if isinstance(foretold, Preview):
            self._comes_true(verb, foretold, tasks)
        assert not verb or any((one, who) in acts for one in verb.split("|")), (
            f"{verb} by {who} is not in the audit: {acts}"
        )
        self.done[verb or command.__name__] += 1
        self.office.settle()
        return True

    def _foretold(
        self, command: Callable[..., Any], said: tuple[Any, ...], actor: Actor, named: Any
    ) -> Preview | str | None:
        """What a preview shows, or the code of its refusal; nothing of it is done."""
        if any(isinstance(one, BytesIO) for one in said) or self.dice.random() >= FORETOLD:
            return None
        stood = self.last(), self._revision()
        found: Preview | str

        def tried(machine: Engine) -> object:
            return command(machine, *said, actor, **named)

        try:
            found = preview(self.engine, tried)
        except REFUSALS as error:
            found = error.code
        assert {act[0] for act in self.acts(stood[0])} <= {"secrecy.refuse"}, "a preview left a trace"
        assert stood[1] == self._revision(), "a preview changed the matter"
        return found

    def _comes_true(self, verb: str, foretold: Preview, before: dict[str, str]) -> None:
        now = self._open()
        opened = Counter(element for key, element in now.items() if key not in before)
        ended = Counter(element for key, element in before.items() if key not in now)
        here = [one for one in foretold.created if one.process_instance_id == self.matter.id]
        gone = [one for one in foretold.cancelled if one.process_instance_id == self.matter.id]
        assert Counter(one.element_id for one in here) == opened, f"{verb}: other tasks than foretold"
        assert not Counter(one.element_id for one in gone) - ended, f"{verb}: foretold as ended, and is open"

    def _open(self) -> dict[str, str]:
        return {task.id: task.element_id for task in self.tasks}

    def last(self) -> int:
        """Up to where the record goes."""
        with self.engine.reading() as view:
            return records.last_id(view)

    def _revision(self) -> int:
        with self.engine.reading() as view:
            row = instances.row(view, self.matter.id)
        return -1 if row is None else int(row.revision)

    def acts(self, after: int) -> set[tuple[str, str]]:
        """What was done since, and by whom."""
        return {(row.verb, row.actor) for row in self.acted(after)}

    def acted(self, after: int) -> list[Any]:
        """The same, as it stands in the audit."""
        with self.engine.reading() as view:
            return list(records.audit(view, after=after, limit=1000))

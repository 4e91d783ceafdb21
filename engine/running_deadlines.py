"""The deadlines of one matter: opened and met by its activities, kept with its case.

Only the last deadline of each key, element and place is kept, so a matter that goes round a loop does not
grow; the history holds them all. Each open one has one entry on the agenda: its next reminder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from bpmn import feel, vocabulary
from engine.errors import NotFound
from engine.model import Json
from engine.office import deadlines, stored_deadlines
from engine.office.calendar import Calendar
from engine.office.deadlines import Deadline
from engine.office.policies import Policies

KEY = "deadlines"  # in the case's extras
PAUSING = "pausing"  # beside them: what is open now and pauses limits, by token (`_pauser`)


class RunningDeadlines:
    """What runs, what was met, and what changed in this transaction."""

    def __init__(self, policies: Policies, calendar: Calendar, now: datetime) -> None:
        self._policies = policies
        self._calendar = calendar
        self._now = now
        self._extras: dict[str, Any] = {}
        self._all: list[Deadline] = []
        self.touched: list[Deadline] = []  # those whose agenda entry must be written
        self.moved: dict[str, bool] = {}  # keys of those whose end moved; true: they stand still now

    def attach(self, extras: dict[str, Any]) -> None:
        """Begin with what the case holds."""
        self._extras = extras
        self._all = [stored_deadlines.from_json(one) for one in extras.get(KEY, ())]

    def __iter__(self) -> Any:
        return iter(self._all)

    def opened(
        self, element_id: str, token_id: str | None, said: tuple[vocabulary.Deadline, ...],
        read: Mapping[str, Json], functions: Mapping[str, Callable[..., object]], overlay: str | None = None,
        process: str | None = None,
    ) -> None:  # fmt: skip
        """An activity (or the matter, without a token) opens, and its limits begin.

        ``overlay``: the regional calendar of the organisation whose task it is; ``process``: the token of the
        called process it belongs to.
        """
        calendar = self._calendar.of(overlay)
        for one in said:
            start = self._value(one.from_, read, functions) if one.from_ is not None else None
            if one.from_ is not None and start is None:
                continue  # not known yet; a matter's limit begins as soon as it is
            policy = str(self._value(one.policy, read, functions))
            found = deadlines.open_deadline(
                one.key, policy=policy, now=self._now, start=start, element_id=element_id, token_id=token_id,
                process=process, policies=self._policies, calendar=calendar,
            )  # fmt: skip
            pausing: Mapping[str, str] = self._extras.get(PAUSING) or {}
            pausers = {_pauser(element, process) for element in elements_of(one.paused_by)}
            for token, pauser in pausing.items():
                if pauser in pausers:
                    found = deadlines.pause(found, token, self._now)
            self._put(found)

    def missing(
        self, said: tuple[vocabulary.Deadline, ...], process: str | None = None
    ) -> tuple[vocabulary.Deadline, ...]:
        """The limits of the whole matter, or of a called process, that have not begun, or must begin anew."""
        begun = {one.key for one in self._all if one.token_id == process and not one.lapsed}
        return tuple(one for one in said if one.key not in begun)

    def follow(
        self, said: tuple[vocabulary.Deadline, ...],
        read: Mapping[str, Json], functions: Mapping[str, Callable[..., object]],
        process: str | None = None,
    ) -> None:  # fmt: skip
        """The open limits of the whole matter, or of a called process, follow what they were worked out from.

        Another start or policy (a new host, an extension that was granted) is the same limit with another
        end; a start that is no more ends it, until there is one again. What they ask of the clock is
        answered as of their opening.
        """
        for one in said:
            running = next((d for d in self._all if (d.key, d.token_id) == (one.key, process)), None)
            if running is None or not running.is_open:
                continue
            start = self._then(one.from_, running, read, functions) if one.from_ is not None else None
            if one.from_ is not None and start is None:
                self._put(deadlines.lapse(running, self._now))
                continue
            policy = str(self._then(one.policy, running, read, functions))
            moved = deadlines.move(
                running, policy=policy, start=start, now=self._now, policies=self._policies,
                calendar=self._calendar,
            )  # fmt: skip
            self._replace(running, moved)

    def closed(
        self, token_id: str, element_id: str, completed: bool, ends: Mapping[str, frozenset[str]],
        process: str | None = None,
    ) -> None:  # fmt: skip
        """An activity closes: its own limits are met, and those elsewhere in its process that it completes.

        ``ends``: by the key of a limit, the elements whose completion meets it, where it says so.
        """
        for one in list(self._all):
            if not one.is_open or (one.process != process and one.token_id != token_id):
                continue  # its own is its own, also from before limits knew their process
            end = ends.get(one.key)
            own = one.token_id == token_id and (end is None or element_id in end or not completed)
            elsewhere = end is not None and element_id in end and completed
            if own or elsewhere:
                self._put(deadlines.meet(one, self._now))

    def process_over(self, process: str) -> None:
        """A called process is over: none of its limits runs any more."""
        for one in list(self._all):
            if one.process == process and one.is_open:
                self._put(deadlines.meet(one, self._now))

    def pausing(
        self, token_id: str, element_id: str, keys: frozenset[str], process: str | None = None
    ) -> None:
        """An activity opens during which the days of these limits of its process do not count."""
        self._extras.setdefault(PAUSING, {})[token_id] = _pauser(element_id, process)
        for one in list(self._all):
            if one.key in keys and one.process == process:
                self._replace(one, deadlines.pause(one, token_id, self._now))

    def paused_no_more(self, token_id: str) -> None:
        """It closes, and they go on."""
        pausing = self._extras.get(PAUSING) or {}
        if pausing.pop(token_id, None) is None:
            return
        for one in list(self._all):
            self._replace(one, deadlines.resume(one, token_id, self._now, self._calendar))

    def find(self, key: str, token_id: str | None) -> Deadline:
        """The last limit of a key and a place."""
        for one in self._all:
            if (one.key, one.token_id) == (key, token_id):
                return one
        raise NotFound("there is no such deadline", code="DEADLINE_NOT_FOUND")

    def change(self, old: Deadline, new: Deadline) -> None:
        """A person changed one."""
        self._replace(old, new)

    def recompute(self) -> list[tuple[Deadline, Deadline]]:
        """The open ones by the calendar as it is now; those that moved, before and after."""
        moved = []
        for one in list(self._all):
            found = deadlines.recompute(one, self._calendar, self._now)
            if (found.due_at, found.provisional) != (one.due_at, one.provisional):
                self._replace(one, found)
                moved.append((one, found))
        return moved

    def ended(self) -> None:
        """The matter is over: nothing runs any more."""
        for one in list(self._all):
            if one.is_open:
                self._put(deadlines.meet(one, self._now))

    def touch_all(self) -> None:
        """Every agenda entry is written anew: the case came back from an earlier state."""
        self.touched += self._all

    def move_from(self, extras: Mapping[str, Any]) -> None:
        """A step is taken back: what ended or stood otherwise after it, as its extras say, has moved."""
        after = [stored_deadlines.from_json(one) for one in extras.get(KEY, ())]
        others = {(one.key, one.token_id): one for one in after}
        for one in self._all:
            other = others.get((one.key, one.token_id), one)
            if (one.due_at, one.paused) != (other.due_at, other.paused):
                self.moved[one.key] = self._stands(one.key)

    def due_of(self, key: str) -> datetime | None:
        """FEEL's ``deadline(key)``: when the last limit of that key ends; null when it has not begun."""
        found = [one for one in self._all if one.key == key]
        return found[-1].due_at if found else None

    def due_of_token(self, token_id: str) -> datetime | None:
        """The first limit of an activity: a user task's due date; none while it is paused."""
        first = next((one for one in self._all if one.token_id == token_id), None)
        return None if first is None or first.paused else first.due_at

    @property
    def earliest(self) -> datetime | None:
        """When the first open limit of the matter ends."""
        return min((one.due_at for one in self._all if one.is_open and not one.paused), default=None)

    def _put(self, deadline: Deadline) -> None:
        """Replace the deadline itself, and those of the same key and element that were met before it began.

        Of several people who are asked side by side, each keeps his own.
        """
        same = [(one.key, one.token_id) == (deadline.key, deadline.token_id) for one in self._all]
        before = self._all[same.index(True)] if any(same) else deadline
        if any(same):  # in its place: the first limit of a task is its due date
            self._all[same.index(True)] = deadline
        else:
            self._all.append(deadline)
        self._all = [one for one in self._all if one is deadline or not _is_past(one, deadline)]
        self.touched.append(deadline)
        self._extras[KEY] = [stored_deadlines.to_json(one) for one in self._all]
        if (deadline.due_at, deadline.paused) != (before.due_at, before.paused):
            self.moved[deadline.key] = self._stands(deadline.key)

    def _replace(self, old: Deadline, new: Deadline) -> None:
        if new is not old:
            self._put(new)

    def _stands(self, key: str) -> bool:
        """Whether the limit that ``due_of`` answers with stands still, as timers that ask for it do."""
        return [one.paused for one in self._all if one.key == key][-1]

    def _then(
        self, text: str, running: Deadline, read: Mapping[str, Json],
        functions: Mapping[str, Callable[..., object]],
    ) -> object:  # fmt: skip
        return parsed(text).evaluate(read, functions=functions, now=running.opened_at)

    def _value(
        self, text: str, read: Mapping[str, Json], functions: Mapping[str, Callable[..., object]]
    ) -> object:
        return parsed(text).evaluate(read, functions=functions, now=self._now)


def elements_of(said: str | None) -> frozenset[str]:
    """The element ids an attribute names, separated by commas."""
    return frozenset(one.strip() for one in (said or "").split(",") if one.strip())


def _pauser(element_id: str, process: str | None) -> str:
    """An element as the matter knows it; that of a called process with the process's token."""
    return element_id if process is None else f"{process}:{element_id}"


def _is_past(one: Deadline, begun: Deadline) -> bool:
    """Whether a limit was met before the next of its kind began."""
    alike = (one.key, one.element_id, one.process) == (begun.key, begun.element_id, begun.process)
    return alike and one.met_at is not None and one.met_at <= begun.opened_at


@lru_cache(maxsize=512)
def parsed(text: str) -> feel.Expression:
    """An attribute's expression; the same text is read once."""
    return feel.parse_value(text)


def agenda_id(instance_id: str, deadline: Deadline) -> str:
    """The agenda entry of a deadline: one each, found without a look-up."""
    text = f"{instance_id}:{deadline.token_id}:{deadline.key}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]

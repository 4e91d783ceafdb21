"""What a step that is taken back had changed, turned round: the record folds to what is there again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from engine.commands._case import OpenCase
from engine.runtime import changes as happened
from engine.store.unit_of_work import AnyRow

Change = list[Any]  # as ``engine.commands._rows`` writes it: a code and plain values
ENDS: dict[str, tuple[Any, ...]] = {
    "token": (),
    "task": ("cancelled",),
    "timer": (),
    "subscription": (),
    "job": ("cancelled",),
}


SENT = (happened.MessageThrown, happened.SignalThrown, happened.StoreWritten)


def reaches_others(opened: OpenCase, changes: Iterable[happened.Change]) -> bool:
    """Whether a step did what is not in the matter alone: what was sent or registered is not taken back."""
    return bool(opened.world.office.numbers.marked) or any(isinstance(one, SENT) for one in changes)


@dataclass(slots=True)
class _Standing:
    """What stands open, by noun and id, each with the change that opened it; and each scope's variables."""

    opened: dict[tuple[str, str], Change] = field(default_factory=dict)
    scopes: dict[str, Change] = field(default_factory=dict)
    values: dict[str, dict[str, Change]] = field(default_factory=dict)

    def apply(self, change: Change) -> None:
        """Fold in one change."""
        code, subject = change[0], str(change[1]) if len(change) > 1 else ""
        noun = code[:-1]
        if code == "variable":
            self.values.setdefault(subject, {})[change[2]] = change
        elif code == "scope+":
            self.scopes[subject], self.values[subject] = change, {}
        elif code == "scope-":
            self.scopes.pop(subject, None)
            self.values.pop(subject, None)
        elif noun in ENDS and code.endswith("+"):
            self.opened[noun, subject] = change
        elif noun in ENDS:
            self.opened.pop((noun, subject), None)


def reversal(acts: Iterable[AnyRow], undone: int) -> list[Change]:
    """The changes that lead from how a matter stands back to how it stood before act number ``undone``."""
    before, now = _Standing(), _Standing()
    for act in acts:
        for change in act.changes or ():
            now.apply(change)
            if act.seq < undone:
                before.apply(change)
    return [*_closed(before, now), *_scopes(before, now), *_reopened(before, now)]


def _closed(before: _Standing, now: _Standing) -> Iterable[Change]:
    for noun, subject in now.opened:
        if (noun, subject) not in before.opened:
            yield [f"{noun}-", subject, *ENDS[noun]]


def _reopened(before: _Standing, now: _Standing) -> Iterable[Change]:
    return (change for key, change in before.opened.items() if key not in now.opened)


def _scopes(before: _Standing, now: _Standing) -> Iterable[Change]:
    """A scope whose variables differ is opened anew with those it had."""
    for subject in now.values:
        if subject not in before.values:
            yield ["scope-", subject]
    for subject, values in before.values.items():
        if now.values.get(subject) == values:
            continue
        if subject in now.values and subject in before.scopes:
            yield ["scope-", subject]
        if subject in before.scopes:
            yield before.scopes[subject]
        yield from values.values()

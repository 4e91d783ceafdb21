"""What countersigns agreed to and how it stands now: in force, to be confirmed again, answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.office.circulations import Circulation

KEY = "agreements"  # in the case's extras


@dataclass(frozen=True, slots=True)
class Agreed:
    """One who agreed."""

    login: str
    state: str  # agreed, stale (it changed, he has not said whether he still agrees), answered
    since: datetime | None = None  # when he was asked again, or answered
    opinion: str | None = None  # what he then said


@dataclass(frozen=True, slots=True)
class Agreement:
    """What several agreed to at a step that has ended."""

    element_id: str
    confirms: tuple[str, ...]
    people: tuple[Agreed, ...]

    @property
    def is_stale(self) -> bool:
        """Whether somebody has still to confirm."""
        return any(one.state == "stale" for one in self.people)


def standing(kept: Iterable[Mapping[str, Any]], sent: Mapping[str, Circulation]) -> Iterator[Agreement]:
    """From the case's extras and what was sent because of changes, by id."""
    for one in kept:
        asked = [sent[key] for key in one["asked"] if key in sent]
        people = tuple(_stands(login, asked) for login in one["people"])
        yield Agreement(one["element"], tuple(one["confirms"]), people)


def _stands(login: str, asked: Iterable[Circulation]) -> Agreed:
    found = Agreed(login, "agreed")
    for question in asked:
        for one in question.receivers:
            if one.login != login:
                continue
            if one.answered_at is None:
                found = Agreed(login, "stale", question.sent_at)
            else:
                found = Agreed(login, "answered", one.answered_at, one.opinion)
    return found

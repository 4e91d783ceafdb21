"""What countersigns agreed to and how it stands now: in force, to be confirmed again, answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.office.circulations import Circulation
from engine.reconfirming import Asked

KEY = "agreements"  # in the case's extras


@dataclass(frozen=True, slots=True)
class Agreed:
    """One who agreed."""

    login: str
    state: str  # agreed; stale: it changed, and he has not answered; confirmed, objected, answered
    since: datetime | None = None  # when he was asked again, or answered
    opinion: str | None = None  # what he then said
    choice: str | None = None
    answered_by: str | None = None  # he, or who acts for him


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

    @property
    def is_objected(self) -> bool:
        """Whether somebody does not agree to what it has become."""
        return any(one.state == "objected" for one in self.people)


def standing(
    kept: Iterable[Mapping[str, Any]], sent: Mapping[str, Circulation], asked: Mapping[str, Asked]
) -> Iterator[Agreement]:
    """From the case's extras, what was sent because of changes, by id, and the countersigns."""
    for one in kept:
        questions = [sent[key] for key in one["asked"] if key in sent]
        heirs = [each.login for question in questions for each in question.receivers]  # of who handed over
        logins = dict.fromkeys([*one["people"], *heirs])
        people = tuple(_stands(login, questions, asked.get(one["element"])) for login in logins)
        yield Agreement(one["element"], tuple(one["confirms"]), people)


def _stands(login: str, questions: Iterable[Circulation], asked: Asked | None) -> Agreed:
    found = Agreed(login, "agreed")
    for question in questions:
        for one in question.receivers:
            if one.login != login:
                continue
            if one.answered_at is None:
                found = Agreed(login, "stale", question.sent_at)
            else:
                state = "answered" if asked is None else asked.means(one.choice)
                found = Agreed(login, state, one.answered_at, one.opinion, one.choice, one.answered_by)
    return found

"""The figures the office works by. None stands in code: each is a key with its value, source and mark.

Marks: V the rule's text was read, K a well-known rule restated, U unverified for this office. The defaults
are ``policies.json``; an office replaces values, never adds keys. A key's last part may be written as people
write it (``doc.review.加急`` for ``doc.review.jiaji``), so that a diagram can append a form's value.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from engine.errors import Rejected
from engine.office import calendar
from engine.office.calendar import Calendar
from engine.office.limits import BadLimit, Limit

DEFAULTS = Path(__file__).with_name("policies.json")


class UnknownPolicy(Rejected):
    """There is no figure under this key."""

    code = "UNKNOWN_POLICY"

    def __init__(self, key: str) -> None:
        super().__init__(f"there is no policy {key!r}; all stand in docs/reference/policies.md")
        self.key = key


class BadPolicy(Rejected):
    """A value that does not fit its key, or a key read as something it is not."""

    code = "BAD_POLICY"


@dataclass(frozen=True, slots=True)
class Policy:
    """One figure, where it comes from and how sure it is."""

    key: str
    value: Any  # text (a limit, a date, a season), a number, a flag, or a list of texts
    source: str
    mark: str
    kind: str  # limit, day (of a year), text, number, flag, list

    @property
    def shown(self) -> str:
        """Its value as the reference writes it."""
        if self.kind == "list":
            return ", ".join(self.value)
        return str(self.value).lower() if self.kind == "flag" else str(self.value)


@dataclass(frozen=True, slots=True)
class Policies:
    """All figures, in the order of the reference."""

    known: Mapping[str, Policy]
    aliases: Mapping[str, str]

    def __iter__(self) -> Iterator[Policy]:
        return iter(self.known.values())

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self._name(key) in self.known

    def get(self, key: str) -> Policy:
        """The figure under a key, or under the key with its last part as people write it."""
        try:
            return self.known[self._name(key)]
        except KeyError:
            raise UnknownPolicy(key) from None

    def limit(self, key: str) -> Limit:
        """A duration."""
        return Limit.parse(self._of_kind(key, "limit"))

    def text(self, key: str) -> str:
        """A text."""
        return str(self._of_kind(key, "text"))

    def day(self, key: str, year: int) -> date:
        """A day of a year."""
        return date(year, *calendar.month_day(self._of_kind(key, "day")))

    def number(self, key: str) -> int:
        """A count."""
        return int(self._of_kind(key, "number"))

    def flag(self, key: str) -> bool:
        """Yes or no."""
        return bool(self._of_kind(key, "flag"))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(self._of_kind(key, "list"))

    def with_values(self, values: Mapping[str, object]) -> Policies:
        """These figures with some replaced; an unknown key or a value of another kind is refused."""
        known = dict(self.known)
        for key, value in values.items():
            policy = self.get(key)
            if (kind := _kind(value)) != policy.kind:
                raise BadPolicy(f"policy {policy.key} is a {policy.kind}, not a {kind}: {value!r}")
            known[policy.key] = replace(policy, value=value, source="set by this office", mark="")
        return replace(self, known=MappingProxyType(known))

    def calendar(self, *folders: Path) -> Calendar:
        """The working calendar with this office's hours and its way to end a day."""
        cutoff = self.text("calendar.cutoff")
        if cutoff not in {"midnight", "business_close"}:
            raise BadPolicy(f"calendar.cutoff is midnight or business_close, not {cutoff!r}")
        seasons = [calendar.hours_from(season) for season in self.texts("calendar.hours")]
        return calendar.load(*folders, hours=seasons, cutoff=cutoff)

    def _of_kind(self, key: str, kind: str) -> Any:
        policy = self.get(key)
        if policy.kind != kind:
            raise BadPolicy(f"policy {policy.key} is a {policy.kind}, not a {kind}")
        return policy.value

    def _name(self, key: str) -> str:
        head, dot, last = key.rpartition(".")
        return f"{head}{dot}{self.aliases.get(last, last)}"


@cache
def defaults() -> Policies:
    """The figures that come with the software."""
    content = json.loads(DEFAULTS.read_text("utf-8"))
    found = {
        p["key"]: Policy(p["key"], p["value"], p["source"], p["mark"], _kind(p["value"]))
        for p in content["policies"]
    }
    return Policies(MappingProxyType(found), MappingProxyType(content["aliases"]))


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, int):
        return "number"
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return "list"
    if not isinstance(value, str):
        raise BadPolicy(f"a policy is a text, a whole number, a flag or a list of texts, not {value!r}")
    for kind, read in (("limit", Limit.parse), ("day", calendar.month_day)):
        try:
            read(value)
        except (BadLimit, ValueError):
            continue
        return kind
    return "text"

"""Who acts for whom: proxies that were given, and deputies of posts whose holder is away.

Immutable and in memory like the directory; every question names the instant. A proxy stands for the holder
alone, never for those the holder stands for: there is no proxy of a proxy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.model import Standing
from engine.office.calendar import local_day
from engine.office.directory import Directory

ABSENCES = ("leave", "trip", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """One person acts for another for a time."""

    id: str
    holder: str
    deputy: str
    starts_at: datetime
    ends_at: datetime
    processes: tuple[str, ...] | None  # None: all
    kinds: tuple[str, ...] | None
    can_sign: bool
    backlog: bool
    reason: str
    created_at: datetime
    created_by: str
    revoked_at: datetime | None = None
    revoked_by: str | None = None

    def holds_at(self, now: datetime) -> bool:
        """From its first instant until before its last."""
        return self.revoked_at is None and self.starts_at <= now < self.ends_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Somebody is away for a time."""

    id: str
    login: str
    starts_at: datetime
    ends_at: datetime
    kind: str
    note: str
    created_at: datetime
    created_by: str
    cancelled_at: datetime | None = None
    cancelled_by: str | None = None

    def holds_at(self, now: datetime) -> bool:
        """From its first instant until before its last."""
        return self.cancelled_at is None and self.starts_at <= now < self.ends_at


@dataclass(frozen=True)
class Standings:
    """The proxies and absences as they are, those that were taken back left out."""

    proxies: tuple[Proxy, ...] = ()
    absences: tuple[Absence, ...] = ()

    _by_deputy: Mapping[str, list[Proxy]] = field(init=False, repr=False, compare=False)
    _by_holder: Mapping[str, list[Proxy]] = field(init=False, repr=False, compare=False)
    _away: Mapping[str, list[Absence]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_deputy: dict[str, list[Proxy]] = {}
        by_holder: dict[str, list[Proxy]] = {}
        for proxy in self.proxies:
            by_deputy.setdefault(proxy.deputy, []).append(proxy)
            by_holder.setdefault(proxy.holder, []).append(proxy)
        away: dict[str, list[Absence]] = {}
        for absence in self.absences:
            away.setdefault(absence.login, []).append(absence)
        object.__setattr__(self, "_by_deputy", by_deputy)
        object.__setattr__(self, "_by_holder", by_holder)
        object.__setattr__(self, "_away", away)

    def absence_of(self, login: str, now: datetime) -> Absence | None:
        """Why a person is away now, if he is."""
        return next((one for one in self._away.get(login, ()) if one.holds_at(now)), None)

    def of(
        self, login: str, directory: Directory, now: datetime, *, deputy_signs: bool
    ) -> tuple[Standing, ...]:
        """For whom a person may act at an instant: by proxies first, then as deputy of those who are away."""
        by_post = self._as_deputy(login, directory, now, deputy_signs=deputy_signs)
        return (*self._by_proxy(login, directory, now), *by_post)

    def _by_proxy(self, login: str, directory: Directory, now: datetime) -> Iterator[Standing]:
        for proxy in self._by_deputy.get(login, ()):
            holder = directory.users.get(proxy.holder)
            if holder is None or holder.locked or not proxy.holds_at(now):
                continue
            yield Standing(
                holder=proxy.holder,
                groups=directory.groups_of(proxy.holder, local_day(now)),
                by=f"proxy:{proxy.id}",
                can_sign=proxy.can_sign,
                processes=None if proxy.processes is None else frozenset(proxy.processes),
                since=None if proxy.backlog else proxy.starts_at,
            )

    def _as_deputy(
        self, login: str, directory: Directory, now: datetime, *, deputy_signs: bool
    ) -> Iterator[Standing]:
        today = local_day(now)
        for post, holders in directory.deputised_by(login, today):
            for holder in holders:
                if (absence := self.absence_of(holder, now)) is not None:
                    groups = directory.groups_of_post(post, today)
                    yield Standing(holder, groups, f"absence:{absence.id}", can_sign=deputy_signs)

    def deputies_of(self, logins: Iterable[str], directory: Directory, now: datetime) -> tuple[str, ...]:
        """Who acts for any of these people now, whatever for: they are told of what comes."""
        found: list[str] = []
        for login in logins:
            found += [proxy.deputy for proxy in self._by_holder.get(login, ()) if proxy.holds_at(now)]
            if self.absence_of(login, now) is not None:
                found += directory.deputies_of(login, local_day(now))
        return tuple(dict.fromkeys(found))

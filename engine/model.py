"""What leaves a transaction: frozen, typed, and the same on both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias
from uuid import uuid4

# A value of a process variable: what JSON can say, numbers exact.
Json: TypeAlias = "bool | int | Decimal | str | Sequence[Json] | Mapping[str, Json] | None"
Variables: TypeAlias = Mapping[str, Json]


def new_id() -> str:
    """A fresh identifier of a row: 32 hexadecimal digits, never reused."""
    return uuid4().hex


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a login with the system roles and the candidate groups it holds at this moment.

    ``groups`` holds every name a task may be offered to this person by: ``ROLE``, ``UNIT`` and
    ``UNIT:ROLE`` of each appointment, and the free groups he is a member of (api.md §3).
    """

    login: str
    roles: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    name: str = ""
    on_behalf_of: str | None = None

    @property
    def is_manager(self) -> bool:
        """Managers see every matter and repair it."""
        return "manager" in self.roles

    @property
    def is_designer(self) -> bool:
        """Designers deploy."""
        return "designer" in self.roles


SYSTEM = Actor(login="system", roles=frozenset({"manager"}), name="system")


@dataclass(frozen=True, slots=True)
class Page:
    """A list answered in pieces; ``next`` is the cursor of the following piece, or None at the end."""

    items: Sequence[object] = field(default_factory=tuple)
    next: str | None = None

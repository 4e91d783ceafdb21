"""Data stores: tables of the office that processes read and change, as one instance sees them during a step.

What was written in this transaction is seen by what comes after it; commands make it durable with the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.model import Json
from engine.runtime.changes import StoreWritten
from engine.runtime.failures import Failure
from engine.runtime.values import own

if TYPE_CHECKING:
    from engine.runtime.tokens import Token
    from engine.runtime.tree import Tree

LONGEST_KEY = 200


class Stores:
    """The data stores as the tokens of one tree see them."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._written: dict[str, dict[str, Json]] = {}

    def read(self, name: str) -> dict[str, Json]:
        """The entries of a store by their keys, those without a value left out."""
        entries = {**self._tree.environment.store(name), **self._written.get(name, {})}
        return {key: entries[key] for key in sorted(entries) if entries[key] is not None}

    def write(self, token: Token, name: str, value: object, capacity: int | None) -> None:
        """Change the entries that the value names; null takes one away."""
        entries, _ = own(value, name, self._tree.limits)
        if not isinstance(entries, Mapping):
            detail = f"a context of entries is needed for the data store {name}, not {type(value).__name__}"
            raise Failure("DATA_STORE_VALUE_INVALID", detail)
        if too_long := next((key for key in entries if len(key) > LONGEST_KEY), None):
            detail = f"a key of the data store {name} has more than {LONGEST_KEY} letters: {too_long[:40]}…"
            raise Failure("DATA_STORE_VALUE_INVALID", detail)
        before = self._written.get(name, {})
        self._tree.journal.put(self._written, name, {**before, **entries})
        if capacity is not None and len(self.read(name)) > capacity:
            raise Failure("DATA_STORE_FULL", f"the data store {name} holds {capacity} entries at most")
        self._tree.record(StoreWritten(token.key, token.node.element_id, name, dict(entries)))

"""What a step changes, noted so that it can be undone: a step that fails leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from functools import partial
from typing import Any

_MISSING = object()


class Journal:
    """The changes of the present step, last first."""

    __slots__ = ("_undo",)

    def __init__(self) -> None:
        self._undo: list[Callable[[], object]] = []

    def note(self, undo: Callable[[], object]) -> None:
        """Remember how to undo what was just done."""
        self._undo.append(undo)

    def set(self, thing: object, name: str, value: object) -> None:
        """Give an attribute a value."""
        self._undo.append(partial(setattr, thing, name, getattr(thing, name)))
        setattr(thing, name, value)

    def put(self, mapping: MutableMapping[str, Any], key: str, value: object) -> None:
        """Give a key a value."""
        self._undo.append(partial(_restore, mapping, key, mapping.get(key, _MISSING)))
        mapping[key] = value

    def drop(self, mapping: MutableMapping[str, Any], key: str) -> None:
        """Remove a key that may be there."""
        if key in mapping:
            self._undo.append(partial(_restore, mapping, key, mapping.pop(key)))

    def keep(self) -> None:
        """The step succeeded."""
        self._undo.clear()

    def undo(self) -> None:
        """Everything is as it was before the step."""
        while self._undo:
            self._undo.pop()()


def _restore(mapping: MutableMapping[str, Any], key: str, value: object) -> None:
    if value is _MISSING:
        mapping.pop(key, None)
    else:
        mapping[key] = value

"""Variables live in scopes: process instance, called instance, sub-process, multi-instance body, activity.

A scope is the token that owns it. Reading looks outwards and ends at the process a scope belongs to: a called
process does not see its caller. Writing looks outwards for the name and ends there too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

from bpmn import dates
from engine.model import Json, Variables
from engine.runtime.changes import ScopeOpened, VariableWritten
from engine.runtime.failures import Failure
from engine.runtime.tokens import Token
from engine.runtime.tree import path
from engine.runtime.values import own, size_of

if TYPE_CHECKING:
    from engine.runtime.definition import Definition
    from engine.runtime.tree import Tree


class View(Mapping[str, Json]):
    """What can be read at a token: its own variables, then those of the scopes around it."""

    __slots__ = ("_token",)

    def __init__(self, token: Token) -> None:
        self._token = token

    @property
    def definition(self) -> Definition:
        """The process that is read."""
        return self._token.node.definition

    @property
    def dates(self) -> dates.Kinds:
        """The dates of the process that is read."""
        return self._token.node.definition.dates

    def __getitem__(self, name: str) -> Json:
        token: Token | None = self._token
        while token is not None:
            if token.variables is not None and name in token.variables:
                return token.variables[name]
            node = token.node
            if name in node.derived_names:
                return node.derived(token, name)
            token = None if node.is_process else token.owner
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        try:
            self[name]  # type: ignore[index]
        except KeyError:
            return False
        return True

    def _names(self) -> dict[str, None]:
        names: dict[str, None] = {}
        token: Token | None = self._token
        while token is not None:
            names.update(dict.fromkeys(token.variables or ()))
            names.update(dict.fromkeys(sorted(token.node.derived_names)))
            token = None if token.node.is_process else token.owner
        return names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __len__(self) -> int:
        return len(self._names())


class Dated(Mapping[str, Json]):
    """The same, where what is a date by the process's forms is one: for expressions."""

    __slots__ = ("_kinds", "_read")

    def __init__(self, read: Variables, kinds: dates.Kinds) -> None:
        self._read = read
        self._kinds = kinds

    def __getitem__(self, name: str) -> Json:
        value = self._read[name]
        kind = self._kinds.get(name)
        return value if kind is None else cast("Json", dates.read(kind, value))

    def __iter__(self) -> Iterator[str]:
        return iter(self._read)

    def __len__(self) -> int:
        return len(self._read)


def over(read: Variables, kinds: dates.Kinds) -> Variables:
    """What an expression reads that knows of these dates."""
    return Dated(read, kinds) if kinds else read


def write_local(token: Token, name: str, value: object) -> None:
    """Write a variable of the token's own scope."""
    tree = token.tree
    copy, size = own(value, name, tree.limits)
    if token.variables is None:
        token.set(variables={})
        tree.record(ScopeOpened(token.key, _parent(token), path(token)))
    assert token.variables is not None
    _charge(tree, size, {name: token.variables.get(name)})
    tree.journal.put(token.variables, name, copy)
    tree.record(VariableWritten(token.key, name, copy))
    tree.written.add(token.key)


def write_outwards(scope: Token, name: str, value: object) -> None:
    """Write where the nearest scope, from this one outwards, already has the name; else to its process."""
    while not scope.node.is_process:
        if scope.variables is not None and name in scope.variables:
            break
        assert scope.owner is not None
        scope = scope.owner
    write_local(scope, name, value)


def _parent(token: Token) -> str | None:
    """The nearest scope around that holds variables."""
    owner = token.owner
    while owner is not None and owner.variables is None and owner.owner is not None:
        owner = owner.owner
    return owner.key if owner is not None else None


def _charge(tree: Tree, size: int, overwritten: Mapping[str, Json]) -> None:
    """Count what an instance holds; what was overwritten is subtracted only when the limit seems passed."""
    tree.bytes_used += size
    if tree.bytes_used <= tree.limits.instance_bytes:
        return
    held = sum(size_of(token.variables) for token in tree.tasks.values() if token.variables)
    tree.bytes_used = held + size - size_of(overwritten)
    if tree.bytes_used > tree.limits.instance_bytes:
        detail = (
            f"the variables of the instance take {tree.bytes_used} bytes; {tree.limits.instance_bytes} may"
        )
        raise Failure("INSTANCE_TOO_LARGE", detail, halts=True)

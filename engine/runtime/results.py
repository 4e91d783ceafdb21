"""What an activity or event brings back, and where it is written.

With output mappings only what they name is written; they read the results as local variables. Without them
the results are written where the nearest enclosing scope already has the name, else to the process.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpmn.vocabulary import IoMapping
from engine.model import Variables
from engine.runtime.expressions import Expression
from engine.runtime.failures import Failure
from engine.runtime.scopes import View, write_local, write_outwards
from engine.runtime.tokens import Token
from engine.runtime.values import own as own_copy

if TYPE_CHECKING:
    from engine.runtime.site import Site


@dataclass(frozen=True, slots=True)
class Mapping:
    """One compiled line of an io mapping.

    Of a data store it reads the entries into the target, or changes those that its value names.
    """

    source: Expression
    target: str
    store: str | None = None
    capacity: int | None = None

    @property
    def reads_store(self) -> bool:
        """Whether the entries of the store become the variable."""
        return self.store is not None and not self.source.text


def compile_mappings(site: Site, lines: tuple[IoMapping, ...], what: str) -> tuple[Mapping, ...]:
    """The mappings of one direction; targets are plain names."""
    for line in lines:
        if not line.target.isidentifier():
            message = f"the {what} target {line.target!r} is no plain name; write one and build parts in FEEL"
            site.refuse("mapping-target", message, line.line)
    capacities = site.diagram.data_stores
    return tuple(
        Mapping(
            site.value(line.source, f"the {what} {line.target}"),
            line.target,
            line.store,
            capacities.get(line.store or ""),
        )
        for line in lines
    )


def give(token: Token, inputs: tuple[Mapping, ...]) -> None:
    """Write the local variables that input mappings make."""
    for line in inputs:
        if line.store is not None:
            write_local(token, line.target, token.tree.stores.read(line.store))
        else:
            write_local(token, line.target, line.source.json(token))


def keep(token: Token, results: Variables, *, local: bool) -> None:
    """Hold the results until the token leaves: as local variables when something is to read them here."""
    if not results:
        return
    if local:
        for name, value in results.items():
            write_local(token, name, value)
        return
    limits = token.tree.limits
    token.fact("results", {name: own_copy(value, name, limits)[0] for name, value in results.items()})


def check_sets(token: Token, sets: tuple[frozenset[str], ...], cause: str) -> None:
    """One of the sets of data inputs or outputs must be whole (BPMN 2.0.2, 10.4.2)."""
    if not sets or "skip" in token.facts:
        return
    said = View(token)
    missing = sorted((sorted(name for name in one if said.get(name) is None) for one in sets), key=len)
    if missing[0]:
        raise Failure(cause, f"no value for {', '.join(missing[0])}")


def write(token: Token, outputs: tuple[Mapping, ...], scope: Token, *, own: Collection[str] = ()) -> None:
    """Write what was brought back to the scopes around; nothing of it when the step was skipped.

    The names in ``own`` are the token's.
    """
    if "skip" in token.facts:
        return
    if outputs:
        give(token, tuple(line for line in outputs if line.reads_store))
        kept = [line for line in outputs if line.store is not None and not line.reads_store]
        for line in kept:
            token.tree.stores.write(token, line.store or "", line.source.json(token), line.capacity)
        values = [(line.target, line.source.json(token)) for line in outputs if line.store is None]
    else:
        values = list(token.facts.get("results", {}).items())
    for name, value in values:
        if name in own:
            write_local(token, name, value)
        else:
            write_outwards(scope, name, value)

"""What an activity or event brings back, and where it is written.

With output mappings only what they name is written; they read the results as local variables. Without them
the results are written where the nearest enclosing scope already has the name, else to the process.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bpmn.vocabulary import IoMapping
from engine.model import Variables
from engine.runtime.expressions import Expression
from engine.runtime.scopes import write_local, write_outwards
from engine.runtime.tokens import Token
from engine.runtime.values import own

if TYPE_CHECKING:
    from engine.runtime.site import Site


@dataclass(frozen=True, slots=True)
class Mapping:
    """One compiled line of an io mapping."""

    source: Expression
    target: str


def compile_mappings(site: Site, lines: tuple[IoMapping, ...], what: str) -> tuple[Mapping, ...]:
    """The mappings of one direction; targets are plain names."""
    for line in lines:
        if not line.target.isidentifier():
            message = f"the {what} target {line.target!r} is no plain name; write one and build parts in FEEL"
            site.refuse("mapping-target", message, line.line)
    return tuple(Mapping(site.value(line.source, f"the {what} {line.target}"), line.target) for line in lines)


def keep(token: Token, results: Variables, *, local: bool) -> None:
    """Hold the results until the token leaves: as local variables when something is to read them here."""
    if not results:
        return
    if local:
        for name, value in results.items():
            write_local(token, name, value)
        return
    limits = token.tree.limits
    token.fact("results", {name: own(value, name, limits)[0] for name, value in results.items()})


def write(token: Token, outputs: tuple[Mapping, ...], scope: Token) -> None:
    """Write what was brought back to the scopes around; nothing of it when the step was skipped."""
    if "skip" in token.facts:
        return
    if outputs:
        values = [(line.target, line.source.json(token)) for line in outputs]
    else:
        values = list(token.facts.get("results", {}).items())
    for name, value in values:
        write_outwards(scope, name, value)

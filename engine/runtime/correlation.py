"""Correlation properties: what a message must say so that it belongs to this instance.

A property is read from each message by its ``messagePath``. What is expected stands in the instance's own
data (``dataPath`` of a correlation subscription), or is what the first message of the conversation said: the
instance keeps it, and holds every later message to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from bpmn import feel
from bpmn.pools import conversation_of
from engine import json
from engine.model import Json, Variables
from engine.runtime.expressions import Expression
from engine.runtime.tokens import Token
from engine.runtime.values import from_feel

if TYPE_CHECKING:
    from engine.runtime.site import Site

KEPT = "correlation"
"""Of a process's token: what the first messages said, by property."""


@dataclass(frozen=True, slots=True)
class Property:
    """One property of one message; ``data`` is None when the conversation itself says what is expected."""

    name: str
    path: str
    compiled: feel.Expression
    data: Expression | None

    def of(self, values: Variables) -> Json:
        """What a message says of it; null when it says nothing."""
        try:
            return cast("Json", from_feel(self.compiled.evaluate(values)))
        except feel.FeelError:
            return None


def build_properties(site: Site, message_id: str) -> tuple[Property, ...]:
    """The properties by which a process knows that a message is its own."""
    found = []
    for one, data_path in conversation_of(site.diagram, site.process, message_id):
        path = one.paths[message_id]
        compiled = site.feel(path, f"the messagePath of {one.label}").compiled
        data = site.feel(data_path, f"the dataPath of {one.label}") if data_path is not None else None
        found.append(Property(one.label, path, compiled, data))
    return tuple(found)


def expected(properties: tuple[Property, ...], token: Token) -> dict[str, Json]:
    """By property: the value a message must have, and the path to it; what is not known yet is left open."""
    kept = _process(token).facts.get(KEPT, {})
    found: dict[str, Json] = {}
    for one in properties:
        value = one.data.json(token) if one.data is not None else kept.get(one.name)
        if value is not None:
            found[one.name] = {"value": value, "path": one.path}  # type: ignore[dict-item]
    return found


def learn(properties: tuple[Property, ...], token: Token, values: Variables) -> None:
    """The first message of a conversation, said or heard, fixes what the later ones must say."""
    process = _process(token)
    kept = process.facts.get(KEPT, {})
    new = {
        one.name: value
        for one in properties
        if one.data is None and one.name not in kept and (value := one.of(values)) is not None
    }
    if new:
        process.fact(KEPT, {**kept, **new})


def accepts(properties: tuple[Property, ...], token: Token, values: Variables, said: Variables) -> bool:
    """Whether a message says what is expected by now; what its sender names comes before its variables."""
    wanted = expected(properties, token)
    return all(
        text_of(said[one.name] if one.name in said else one.of(values)) == text_of(wanted[one.name]["value"])  # type: ignore[index,call-overload]
        for one in properties
        if one.name in wanted
    )


def text_of(value: Json) -> str | None:
    """A value as keys are compared."""
    if value is None or isinstance(value, str):
        return value
    return json.dump(value).decode()


def _process(token: Token) -> Token:
    while not token.node.is_process:
        assert token.owner is not None
        token = token.owner
    return token

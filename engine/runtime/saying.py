"""What an instance says to the world: messages and signals, with the speaker's local variables."""

from __future__ import annotations

from typing import Protocol

from bpmn.pools import Receiver, receivers
from engine.runtime.changes import MessageThrown, SignalThrown
from engine.runtime.correlation import learn
from engine.runtime.expressions import Expression
from engine.runtime.failures import Failure
from engine.runtime.messages import NamedMessage, named_message, named_signal
from engine.runtime.site import Site
from engine.runtime.tokens import Token


class Saying(Protocol):
    """Something that can be said."""

    def say(self, token: Token) -> None:
        """Say it now; commands deliver it after the step."""
        ...


class SayMessage:
    """A message with the key its subscribers are found by."""

    def __init__(self, message: NamedMessage, to: tuple[Receiver, ...]) -> None:
        self.name = message.name
        self.key = message.key
        self.properties = message.properties
        self.to = to

    def say(self, token: Token) -> None:
        """Throw it."""
        name = said_name(self.name, token)
        key = self.key.text_value(token) if self.key is not None else None
        if self.properties:
            learn(self.properties, token, token.variables or {})
        record = MessageThrown(token.node.element_id, name, key, dict(token.variables or {}), self.to)
        token.tree.record(record)


class SaySignal:
    """A signal for everybody."""

    def __init__(self, name: Expression) -> None:
        self.name = name

    def say(self, token: Token) -> None:
        """Throw it."""
        name = said_name(self.name, token)
        token.tree.record(SignalThrown(token.node.element_id, name, dict(token.variables or {})))


def said_name(expression: Expression, token: Token) -> str:
    """The name, which may be computed but not null."""
    name = expression.text_value(token)
    if not name:
        raise Failure("EVENT_WITHOUT_NAME", f"{expression.text}: the name is null")
    return name


def build_message(site: Site, reference: str | None) -> SayMessage | None:
    """Saying the message with this id."""
    message = named_message(site, reference)
    return SayMessage(message, receivers(site.diagram, site.element)) if message is not None else None


def build_signal(site: Site, reference: str | None) -> SaySignal | None:
    """Saying the signal with this id."""
    name = named_signal(site, reference)
    return SaySignal(name) if name is not None else None

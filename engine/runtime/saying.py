"""What an instance says to the world: messages and signals, with the speaker's local variables."""

from __future__ import annotations

from typing import Protocol

from bpmn.pools import Receiver, receivers
from engine.runtime.changes import MessageThrown, SignalThrown
from engine.runtime.correlation import Property, build_properties, learn
from engine.runtime.expressions import Expression
from engine.runtime.failures import Failure
from engine.runtime.site import Site
from engine.runtime.tokens import Token


class Saying(Protocol):
    """Something that can be said."""

    def say(self, token: Token) -> None:
        """Say it now; commands deliver it after the step."""
        ...


class SayMessage:
    """A message with the key its subscribers are found by."""

    def __init__(
        self,
        name: Expression,
        key: Expression | None,
        to: tuple[Receiver, ...],
        properties: tuple[Property, ...],
    ) -> None:
        self.name = name
        self.key = key
        self.properties = properties
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
    message = site.diagram.messages.get(reference or "")
    if message is None or not message.name:
        site.refuse("message-name", "it names no message; choose one with a name")
        return None
    subscription = message.extensions.subscription
    key = site.value(subscription.correlation_key, "the correlation key") if subscription else None
    to = receivers(site.diagram, site.element)
    return SayMessage(
        site.value(message.name, "the message's name"), key, to, build_properties(site, message.id)
    )


def build_signal(site: Site, reference: str | None) -> SaySignal | None:
    """Saying the signal with this id."""
    signal = site.diagram.signals.get(reference or "")
    if signal is None or not signal.name:
        site.refuse("signal-name", "the signal event names no signal; choose one with a name")
        return None
    return SaySignal(site.value(signal.name, "the signal's name"))

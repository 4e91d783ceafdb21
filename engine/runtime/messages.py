"""Messages and signals of a diagram as an instance says them, or waits for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.runtime.correlation import Property, build_properties
from engine.runtime.expressions import Expression

if TYPE_CHECKING:
    from engine.runtime.site import Site


@dataclass(frozen=True, slots=True)
class NamedMessage:
    """What a message goes by: its name, the key of its subscribers, its correlation properties."""

    name: Expression
    key: Expression | None
    properties: tuple[Property, ...]


def named_message(site: Site, reference: str | None) -> NamedMessage | None:
    """The message with this id; None, and a finding, when it has no name."""
    message = site.diagram.messages.get(reference or "")
    if message is None or not message.name:
        site.refuse("message-name", "it names no message; choose one with a name")
        return None
    subscription = message.extensions.subscription
    key = site.value(subscription.correlation_key, "the correlation key") if subscription else None
    return NamedMessage(
        site.value(message.name, "the message's name"), key, build_properties(site, message.id)
    )


def named_signal(site: Site, reference: str | None) -> Expression | None:
    """The name of the signal with this id; None, and a finding, when it has none."""
    signal = site.diagram.signals.get(reference or "")
    if signal is None or not signal.name:
        site.refuse("signal-name", "the signal event names no signal; choose one with a name")
        return None
    return site.value(signal.name, "the signal's name")

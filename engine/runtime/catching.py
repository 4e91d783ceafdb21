"""What a token can wait for: a timer, a message, a signal, a condition. One class each."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

from bpmn.diagram import EventDefinition
from engine.model import Variables
from engine.runtime.changes import SubscriptionClosed, SubscriptionOpened, TimerClosed, TimerOpened
from engine.runtime.correlation import expected, learn
from engine.runtime.dues import read_due, write_due
from engine.runtime.expressions import Expression
from engine.runtime.failures import Failure
from engine.runtime.iso import parse_duration, parse_instant
from engine.runtime.messages import NamedMessage, named_message, named_signal
from engine.runtime.timers import Timer, check_cycle, first_due
from engine.runtime.tokens import Token

if TYPE_CHECKING:
    from engine.runtime.site import Site


class Catch(Protocol):
    """Something a token waits for."""

    kind: ClassVar[str]

    def open(self, token: Token) -> bool:
        """Begin to wait; what the event needs is evaluated over the token's scopes now.

        True when it has happened already, so that nobody need wait.
        """
        ...

    def close(self, token: Token) -> None:
        """Wait no longer."""
        ...

    def again(self, token: Token) -> bool:
        """It fired and its token stays: whether there is anything left to wait for."""
        ...

    def rearm(self, token: Token) -> bool:
        """It was closed after it came, and is waited for anew: whether that can be."""
        ...


class TimerCatch:
    """Waits for an instant, or again and again."""

    kind: ClassVar[str] = "timer"

    def __init__(self, timer: Timer) -> None:
        self.timer = timer

    def open(self, token: Token) -> bool:
        """Compute when it is due."""
        due = first_due(self.timer, token)
        token.fact("due", write_due(due))
        token.tree.record(TimerOpened(token.key, token.node.element_id, due.at))
        return False

    def close(self, token: Token) -> None:
        """The timer is over; how it would go on is kept with its token."""
        token.tree.record(TimerClosed(token.key))

    def again(self, token: Token) -> bool:
        """The next repetition, when there is one."""
        try:
            due = read_due(token.facts["due"]).next(token.tree.now)
        except (ValueError, OverflowError) as error:
            raise Failure("TIMER_INVALID", str(error)) from None
        if due is None:
            return False
        token.fact("due", write_due(due))
        token.tree.record(TimerOpened(token.key, token.node.element_id, due.at))
        return True

    def rearm(self, token: Token) -> bool:
        """The next repetition."""
        return self.again(token)


class _Subscription:
    """Waits for what is said to everybody: it stays until its token goes."""

    def open(self, token: Token) -> bool:
        """Subscribe."""
        raise NotImplementedError

    def close(self, token: Token) -> None:
        """Unsubscribe."""
        token.tree.record(SubscriptionClosed(token.key))

    def again(self, token: Token) -> bool:
        """The subscription stays."""
        return True

    def rearm(self, token: Token) -> bool:
        """Subscribe anew."""
        self.open(token)
        return True


class MessageCatch(_Subscription):
    """Waits for a message by name, correlation key and correlation properties."""

    kind: ClassVar[str] = "message"

    def __init__(self, message: NamedMessage) -> None:
        self.name = message.name
        self.key = message.key
        self.properties = message.properties

    def open(self, token: Token) -> bool:
        """Subscribe with the key's value of now, as text."""
        name = self.name.text_value(token)
        if not name:
            raise Failure("MESSAGE_WITHOUT_NAME", f"{self.name.text}: the message's name is null")
        key = None
        if self.key is not None:
            key = self.key.text_value(token)
            if key is None:
                raise Failure("CORRELATION_KEY_NULL", f"{self.key.text}: the correlation key is null")
        wanted = (expected(self.properties, token) or None) if self.properties else None
        token.tree.record(SubscriptionOpened(token.key, token.node.element_id, "message", name, key, wanted))
        return False

    def heard(self, token: Token, values: Variables) -> None:
        """It has come: what it says of the conversation is kept."""
        if self.properties:
            learn(self.properties, token, values)


class SignalCatch(_Subscription):
    """Waits for a signal by name."""

    kind: ClassVar[str] = "signal"

    def __init__(self, name: Expression) -> None:
        self.name = name

    def open(self, token: Token) -> bool:
        """Subscribe."""
        name = self.name.text_value(token)
        if not name:
            raise Failure("SIGNAL_WITHOUT_NAME", f"{self.name.text}: the signal's name is null")
        token.tree.record(SubscriptionOpened(token.key, token.node.element_id, "signal", name))
        return False


class ConditionCatch:
    """Waits for a condition to become true: looked at now, and whenever a variable it sees is written.

    Each time it becomes true is one occurrence; it must have been false between two.
    """

    kind: ClassVar[str] = "conditional"

    def __init__(self, condition: Expression) -> None:
        self.condition = condition

    def open(self, token: Token) -> bool:
        """Watch; what is true already has happened."""
        token.tree.watch(token)
        token.fact("holds", False)
        return self.rose(token)

    def rose(self, token: Token) -> bool:
        """Whether it is true now and was not before."""
        before, holds = token.facts["holds"], self.condition.holds(token)
        if holds is not before:
            token.fact("holds", holds)
        return holds and not before

    def close(self, token: Token) -> None:
        """Watch no longer."""
        token.tree.unwatch(token)
        token.fact("holds", None)

    def again(self, token: Token) -> bool:
        """It is watched further."""
        return True

    def rearm(self, token: Token) -> bool:
        """Watch; if it is true now it must become false first."""
        token.tree.watch(token)
        token.fact("holds", self.condition.holds(token))
        return True


def build_catch(site: Site, event: EventDefinition) -> Catch | None:
    """What an event definition waits for; None when the runtime must refuse it."""
    if event.kind == "timer":
        return _timer(site, event)
    if event.kind == "message":
        return message_catch(site, event.reference)
    if event.kind == "signal":
        name = named_signal(site, event.reference)
        return SignalCatch(name) if name is not None else None
    if event.kind == "conditional":
        if not event.condition:
            site.refuse("condition-missing", "the conditional event has no condition; write one", event.line)
            return None
        return ConditionCatch(site.feel(event.condition, "the condition"))
    message = f"a {event.kind} event is not executed here; use a timer, message, signal or conditional event"
    site.refuse("unsupported-event", message, event.line)
    return None


def message_catch(site: Site, reference: str | None) -> Catch | None:
    """Waiting for the message with this id."""
    message = named_message(site, reference)
    return MessageCatch(message) if message is not None else None


def _timer(site: Site, event: EventDefinition) -> Catch | None:
    given = {"date": event.date, "duration": event.duration, "cycle": event.cycle}
    said = [(kind, text) for kind, text in given.items() if text]
    if len(said) != 1:
        message = "a timer says one of date, duration and cycle; write exactly one"
        site.refuse("timer-invalid", message, event.line)
        return None
    kind, text = said[0]
    literal = site.constant(text)
    if literal is not None:
        read = {"date": parse_instant, "duration": parse_duration, "cycle": check_cycle}[kind]
        try:
            read(literal)
        except (ValueError, OverflowError) as error:
            site.refuse("timer-invalid", f"{error}, or as FEEL after '='", event.line)
            return None
    return TimerCatch(Timer(kind, site.value(text, "the timer")))  # type: ignore[arg-type]

"""What the elements of a diagram hold and refer to: messages, signals, errors, events, loops, data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bpmn.vocabulary import NOTHING, Extensions, Unknown


@dataclass(frozen=True, slots=True)
class Message:
    """A message that processes throw and catch by ``name``."""

    id: str
    name: str
    extensions: Extensions = NOTHING
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal that everybody who waits for ``name`` catches."""

    id: str
    name: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Error:
    """An error, caught by its ``code``."""

    id: str
    name: str
    code: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Escalation:
    """An escalation, caught by its ``code``."""

    id: str
    name: str
    code: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class CorrelationProperty:
    """Something a message says of the conversation it belongs to; ``paths`` by message id are FEEL."""

    id: str
    name: str
    paths: Mapping[str, str]
    line: int | None = None

    @property
    def label(self) -> str:
        """What senders call it."""
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class CorrelationKey:
    """Properties that tell one conversation between pools from another."""

    id: str
    properties: tuple[str, ...]
    line: int | None = None


@dataclass(frozen=True, slots=True)
class CorrelationSubscription:
    """What a process expects of the properties of a key; ``paths`` by property id are FEEL over its data."""

    key: str
    paths: Mapping[str, str]
    line: int | None = None


@dataclass(frozen=True, slots=True)
class DataUse:
    """What BPMN's own data say at an element, beyond what became mappings.

    ``variables`` are there, without a value, when it begins; of the sets of inputs, and of those of
    outputs, one must be whole.
    """

    variables: tuple[str, ...] = ()
    input_sets: tuple[frozenset[str], ...] = ()
    output_sets: tuple[frozenset[str], ...] = ()
    is_mapped: bool = False
    """Associations say what goes in and out: nothing else does."""


NO_DATA = DataUse()


@dataclass(frozen=True, slots=True)
class EventDefinition:
    """What an event throws or catches. ``kind`` is the tag name without ``EventDefinition``.

    ``reference`` is the id of the message, signal, error or escalation; ``link`` the name of a link.
    """

    kind: str
    id: str | None = None
    reference: str | None = None
    date: str | None = None
    duration: str | None = None
    cycle: str | None = None
    condition: str | None = None
    link: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    extensions: Extensions = NOTHING
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Behavior:
    """An event that a multi-instance activity throws when one of its instances is done.

    Of each (``every``) or of the first; where ``condition`` holds, if there is one.
    """

    event: EventDefinition
    every: bool = True
    condition: str | None = None


@dataclass(frozen=True, slots=True)
class MultiInstance:
    """An activity that is done once for each item, one after another or side by side."""

    sequential: bool = False
    input_collection: str | None = None
    input_element: str | None = None
    output_collection: str | None = None
    output_element: str | None = None
    cardinality: str | None = None
    completion_condition: str | None = None
    behaviors: tuple[Behavior, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[Unknown, ...] = ()
    line: int | None = None


@dataclass(frozen=True, slots=True)
class StandardLoop:
    """An activity that is repeated while its condition holds, at most ``maximum`` times."""

    condition: str | None = None
    test_before: bool = False
    maximum: int | None = None
    unread: tuple[Unknown, ...] = ()
    line: int | None = None

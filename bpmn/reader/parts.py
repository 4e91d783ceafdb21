"""Reads the parts that elements hold: event definitions and loops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bpmn.diagram import Behavior, EventDefinition, MultiInstance, StandardLoop
from bpmn.reader.data import variable_of
from bpmn.reader.extensions import read as read_extensions
from bpmn.reader.source import ARTIFACTS, BPMN, Source, children, foreign, is_true, plain
from bpmn.vocabulary import Extensions, Loop, Unknown, merged
from bpmn.xml import Node, line_of, local, reference, token

_REFERENCES = {
    "messageEventDefinition": "messageRef",
    "signalEventDefinition": "signalRef",
    "errorEventDefinition": "errorRef",
    "escalationEventDefinition": "escalationRef",
    "compensateEventDefinition": "activityRef",
}
_BEHAVIORS = {"None": "noneBehaviorEventRef", "One": "oneBehaviorEventRef"}
_TIMER = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}


@dataclass(frozen=True, slots=True)
class Part:
    """Something an element holds once: the field it becomes, and who reads it."""

    field: str
    read: Callable[[Source, Node], object]
    kinds: frozenset[str] | None = None


def part_of(kind: str, name: str) -> Part | None:
    """How a child of this kind of element is read, if it is one of its parts."""
    part = _PARTS.get(name)
    return part if part is not None and (part.kinds is None or kind in part.kinds) else None


def shared_event(source: Source, ref: Node) -> list[EventDefinition]:
    """An event definition that stands at the root of the file."""
    found = source.event_definitions.get(reference(ref.text))
    if found is None:
        message = f"there is no event definition {reference(ref.text)!r}; define it, or refer to another"
        source.wrong("unknown-reference", ref, message)
        return []
    return [event_definition(source, found)]


def event_definition(source: Source, element: Node) -> EventDefinition:
    """What an event throws or catches."""
    name = local(element)
    extensions = read_extensions(element)
    times: dict[str, str | None] = {}
    condition: str | None = None
    for child in children(element):
        if local(child) in _TIMER:
            times[_TIMER[local(child)]] = source.expression(child)
        elif local(child) == "condition":
            condition = source.expression(child)
        elif local(child) not in ARTIFACTS:
            extensions = merged(extensions, Extensions(unknown=(Unknown(local(child), line_of(child)),)))
    refer = _REFERENCES.get(name, "")
    return EventDefinition(
        kind=name.removesuffix("EventDefinition"),
        id=element.get("id"),
        reference=(reference(element.get(refer)) or None) if refer else None,
        condition=condition,
        link=(token(element.get("name")) or None) if name == "linkEventDefinition" else None,
        attributes=plain(element, refer),
        extensions=extensions,
        line=line_of(element),
        **times,
    )


def multi_instance(source: Source, element: Node) -> MultiInstance:
    """Multi-instance characteristics: the standard's expressions and Zeebe's collections."""
    extensions = read_extensions(element)
    texts: dict[str, str | None] = {}
    unread = [*extensions.unknown, *foreign(element)]
    for child in children(element):
        if local(child) in {"loopCardinality", "completionCondition"}:
            texts[local(child)] = source.expression(child)
        elif local(child) in {"inputDataItem", "outputDataItem"}:
            texts[local(child)] = variable_of(child)
        elif local(child) in {"loopDataInputRef", "loopDataOutputRef", "complexBehaviorDefinition"}:
            continue
        elif local(child) not in ARTIFACTS:
            unread.append(Unknown(local(child), line_of(child)))
    loop = extensions.loop or Loop()
    handed = texts.get("outputDataItem")
    return MultiInstance(
        sequential=is_true(element.get("isSequential")),
        input_collection=loop.input_collection,
        input_element=loop.input_element or texts.get("inputDataItem"),
        output_collection=loop.output_collection,
        output_element=loop.output_element or (f"={handed}" if handed else None),
        cardinality=texts.get("loopCardinality"),
        completion_condition=texts.get("completionCondition"),
        behaviors=behaviors(source, element),
        attributes=plain(element, "isSequential", "behavior", *_BEHAVIORS.values()),
        unread=tuple(unread),
        line=line_of(element),
    )


def behaviors(source: Source, element: Node) -> tuple[Behavior, ...]:
    """What a multi-instance activity throws when instances are done: ``behavior`` and its events."""
    behavior = token(element.get("behavior")) or "All"
    if behavior in _BEHAVIORS:
        wanted = element.get(_BEHAVIORS[behavior])
        found = source.event_definitions.get(reference(wanted))
        if found is None:
            message = f"behavior {behavior} throws an event; name its definition in {_BEHAVIORS[behavior]}"
            source.wrong("behavior-event", element, message)
            return ()
        return (Behavior(event_definition(source, found), every=behavior == "None"),)
    said = element.findall(f"{{{BPMN}}}complexBehaviorDefinition")
    if (behavior == "Complex") != bool(said) or behavior not in {"All", "Complex"}:
        message = "behavior is All, None, One, or Complex with complexBehaviorDefinition; correct it"
        source.wrong("behavior-event", element, message)
        return ()
    return tuple(behavior for node in said for behavior in _complex(source, node))


def _complex(source: Source, node: Node) -> list[Behavior]:
    """A condition and the event that is thrown when it holds."""
    condition = source.expression(node.find(f"{{{BPMN}}}condition"))
    event = node.find(f"{{{BPMN}}}event")
    thrown: list[EventDefinition] = []
    for child in children(event) if event is not None else ():
        if local(child).endswith("EventDefinition"):
            thrown.append(event_definition(source, child))
        elif local(child) == "eventDefinitionRef":
            thrown += shared_event(source, child)
        elif local(child) not in ARTIFACTS:
            message = f"{local(child)} is not executed in what a loop throws; remove it"
            source.wrong("unsupported-element", child, message)
    if not condition or not thrown:
        message = "a complexBehaviorDefinition has a condition and an event with a definition; complete it"
        source.wrong("behavior-event", node, message)
        return []
    return [Behavior(one, condition=condition) for one in thrown]


def standard_loop(source: Source, element: Node) -> StandardLoop:
    """Standard loop characteristics."""
    condition = element.find(f"{{{BPMN}}}loopCondition")
    maximum = token(element.get("loopMaximum"))
    if maximum and not maximum.isdecimal():
        source.wrong("loop-maximum", element, f"loopMaximum {maximum!r} is no whole number; correct it")
        maximum = ""
    return StandardLoop(
        condition=source.expression(condition),
        test_before=is_true(element.get("testBefore")),
        maximum=int(maximum) if maximum else None,
        unread=read_extensions(element).unknown,
        line=line_of(element),
    )


_PARTS: Mapping[str, Part] = {
    "multiInstanceLoopCharacteristics": Part("loop", multi_instance),
    "standardLoopCharacteristics": Part("loop", standard_loop),
    "script": Part("script", Source.expression, frozenset({"scriptTask"})),
    "activationCondition": Part("activation_condition", Source.expression, frozenset({"complexGateway"})),
    "completionCondition": Part("completion_condition", Source.expression, frozenset({"adHocSubProcess"})),
}

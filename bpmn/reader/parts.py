"""Reads the parts that elements hold: event definitions and loops."""

from __future__ import annotations

from bpmn.diagram import EventDefinition, MultiInstance, StandardLoop
from bpmn.reader.extensions import read as read_extensions
from bpmn.reader.source import ARTIFACTS, BPMN, Source, children, foreign, is_true, plain
from bpmn.vocabulary import Extensions, Unknown, merged
from bpmn.xml import Node, line_of, local, reference, token

_REFERENCES = {
    "messageEventDefinition": "messageRef",
    "signalEventDefinition": "signalRef",
    "errorEventDefinition": "errorRef",
    "escalationEventDefinition": "escalationRef",
    "compensateEventDefinition": "activityRef",
}
_TIMER = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}


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
        elif local(child) not in ARTIFACTS:
            unread.append(Unknown(local(child), line_of(child)))
    loop = extensions.loop
    return MultiInstance(
        sequential=is_true(element.get("isSequential")),
        input_collection=loop.input_collection if loop else None,
        input_element=loop.input_element if loop else None,
        output_collection=loop.output_collection if loop else None,
        output_element=loop.output_element if loop else None,
        cardinality=texts.get("loopCardinality"),
        completion_condition=texts.get("completionCondition"),
        attributes=plain(element, "isSequential"),
        unread=tuple(unread),
        line=line_of(element),
    )


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

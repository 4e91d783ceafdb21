"""Reads how messages find their instance in the standard's own words: correlation properties and keys."""

from __future__ import annotations

from collections.abc import Iterable

from bpmn.diagram import CorrelationKey, CorrelationProperty, CorrelationSubscription
from bpmn.reader.source import ARTIFACTS, BPMN, Source, children
from bpmn.xml import Node, line_of, local, reference


def read_property(source: Source, node: Node) -> CorrelationProperty:
    """A property, and where it stands in each message."""
    paths: dict[str, str] = {}
    for child in children(node):
        if local(child) == "correlationPropertyRetrievalExpression":
            path = source.expression(child.find(f"{{{BPMN}}}messagePath"))
            paths[reference(child.get("messageRef"))] = path or ""
        elif local(child) not in ARTIFACTS:
            message = f"<{local(child)}> in a correlation property has no meaning here; remove it"
            source.wrong("unsupported-element", child, message)
    return CorrelationProperty(source.id(node), node.get("name") or "", paths, line_of(node))


def read_key(source: Source, node: Node) -> CorrelationKey:
    """A key: several properties together."""
    found = [reference(child.text) for child in children(node) if local(child) == "correlationPropertyRef"]
    return CorrelationKey(source.id(node), tuple(found), line_of(node))


def read_subscription(source: Source, node: Node) -> CorrelationSubscription:
    """What a process expects of the properties of a key: computed from its own data."""
    paths: dict[str, str] = {}
    for child in children(node):
        if local(child) == "correlationPropertyBinding":
            path = source.expression(child.find(f"{{{BPMN}}}dataPath"))
            paths[reference(child.get("correlationPropertyRef"))] = path or ""
        elif local(child) not in ARTIFACTS:
            message = f"<{local(child)}> in a correlation subscription has no meaning here; remove it"
            source.wrong("unsupported-element", child, message)
    return CorrelationSubscription(reference(node.get("correlationKeyRef")), paths, line_of(node))


def check(
    source: Source,
    properties: Iterable[CorrelationProperty],
    keys: Iterable[CorrelationKey],
    subscriptions: Iterable[tuple[Node, CorrelationSubscription]],
    messages: Iterable[str],
) -> None:
    """Everything that is referred to exists, and every path says something."""
    known = {one.id for one in properties}
    named = {one.id: one for one in keys}
    sent = set(messages)
    nodes = {node.get("id"): node for node in source.root.iter() if node.get("id")}
    for one in properties:
        for message, path in one.paths.items():
            if message not in sent or not path:
                text = f"the property {one.name or one.id} reads no message: {message!r} with a messagePath"
                source.wrong("correlation", nodes[one.id], f"{text}; correct its retrieval expression")
    for key in keys:
        for missing in set(key.properties) - known:
            text = f"there is no correlation property {missing!r}; define it, or refer to another"
            source.wrong("unknown-reference", nodes[key.id], text)
    for node, subscription in subscriptions:
        bound = named.get(subscription.key)
        if (
            bound is None
            or not set(subscription.paths) <= set(bound.properties)
            or not all(subscription.paths.values())
        ):
            text = (
                f"the correlation subscription binds what its key {subscription.key!r} has not; "
                "refer to a key, and give each of its properties a dataPath"
            )
            source.wrong("correlation", node, text)

"""Reads what BPMN's own data say: data objects, properties, stores, inputs, outputs and their associations.

All of it becomes variables and mappings (:class:`bpmn.vocabulary.IoMapping`). A data object is a variable
of the scope it is drawn in, a property one of its process or activity, a data input or output one of its
activity. Each is called by its name where that is a plain one, else by its id. A data store is a table of
the office: what is read from it is a context of its entries, and a context that is written changes those it
names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bpmn.reader.source import ARTIFACTS, BPMN, Source, children, is_true
from bpmn.vocabulary import IoMapping
from bpmn.xml import Node, line_of, local, reference, text_of, token

ITEMS = frozenset({"dataObject", "property", "dataInput", "dataOutput", "inputDataItem", "outputDataItem"})
ASSOCIATIONS = frozenset({"dataInputAssociation", "dataOutputAssociation"})
IN_AN_EVENT = ASSOCIATIONS | {"dataInput", "dataOutput", "inputSet", "outputSet"}
IN_AN_ACTIVITY = ASSOCIATIONS | {"ioSpecification", "property"}
_ENDS = frozenset({"sourceRef", "targetRef"})
_NO_NAME = re.compile(r"\W")


@dataclass(frozen=True, slots=True)
class Item:
    """Something that holds data: the variable it is, or the table."""

    kind: str
    variable: str
    store: str | None = None


@dataclass(slots=True)
class Data:
    """What one element says of its data."""

    inputs: list[IoMapping] = field(default_factory=list)
    outputs: list[IoMapping] = field(default_factory=list)
    variables: list[str] = field(default_factory=list)
    """What is there from the beginning, though it has no value yet."""
    input_sets: list[frozenset[str]] = field(default_factory=list)
    output_sets: list[frozenset[str]] = field(default_factory=list)
    collection: str | None = None
    """The expression that a loop's ``loopDataInputRef`` stands for."""
    collected: str | None = None
    """The variable that a loop's ``loopDataOutputRef`` stands for."""


class DataReader:
    """Knows everything in one file that holds data."""

    def __init__(self, source: Source) -> None:
        self.source = source
        drawn = [node for node in children(source.root) if local(node) == "dataStore"]
        stores = {node.get("id"): node.get("name") or node.get("id") or "" for node in drawn}
        self.capacities = {
            stores[node.get("id")]: int(node.get("capacity") or 0)
            for node in drawn
            if not is_true(node.get("isUnlimited")) and (node.get("capacity") or "").isdecimal()
        }
        nodes = {node.get("id"): node for node in source.root.iter(f"{{{BPMN}}}*") if node.get("id")}
        self.items: dict[str, Item] = {}
        for key, node in nodes.items():
            if key is not None and (found := self._item(node, nodes, stores)) is not None:
                self.items[key] = found

    @cached_property
    def _touched(self) -> frozenset[str]:
        """The ids of everything that something is copied from or to."""
        found: set[str] = set()
        for kind in ASSOCIATIONS:
            for node in self.source.root.iter(f"{{{BPMN}}}{kind}"):
                found |= {reference(child.text) for child in children(node) if local(child) in _ENDS}
        for kind in ("loopDataInputRef", "loopDataOutputRef"):
            found |= {reference(node.text) for node in self.source.root.iter(f"{{{BPMN}}}{kind}")}
        return frozenset(found)

    def objects_in(self, scope: Node) -> tuple[str, ...]:
        """The variables that the data objects drawn in a scope are, as far as anything is copied."""
        found: dict[str, Node] = {}
        inside = children(scope)
        of = [(node.get("id"), reference(node.get("dataObjectRef"))) for node in inside]
        for node in inside:
            key = node.get("id")
            known = {key, *(one for one, wanted in of if wanted == key)}
            if local(node) != "dataObject" or not known & self._touched:
                continue
            name = variable_of(node)
            if name in found:
                message = f"another data object of this scope is called {name!r} too; rename one"
                self.source.wrong("data-name", node, message)
            found[name] = node
        return tuple(found)

    def _item(
        self, node: Node, nodes: Mapping[str | None, Node], stores: Mapping[str | None, str]
    ) -> Item | None:
        kind = local(node)
        if kind == "dataObjectReference":
            wanted = reference(node.get("dataObjectRef"))
            if not wanted:  # drawn only; what is copied from or to it leads nowhere
                return None
            found = nodes.get(wanted)
            if found is not None and local(found) == "dataObject":
                return Item("dataObject", variable_of(found))
            message = f"it refers to the data object {wanted!r}, which is not there; define it"
            self.source.wrong("unknown-reference", node, message)
        elif kind == "dataStoreReference":
            wanted = reference(node.get("dataStoreRef"))
            if wanted and wanted not in stores:
                message = f"it refers to the data store {wanted!r}, which is not there; define it"
                self.source.wrong("unknown-reference", node, message)
            name = stores.get(wanted) or node.get("name") or node.get("id") or ""
            return Item(kind, variable_of(node), store=name)
        elif kind in ITEMS:
            return Item(kind, variable_of(node))
        return None

    # One element

    def of(self, node: Node) -> Data:
        """What an activity, an event or a process says."""
        data = Data()
        specified = [child for child in children(node) if local(child) == "ioSpecification"]
        holders = [node, *specified]
        for holder in holders:
            for child in children(holder):
                if local(child) == "inputSet":
                    data.input_sets.append(self._set(child, "dataInputRefs", "optionalInputRefs"))
                elif local(child) == "outputSet":
                    data.output_sets.append(self._set(child, "dataOutputRefs", "optionalOutputRefs"))
                elif local(child) == "property":
                    data.variables.append(variable_of(child))
        loop = node.find(f"{{{BPMN}}}multiInstanceLoopCharacteristics")
        apart = self._loop(node, loop, data) if loop is not None else frozenset()
        for child in children(node):
            if local(child) in ASSOCIATIONS and child.get("id") not in apart:
                lines = data.inputs if local(child) == "dataInputAssociation" else data.outputs
                lines += self._lines(child)
        return data

    def _set(self, node: Node, all_of: str, optional: str) -> frozenset[str]:
        """The variables that must have a value before an activity begins, or when it ends."""
        for child in children(node):
            if local(child) not in {all_of, optional} | ARTIFACTS:
                message = f"{local(child)} is not executed; say which data are needed before or after"
                self.source.wrong("unsupported-element", child, message)
        given = {name: set(self._referred(node, name)) for name in (all_of, optional)}
        return frozenset(given[all_of] - given[optional])

    def _referred(self, node: Node, name: str) -> Iterator[str]:
        for ref in node.findall(f"{{{BPMN}}}{name}"):
            item = self.items.get(reference(ref.text))
            if item is None:
                message = f"{name} refers to {reference(ref.text)!r}, which holds no data; correct it"
                self.source.wrong("unknown-reference", ref, message)
            else:
                yield item.variable

    # Associations

    def _lines(self, node: Node) -> list[IoMapping]:
        """The mappings of one association: a value, or one for each assignment."""
        sources = self._sources(node)
        line = line_of(node)
        reading = [IoMapping("", one.variable, line, store=one.store) for one in sources if one.store]
        assigned = node.findall(f"{{{BPMN}}}assignment")
        if assigned:
            return [*reading, *(made for one in assigned if (made := self._assigned(one)) is not None)]
        target = self._target(node)
        value = self._value(node, sources)
        if target is None or value is None:
            return []
        if target.store is not None:
            return [*reading, IoMapping(value, target.variable, line, store=target.store)]
        return [*reading, IoMapping(value, target.variable, line)]

    def _sources(self, node: Node) -> list[Item]:
        found: list[Item] = []
        for ref in node.findall(f"{{{BPMN}}}sourceRef"):
            item = self.items.get(reference(ref.text))
            if item is None:
                message = f"its source {reference(ref.text)!r} holds no data; refer to something that does"
                self.source.wrong("unknown-reference", ref, message)
            else:
                found.append(item)
        return found

    def _target(self, node: Node) -> Item | None:
        ref = node.find(f"{{{BPMN}}}targetRef")
        item = self.items.get(reference(text_of(ref))) if ref is not None else None
        if item is None:
            message = "its target holds no data; refer to a data object, property, output or data store"
            self.source.wrong("unknown-reference", node, message)
        return item

    def _value(self, node: Node, sources: list[Item]) -> str | None:
        """The expression of what is copied."""
        transformation = node.find(f"{{{BPMN}}}transformation")
        if transformation is not None:
            text = self.source.expression(transformation)
            return f"={(text or '').removeprefix('=')}"
        if len(sources) == 1:
            return f"={sources[0].variable}"
        message = (
            "it does not say which value is copied; give it one sourceRef, a transformation or assignments"
        )
        self.source.wrong("data-association", node, message)
        return None

    def _assigned(self, node: Node) -> IoMapping | None:
        given = {
            name: (self.source.expression(node.find(f"{{{BPMN}}}{name}")) or "") for name in ("from", "to")
        }
        target = given["to"].removeprefix("=").strip()
        item = self.items.get(target)
        variable = item.variable if item is not None else target
        if not variable.isidentifier() or (item is not None and item.store is not None):
            message = f"an assignment writes a variable; {given['to']!r} is none: write a plain name"
            self.source.wrong("data-association", node, message)
            return None
        return IoMapping(f"={given['from'].removeprefix('=')}", variable, line_of(node))

    # Loops

    def _loop(self, node: Node, loop: Node, data: Data) -> frozenset[str | None]:
        """Associations with the collections of a loop belong to the whole of it."""
        apart: set[str | None] = set()
        for name, side in (("loopDataInputRef", "targetRef"), ("loopDataOutputRef", "sourceRef")):
            ref = loop.find(f"{{{BPMN}}}{name}")
            if ref is None:
                continue
            item = self.items.get(reference(ref.text))
            if item is None:
                message = f"{name} refers to {reference(ref.text)!r}, which holds no data; correct it"
                self.source.wrong("unknown-reference", ref, message)
                continue
            found = self._beside(node, reference(ref.text), side)
            if found is not None:
                apart.add(found.get("id"))
            if side == "targetRef":
                lines = self._lines(found) if found is not None else []
                data.collection = lines[-1].source if lines else f"={item.variable}"
            else:
                target = self._target(found) if found is not None else item
                data.collected = (target or item).variable
        return frozenset(apart)

    def _beside(self, node: Node, wanted: str, side: str) -> Node | None:
        """The association of an activity with a collection."""
        for child in children(node):
            if local(child) in ASSOCIATIONS and child.get("id"):
                refs = child.findall(f"{{{BPMN}}}{side}")
                if wanted in {reference(ref.text) for ref in refs}:
                    return child
        return None


def variable_of(node: Node) -> str:
    """What something that holds data is called in expressions."""
    name, key = token(node.get("name")), node.get("id") or ""
    return name if name.isidentifier() else _NO_NAME.sub("_", key)

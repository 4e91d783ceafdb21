"""What the standard knows: the elements, attributes and values of its XML Schema."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.metadata import distribution

from lxml import etree

XS = "{http://www.w3.org/2001/XMLSchema}"
OF_ALL = frozenset({"id", "name"})
"""What every element may have, and means nothing at run time."""


@dataclass(frozen=True)
class Type:
    """A complex type: its own attributes with their values, and what it extends."""

    name: str
    base: str | None
    attributes: dict[str, tuple[str, ...]]
    children: tuple[str, ...]
    abstract: bool


@dataclass(frozen=True)
class Schema:
    """Types by name, and the type of each element by its tag."""

    types: dict[str, Type]
    elements: dict[str, str]

    def declared(self, tag: str, attribute: str) -> str | None:
        """The type that declares an attribute of an element."""
        name: str | None = self.elements.get(tag)
        while name in self.types:
            if attribute in self.types[name].attributes:
                return name
            name = self.types[name].base
        return None

    def attributes(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """Type, attribute, values, of everything but ids and names."""
        return [
            (one.name, name, values)
            for one in self.types.values()
            for name, values in one.attributes.items()
            if name not in OF_ALL
        ]

    def elements_of(self, type_name: str) -> list[str]:
        """The tags that are of a type or of one that extends it."""
        return [tag for tag, name in self.elements.items() if type_name in self.line(name)]

    def line(self, name: str | None) -> list[str]:
        """A type and those it extends."""
        found = []
        while name in self.types:
            found.append(name)
            name = self.types[name].base
        return [one for one in found if one]


@cache
def schema() -> Schema:
    """BPMN's semantic schema, and its root."""
    folder = "SpiffWorkflow/bpmn/parser/schema"
    types: dict[str, Type] = {}
    elements: dict[str, str] = {}
    simple: dict[str, tuple[str, ...]] = {}
    for file in ("Semantic.xsd", "BPMN20.xsd"):
        root = etree.parse(str(distribution("SpiffWorkflow").locate_file(f"{folder}/{file}"))).getroot()
        for node in root.findall(f"{XS}simpleType"):
            simple[node.get("name")] = tuple(one.get("value") for one in node.iter(f"{XS}enumeration"))
        for node in root.findall(f"{XS}complexType"):
            types[node.get("name")] = _type(node, simple)
        for node in root.iter(f"{XS}element"):
            if node.get("name") and node.get("type"):
                elements.setdefault(node.get("name"), node.get("type"))
            elif node.get("name"):
                inline = node.find(f"{XS}complexType")
                elements.setdefault(node.get("name"), f"inline-{node.get('name')}")
                if inline is not None:
                    types[f"inline-{node.get('name')}"] = _type(inline, simple, node.get("name"))
    return Schema(types, elements)


def _type(node: etree._Element, simple: dict[str, tuple[str, ...]], name: str = "") -> Type:
    extension = node.find(f".//{XS}extension")
    attributes = {
        one.get("name"): simple.get(one.get("type", ""), ())
        for one in node.iter(f"{XS}attribute")
        if one.get("name")
    }
    children = tuple(one.get("ref") or one.get("name") or "" for one in node.iter(f"{XS}element"))
    base = extension.get("base") if extension is not None else None
    return Type(
        node.get("name") or f"inline-{name}", base, attributes, children, node.get("abstract") == "true"
    )

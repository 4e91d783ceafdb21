"""The file being read, and what was found wrong with it so far."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from bpmn.findings import Finding
from bpmn.vocabulary import Unknown
from bpmn.xml import Node, line_of, local, namespace, text_of, token

if TYPE_CHECKING:
    from bpmn.reader.data import DataReader

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
OMG = "http://www.omg.org/spec/"
DEFAULT_LANGUAGE = "http://www.w3.org/1999/XPath"
FEEL_LANGUAGES = frozenset(
    {
        "feel",
        "http://www.omg.org/spec/FEEL/20140401",
        "http://www.omg.org/spec/DMN/20151101/FEEL",
        "http://www.omg.org/spec/DMN/20180521/FEEL/",
        "https://www.omg.org/spec/DMN/20191111/FEEL/",
        "https://www.omg.org/spec/DMN/20211108/FEEL/",
        "https://www.omg.org/spec/DMN/20230324/FEEL/",
    }
)

# Drawn for the reader; BPMN gives them no meaning at run time.
ARTIFACTS = frozenset(
    {"textAnnotation", "association", "group", "documentation", "extensionElements", "categoryValueRef"}
)
# Drawn data without an association to an activity says nothing about what happens.
DRAWN_DATA = frozenset({"dataObject", "dataObjectReference", "dataStoreReference"})


def children(element: Node) -> list[Node]:
    """The children that are BPMN's own."""
    return [child for child in element if namespace(child) == BPMN]


def foreign(element: Node) -> list[Unknown]:
    """The children that are not BPMN's own, where only BPMN's may stand."""
    return [Unknown(local(child), line_of(child)) for child in element if namespace(child) != BPMN]


def plain(element: Node, *known: str) -> dict[str, str]:
    """BPMN's own attributes that have no field in our view."""
    skip = {"id", "name", *known}
    given = {str(name): token(str(value)) for name, value in element.attrib.items()}
    return {name: value for name, value in given.items() if not name.startswith("{") and name not in skip}


def is_true(value: str | None, default: str = "false") -> bool:
    """A boolean as XML Schema writes it."""
    return token(value or default) in {"true", "1"}


class Source:
    """One reading of one file; what is wrong is collected, so that a designer sees all of it at once."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self.findings: list[Finding] = []
        self.event_definitions = {
            node.get("id"): node
            for node in root.iter(f"{{{BPMN}}}*")
            if node.get("id") and local(node).endswith("EventDefinition")
        }

    @cached_property
    def data(self) -> DataReader:
        """Everything in the file that holds data."""
        from bpmn.reader.data import DataReader  # it reads with this source

        return DataReader(self)

    def wrong(self, rule: str, element: Node, message: str) -> None:
        """Note a contradiction at an element, or at the nearest one around it that has an id."""
        holder: Node | None = element
        while holder is not None and holder.get("id") is None:
            holder = holder.getparent()
        found = holder.get("id") if holder is not None else None
        self.findings.append(Finding(rule, "error", found, message, line=line_of(element)))

    def id(self, element: Node) -> str:
        """The element's id, which it must have."""
        given = element.get("id")
        if not given:
            self.wrong("missing-id", element, f"this {local(element)} has no id; give it one")
        return given or ""

    def language(self, element: Node, given: str | None) -> None:
        """Only FEEL computes here."""
        if given and token(given) not in FEEL_LANGUAGES | {DEFAULT_LANGUAGE}:
            message = (
                f"the expression language {given!r} is not executed; write FEEL and remove the attribute"
            )
            self.wrong("expression-language", element, message)

    def expression(self, element: Node | None) -> str | None:
        """The text of an expression element."""
        if element is None:
            return None
        self.language(element, element.get("language"))
        if len(element):
            self.wrong(
                "expression-text", element, f"{local(element)} holds elements; write FEEL text instead"
            )
        return text_of(element)

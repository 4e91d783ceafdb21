"""The one hardened parser: no DTD, no entities, no network; size, depth and element limits.

Everything this project reads as XML (diagrams and decisions) comes through :func:`parse`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias, cast

from lxml import etree

from bpmn.findings import DiagramError, Finding, refusal

# One element of a parsed file.
Node: TypeAlias = "etree._Element"  # noqa: SLF001  lxml has no public name for it

_NCNAME = re.compile(r"[^\W\d][\w.\-·]*\Z")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class XmlLimits:
    """How large a file may be; each is far above what people draw."""

    size: int = 1_000_000
    depth: int = 100
    elements: int = 20_000
    attributes: int = 60


LIMITS = XmlLimits()


def parse(data: bytes, limits: XmlLimits = LIMITS) -> Node:
    """The root element of a file that is well-formed, small enough and free of tricks."""
    if len(data) > limits.size:
        raise refusal("xml-size", None, f"the file has {len(data)} bytes; at most {limits.size} are accepted")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise refusal("xml-doctype", None, "the file declares a DOCTYPE or entities; remove the declaration")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise refusal("xml-syntax", None, f"the file is not well-formed XML: {error}", line) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise refusal("xml-doctype", None, "the file declares a DOCTYPE or entities; remove the declaration")
    _within(root, limits)
    return root


def local(element: Node) -> str:
    """The tag's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def namespace(element: Node) -> str:
    """The tag's namespace, empty when it has none."""
    return str(element.tag).rpartition("}")[0].lstrip("{")


def line_of(element: Node) -> int | None:
    """The line of the file the element begins on."""
    return cast("int | None", element.sourceline) or None


def text_of(element: Node | None) -> str | None:
    """The element's own text without the white space around it; None when there is none."""
    if element is None or element.text is None:
        return None
    return element.text.strip() or None


def token(value: str | None) -> str:
    """A text as XML Schema reads a token: white space inside and around it does not count."""
    return _SPACE.sub(" ", value).strip() if value else ""


def reference(value: str | None) -> str:
    """The id a QName refers to: white space and a prefix do not count."""
    return token(value).rpartition(":")[2]


def check_ids(elements: Iterable[Node]) -> None:
    """Refuse ids that are no XML names or are given to two elements.

    Only XML names are ids, so "#" and "/" stay reserved for the paths of scopes.
    """
    findings: list[Finding] = []
    seen: dict[str, int | None] = {}
    for element in elements:
        given = element.get("id")
        if given is None:
            continue
        line = line_of(element)
        if given in seen:
            message = (
                f"the id is used twice (first on line {seen[given]}); give this {local(element)} its own id"
            )
            findings.append(Finding("duplicate-id", "error", given, message, line=line))
        elif not _NCNAME.match(given):
            message = (
                "an id begins with a letter or _ and has only letters, digits, '_', '-' and '.'; rename it"
            )
            findings.append(Finding("reserved-id", "error", given, message, line=line))
        seen.setdefault(given, line)
    if findings:
        raise DiagramError(findings)


def _within(root: Node, limits: XmlLimits) -> None:
    """Refuse a tree that is too deep, has too many elements, or an element with too many attributes."""
    count, level = 0, 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            level -= 1
            continue
        count, level = count + 1, level + 1
        if level > limits.depth:
            message = (
                f"elements are nested deeper than {limits.depth}; split the diagram with call activities"
            )
            raise refusal("xml-depth", element.get("id"), message, line_of(element))
        if count > limits.elements:
            message = f"the file has more than {limits.elements} elements; split it into several processes"
            raise refusal("xml-elements", element.get("id"), message, line_of(element))
        if len(element.attrib) > limits.attributes:
            message = (
                f"the element has more than {limits.attributes} attributes; remove what it does not need"
            )
            raise refusal("xml-attributes", element.get("id"), message, line_of(element))

"""Whether a file is a BPMN 2.0 document at all: validated with the OMG's own XML Schema.

The schema is not ours to keep: it comes with SpiffWorkflow, which is installed anyway, and is read as a file
of that distribution. Nothing of the library's code is used here.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

from lxml import etree

from bpmn.findings import Finding
from bpmn.xml import Node, parse

RULE = "schema"
MOST = 20
"""So many findings are enough to see what kind of a file it is."""
_NAMESPACE = re.compile(r"\{[^}]*\}")


@cache
def schema() -> etree.XMLSchema:
    """BPMN20.xsd with the four schemas it includes."""
    path = distribution("SpiffWorkflow").locate_file("SpiffWorkflow/bpmn/parser/schema/BPMN20.xsd")
    return etree.XMLSchema(etree.parse(str(Path(str(path)))))


def check(data: bytes, file: str | None = None) -> tuple[Finding, ...]:
    """What in a file the standard's schema does not allow."""
    root, rules = parse(data), schema()
    if rules.validate(root):
        return ()
    found: dict[tuple[str | None, str], Finding] = {}
    for entry in list(rules.error_log):  # type: ignore[call-overload]
        at, said = _place(root, entry.path), _NAMESPACE.sub("", entry.message).rstrip(".")
        finding = Finding(
            RULE, "error", at, f"{said}: BPMN's schema has it otherwise; correct it",
            f"不符合 BPMN 2.0 的 XML 模式（{said}）；请用建模工具重新导出或更正", file, entry.line,
        )  # fmt: skip
        found.setdefault((at, said), finding)
    return tuple(found.values())[:MOST]


def _place(root: Node, path: str | None) -> str | None:
    """The id of the element a path leads to, or of the nearest one around it."""
    known = {prefix: uri for one in root.iter() for prefix, uri in one.nsmap.items() if prefix}
    nodes = root.getroottree().xpath(path, namespaces=known) if path else ()
    node = nodes[0] if isinstance(nodes, list) and nodes else None
    while isinstance(node, etree._Element):  # noqa: SLF001  lxml has no public name for it
        if node.get("id"):
            return str(node.get("id"))
        node = node.getparent()
    return None

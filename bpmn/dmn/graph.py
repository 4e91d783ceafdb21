"""What is wrong with how the nodes of a model ask each other: services, calls, names, unquoted words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bpmn.dmn.builder import Called
from bpmn.dmn.cells import root_of
from bpmn.dmn.errors import finding
from bpmn.dmn.model import Decision, Element, InputData, Knowledge, Service
from bpmn.dmn.table import Table
from bpmn.feel import tree
from bpmn.feel.expression import Expression
from bpmn.findings import Finding
from bpmn.xml import Node


def names(element: Element, node: Node) -> Iterator[Finding]:
    """Two things of one name that one element asks: nobody knows which is meant."""
    seen = dict[str, Element]()
    for path, required in element.requires:
        name = ".".join((*path, required.name))
        if name in seen and seen[name] is not required:
            yield finding(
                "dmn-reference",
                node,
                f"{element.name!r} asks two elements called {name!r}; give each its own name",
                f"“{element.name}”引用了两个同名的“{name}”；请分别命名",
            )
        seen[name] = required


def service(found: Service, node: Node) -> Iterator[Finding]:
    """A service has something to answer, and is given all it needs."""
    if not found.outputs:
        yield finding(
            "dmn-service",
            node,
            f"the service {found.name!r} has no output decision; choose what it answers",
            f"决策服务“{found.name}”没有输出决策；请指定",
        )
    for name in sorted(_missing(found)):
        yield finding(
            "dmn-service",
            node,
            f"the service {found.name!r} needs {name!r} and is not given it; make it an input of the service",
            f"决策服务“{found.name}”需要“{name}”；请将其列为服务的输入",
        )


def _missing(found: Service) -> set[str]:
    given, missing = {id(parameter) for parameter in found.parameters}, set[str]()
    known = set(found.names)
    stack, seen = list[Element](found.outputs), set[int]()
    while stack:
        element = stack.pop()
        if id(element) in seen or id(element) in given:
            continue
        seen.add(id(element))
        if isinstance(element, InputData):
            missing.add(element.name)
        if isinstance(element, Decision):
            missing |= element.free - known
        if not isinstance(element, Service):
            stack.extend(required for _, required in element.requires)
    return missing


def calls(element: Element, made: Iterable[Called]) -> Iterator[Finding]:
    """Business knowledge and services that are called with other arguments than they take."""
    known: Mapping[str, tuple[str, ...]] = {
        ".".join((*path, required.name)): _parameters(required)
        for path, required in element.requires
        if isinstance(required, Service) or (isinstance(required, Knowledge) and required.body is not None)
    }
    for call in made:
        wanted = known.get(call.name)
        if wanted is None or call.given == len(wanted):
            continue
        if isinstance(call.given, tuple) and set(call.given) == set(wanted):
            continue
        given = ", ".join(call.given) if isinstance(call.given, tuple) else str(call.given)
        listed = ", ".join(wanted)
        yield finding(
            "dmn-call",
            call.element,
            f"{call.name} takes ({listed}) and is given ({given}); name all of them and no other",
            f"{call.name} 的参数为（{listed}），此处给出（{given}）；请逐一给出",
        )


def _parameters(element: Element) -> tuple[str, ...]:
    if isinstance(element, Service):
        return element.names
    assert isinstance(element, Knowledge)
    return tuple(name for name, _ in element.parameters)


def words(table: Table, free: frozenset[str]) -> Iterator[Finding]:
    """Cells that are a single name nobody explains: a variable, or text whose quotes were forgotten."""
    sources = {column.source for column in table.inputs}
    types = [root_of(column.type) for column in table.inputs]
    types += [root_of(column.type) for column in table.outputs]
    for rule in table.rules:
        told = set[str]()
        for cell, type_ in zip((*rule.cells, *rule.entries), types, strict=True):
            for word in _alone(cell):
                texts = type_ == "string" or (type_ is None and not word.isascii())
                if texts and word in free and word not in sources and word not in told:
                    told.add(word)
                    yield finding(
                        "dmn-word",
                        rule.place,
                        f"rule {rule.named}: {word} is read as a variable of the matter; "
                        f'if it is meant as text, write "{word}"',
                        f'规则 {rule.named}：“{word}”会被当作事项的变量；如果是文字，应写作 "{word}"',
                        "warning",
                    )


def _alone(cell: Expression | None) -> Iterator[str]:
    root = None if cell is None else cell.tree
    for node in root.tests if isinstance(root, tree.UnaryTests) else (root,):
        if isinstance(node, tree.Name):
            yield node.name

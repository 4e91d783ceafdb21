"""Reads a .dmn file: types, the requirement graph, the logic; refuses what cannot be decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from bpmn.dmn import boxed, check, graph
from bpmn.dmn.builder import Builder, Called, Names, name_of, ours, part, parts, text_in
from bpmn.dmn.errors import DmnError, finding
from bpmn.dmn.model import Decision, Decisions, Element, InputData, Knowledge, Service, chain
from bpmn.dmn.scope import Boxed
from bpmn.dmn.types import ANYTHING, ItemType
from bpmn.feel.types import ANY, Type
from bpmn.findings import DiagramError, Finding
from bpmn.xml import Node, check_ids, line_of, local, namespace, parse, token

Served = TypeVar("Served", bound=Element)
KINDS: dict[str, type[Element]] = {
    "inputData": InputData,
    "decision": Decision,
    "businessKnowledgeModel": Knowledge,
    "decisionService": Service,
}
#: What explains and decides nothing.
REMARKS = frozenset(
    {
        "description",
        "extensionElements",
        "knowledgeSource",
        "textAnnotation",
        "association",
        "group",
        "elementCollection",
        "performanceIndicator",
        "organizationUnit",
        "itemDefinition",
        "import",
    }
)


def read(data: bytes, *, imports: Iterable[bytes] = (), strict: bool = True) -> Decisions:
    """The decisions of a file; DmnError with a finding for everything that is wrong.

    `imports` are the files whose models it imports. Not `strict` is for files of others that are wrong on
    purpose: what is wrong in them is null, as the standard has it.
    """
    known = dict[str, Reading]()
    roots = [_root(item) for item in (data, *imports)]
    for root in roots:
        known[str(root.get("namespace"))] = Reading(root, strict, known)
    main = known[str(roots[0].get("namespace"))]
    try:
        return main.decisions()
    except RecursionError:
        message = "types or expressions are nested too deeply"
        raise DmnError([finding("dmn-depth", roots[0], message, "类型或表达式嵌套过深")]) from None


def _root(data: bytes) -> Node:
    try:
        root = parse(data)
    except DiagramError as error:
        raise DmnError(error.findings) from None
    if local(root) != "definitions" or not ours(root):
        message = (
            f"this is no DMN 1.3, 1.4 or 1.5 file, but {namespace(root) or 'no namespace'} {local(root)}"
        )
        raise DmnError([finding("dmn-version", root, message, "这不是 DMN 1.3、1.4 或 1.5 文件")])
    return root


class Reading:
    """One file on its way to decisions."""

    def __init__(self, root: Node, strict: bool, known: dict[str, Reading]) -> None:
        self.root = root
        self.namespace = str(root.get("namespace"))
        self.known = known
        self.builder = Builder(strict)
        self.nodes = {
            node.get("id") or name_of(node): node for node in root if ours(node) and local(node) in KINDS
        }
        self.elements = {id_: self._element(node) for id_, node in self.nodes.items()}
        self.calls = dict[str, list[Called]]()
        self.imported = dict[str, str]()
        self.done = False

    def _element(self, node: Node) -> Element:
        variable = part(node, "variable")
        name = name_of(variable) if variable is not None else ""
        return KINDS[local(node)](
            (self.namespace, node.get("id") or name_of(node)), name or name_of(node), line_of(node)
        )

    def decisions(self) -> Decisions:
        """Everything, linked and checked."""
        self.link()
        found = self.builder.findings
        if self.builder.strict:
            try:
                check_ids(node for node in self.root.iter() if ours(node))
            except DiagramError as error:
                found.extend(error.findings)
            found.extend(item for table in self.builder.tables for item in check.table(table))
            found.extend(self._graph())
        circle = chain(self.elements.values())
        if circle is not None:
            names = " → ".join(element.name for element in circle)
            node = self.nodes.get(circle[0].id, self.root)
            self.builder.complain(
                "dmn-circle", node, f"the requirements run in a circle: {names}", f"需求成环：{names}"
            )
        errors = [item for item in found if item.severity == "error"]
        if errors and (self.builder.strict or circle is not None):
            raise DmnError(errors)
        decisions = {id_: item for id_, item in self.elements.items() if isinstance(item, Decision)}
        services = {id_: item for id_, item in self.elements.items() if isinstance(item, Service)}
        keys = {element.key: element for element in self.elements.values()}
        warnings = tuple(item for item in found if item.severity == "warning")
        return Decisions(name_of(self.root), self.namespace, decisions, services, keys, warnings)

    def _graph(self) -> Iterator[Finding]:
        """What is wrong between the elements."""
        free = frozenset[str]()
        for id_, element in self.elements.items():
            yield from graph.names(element, self.nodes[id_])
            yield from graph.calls(element, self.calls.get(id_, ()))
            if isinstance(element, Service):
                yield from graph.service(element, self.nodes[id_])
            if isinstance(element, Decision):
                free |= element.free
        for table in self.builder.tables:
            yield from graph.words(table, free)

    def link(self) -> None:
        """Read types, requirements and logic; those of imported files first."""
        if self.done:
            return
        self.done = True
        self._imports()
        self._types()
        for node in self.root:
            if ours(node) and local(node) not in KINDS and local(node) not in REMARKS:
                kind = local(node)
                self.builder.complain("dmn-element", node, f"{kind} is not understood", f"不支持 {kind}")
        for id_, node in self.nodes.items():
            self._requirements(self.elements[id_], node)
        for id_, node in self.nodes.items():
            self._logic(self.elements[id_], node)

    # imports and types

    def _imports(self) -> None:
        for node in parts(self.root, "import"):
            wanted = str(node.get("namespace"))
            model = self.known.get(wanted)
            if wanted == self.namespace:
                message = "a model does not import itself; remove the import or correct its namespace"
                self.builder.complain("dmn-import", node, message, "模型不能引入自身：请删除或更正命名空间")
                continue
            if model is None:
                message = f"the imported model {wanted!r} is not among the files"
                self.builder.complain("dmn-import", node, message, f"缺少被引入的模型“{wanted}”")
                continue
            model.link()
            prefix = name_of(node)
            self.imported[wanted] = prefix
            self.builder.words |= model.builder.words | {element.name for element in model.elements.values()}
            for name, type_ in model.builder.types.items():
                self.builder.types[f"{prefix}.{name}" if prefix else name] = type_

    def _types(self) -> None:
        nodes = {name_of(node): node for node in parts(self.root, "itemDefinition")}
        waiting = set[str]()

        def resolve(name: str) -> ItemType | None:
            if name in self.builder.types or name not in nodes:
                return self.builder.types.get(name)
            if name in waiting:
                message = f"the type {name!r} is made of itself"
                self.builder.complain("dmn-type", nodes[name], message, f"类型“{name}”引用了自身")
                return ANYTHING
            waiting.add(name)
            self.builder.types[name] = made = define(nodes[name])
            return made

        def define(node: Node) -> ItemType:
            components = parts(node, "itemComponent")
            members = {name_of(item): define(item) for item in components}
            self.builder.words |= members.keys()
            function, base = part(node, "functionItem"), ANY
            if function is not None:
                base = Type("function", parameters=tuple(ANY for _ in parts(function, "parameters")))
            reference = part(node, "typeRef")
            text = token(reference.text) if reference is not None else ""
            parent = (resolve(text) or self.builder.type(text, node)) if text else None
            names = Names()
            allowed, constraint = part(node, "allowedValues"), part(node, "typeConstraint")
            tests = [
                None
                if where is None or (said := text_in(where)) is None
                else self.builder.expression(where, said, names | {"?"}, unary=True)
                for where in (allowed, constraint)
            ]
            return ItemType(
                name_of(node),
                base,
                parent,
                members=members,
                collection=node.get("isCollection") == "true",
                allowed=tests[0],
                constraint=tests[1],
            )

        for name in nodes:
            resolve(name)

    # requirements

    def _find(self, reference: Node) -> tuple[tuple[str, ...], Element] | None:
        href = token(reference.get("href"))
        place, _, id_ = href.rpartition("#")
        if not place or place == self.namespace:
            found, path = self.elements.get(id_), ()
        else:
            model, prefix = self.known.get(place), self.imported.get(place)
            found = None if model is None or prefix is None else model.elements.get(id_)
            path = (prefix,) if prefix else ()  # type: ignore[assignment]
        if found is None:
            message = f"{href!r} names nothing in this file or in those it imports"
            self.builder.complain("dmn-reference", reference, message, f"“{href}”没有对应的元素")
            return None
        return path, found

    def _requirements(self, element: Element, node: Node) -> None:
        for requirement in parts(node, "informationRequirement", "knowledgeRequirement"):
            for reference in parts(requirement, "requiredDecision", "requiredInput", "requiredKnowledge"):
                found = self._find(reference)
                if found is not None:
                    element.requires.append(found)
        if not isinstance(element, Service):
            return
        element.outputs += self._served(node, "outputDecision", Decision)
        tuple(self._served(node, "encapsulatedDecision", Decision))  # they are there
        element.parameters += self._served(node, "inputData", InputData)
        element.parameters += self._served(node, "inputDecision", Decision)

    def _served(self, node: Node, name: str, kind: type[Served]) -> Iterator[Served]:
        """What a service names as its outputs or inputs, each of the kind it must be."""
        for reference in parts(node, name):
            found = self._find(reference)
            if found is None:
                continue
            if isinstance(found[1], kind):
                yield found[1]
                continue
            message = f"{found[1].name!r} is none that <{name}> may name"
            self.builder.complain("dmn-service", reference, message, f"“{found[1].name}”不能用作 <{name}>")

    def _visible(self, element: Element) -> Names:
        return frozenset(path[0] if path else required.name for path, required in element.requires)

    # logic

    def _logic(self, element: Element, node: Node) -> None:
        variable = part(node, "variable")
        type_ = None if variable is None else self.builder.type(variable.get("typeRef"), variable)
        names, self.builder.uses = self._visible(element), []
        self.builder.calls = self.calls[element.id] = []
        if isinstance(element, InputData | Service):
            element.type = type_
        elif isinstance(element, Knowledge):
            element.type = type_
            logic = part(node, "encapsulatedLogic")
            if logic is not None:
                element.parameters, element.body = boxed.read_function(self.builder, logic, names)
        elif isinstance(element, Decision):
            element.type = type_
            element.strict = self.builder.strict
            element.logic = self._decision_logic(node, names)
        if isinstance(element, Service):
            element.strict = self.builder.strict
        self._uses(element)

    def _decision_logic(self, node: Node, names: Names) -> Boxed | None:
        """What decides; the standard allows a decision that is only drawn."""
        if any(ours(child) and local(child) in boxed.BUILDERS for child in node):
            return boxed.only(self.builder, node, names)
        message = "the decision is only drawn and always answers null; add a table or an expression"
        self.builder.findings.append(
            finding(
                "dmn-undecided",
                node,
                message,
                "该决策没有逻辑，结果恒为空值；请添加决策表或表达式",
                "warning",
            )
        )
        return None

    def _uses(self, element: Element) -> None:
        """Free names are inputs where a model declares none, and otherwise mistakes."""
        named = {other.name for other in self.elements.values()}
        declares = any(isinstance(other, InputData) for other in self.elements.values())
        free, functions = set[str](), set[str]()
        for use in self.builder.uses:
            functions |= use.functions - named
            for name in use.names | (use.functions & named):
                if not declares and name not in named:
                    free.add(name)
                    continue
                message = f"there is no {name!r} here; draw a requirement from it or correct the name"
                message_zh = f"此处没有“{name}”：请连接需求或更正名称"
                if local(use.element) in {"inputEntry", "outputEntry", "defaultOutputEntry"}:
                    message += f'; text stands in quotation marks: "{name}"'
                    message_zh += f'；文字须加英文引号："{name}"'
                self.builder.complain("dmn-unknown-name", use.element, message, message_zh)
        if isinstance(element, Decision):
            element.free, element.functions = frozenset(free), frozenset(functions)
        elif free:
            self._complain_of(free, element)

    def _complain_of(self, free: set[str], element: Element) -> None:
        for name in sorted(free):
            message = f"there is no {name!r} here; make it a parameter"
            self.builder.complain(
                "dmn-unknown-name", self.nodes[element.id], message, f"此处没有“{name}”：请改为参数"
            )

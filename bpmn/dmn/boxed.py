"""Boxed expressions: everything but tables. Each becomes a function of scope and session."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bpmn import feel
from bpmn.dmn import table_reader
from bpmn.dmn.builder import Builder, Called, Names, literal, name_of, nothing, ours, part, parts, text_in
from bpmn.dmn.scope import Boxed, Scope, Session, typed
from bpmn.dmn.types import ItemType
from bpmn.feel.calls import guarded
from bpmn.feel.errors import Null
from bpmn.feel.functions import Builtin
from bpmn.feel.numbers import is_number
from bpmn.feel.operators import KINDS_ZH
from bpmn.feel.run import Run
from bpmn.feel.values import Function, Range, Runner, kind
from bpmn.xml import Node, local, token

Build = Callable[[Builder, Node, Names], Boxed]
HERE = (1, 1)


def build(builder: Builder, element: Node, names: Names) -> Boxed:
    """The boxed expression of an element, its value converted to its type."""
    kind = local(element)
    if kind not in BUILDERS:
        builder.complain("dmn-expression", element, f"{kind} is no boxed expression", f"{kind} 不是表达式")
        return nothing
    made = BUILDERS[kind](builder, element, names)
    type_ = builder.type(element.get("typeRef"), element)
    if type_ is None or kind in {"functionDefinition", "decisionTable"}:
        return made
    return lambda scope, session: typed(session, type_, made(scope, session))


def only(builder: Builder, element: Node, names: Names) -> Boxed:
    """The one boxed expression inside an element."""
    for child in element:
        if ours(child) and local(child) in BUILDERS:
            return build(builder, child, names)
    builder.complain(
        "dmn-expression", element, f"{local(element)} says nothing", f"{local(element)} 没有内容"
    )
    return nothing


def inside(builder: Builder, element: Node, name: str, names: Names) -> Boxed:
    """The boxed expression inside a named child."""
    child = part(element, name)
    if child is None:
        builder.complain("dmn-expression", element, f"<{name}> is missing", f"缺少 <{name}>")
        return nothing
    return only(builder, child, names)


def _literal(builder: Builder, element: Node, names: Names) -> Boxed:
    text = text_in(element)
    if text is None:
        builder.complain("dmn-expression", element, "the expression is empty", "表达式为空")
        return nothing
    return builder.boxed_expression(element, text, names)


def _context(builder: Builder, element: Node, names: Names) -> Boxed:
    entries, result = list[tuple[str, Boxed, ItemType | None]](), None
    for entry in parts(element, "contextEntry"):
        variable = part(entry, "variable")
        value = only(builder, entry, names)
        if variable is None:
            if result is not None:
                message = "only one entry of a context, the last, may have no name: it is the result"
                builder.complain("dmn-expression", entry, message, "只有最后一项可以没有名称，作为结果")
            result = value
            continue
        name = name_of(variable)
        if any(name == known for known, _, _ in entries):
            message = f"{name!r} stands twice in this context"
            builder.complain("dmn-expression", entry, message, f"上下文中“{name}”重复")
        entries.append((name, value, builder.type(variable.get("typeRef"), variable)))
        names |= {name}

    def run(scope: Scope, session: Session) -> object:
        inner, values = dict(scope), dict[str, object]()
        for name, value, type_ in entries:
            inner[name] = values[name] = typed(session, type_, value(inner, session))
        return values if result is None else result(inner, session)

    return run


def _list(builder: Builder, element: Node, names: Names) -> Boxed:
    items = [build(builder, child, names) for child in element if ours(child) and local(child) in BUILDERS]
    return lambda scope, session: [item(scope, session) for item in items]


def _relation(builder: Builder, element: Node, names: Names) -> Boxed:
    columns = [
        (name_of(column), builder.type(column.get("typeRef"), column)) for column in parts(element, "column")
    ]
    rows = [
        [build(builder, cell, names) for cell in row if ours(cell) and local(cell) in BUILDERS]
        for row in parts(element, "row")
    ]
    for row, cells in zip(parts(element, "row"), rows, strict=True):
        if len(cells) != len(columns):
            builder.complain(
                "dmn-relation",
                row,
                f"the row has {len(cells)} cells for {len(columns)} columns",
                f"本行有 {len(cells)} 格，而表有 {len(columns)} 列",
            )

    def run(scope: Scope, session: Session) -> object:
        return [
            {
                name: typed(session, type_, cell(scope, session))
                for (name, type_), cell in zip(columns, cells, strict=False)
            }
            for cells in rows
        ]

    return run


def _invocation(builder: Builder, element: Node, names: Names) -> Boxed:
    callee = only(builder, element, names)
    bindings = list[tuple[str, Boxed]]()
    asked = text_in(part(element, "literalExpression"))
    for binding in parts(element, "binding"):
        parameter = part(binding, "parameter")
        if parameter is not None:
            bindings.append((name_of(parameter), only(builder, binding, names)))
    if asked is not None:
        builder.calls.append(Called(element, token(asked), tuple(name for name, _ in bindings)))

    def run(scope: Scope, session: Session) -> object:
        function = callee(scope, session)
        given = {name: value(scope, session) for name, value in bindings}
        if not isinstance(function, Function):
            session.run.null(HERE, "what is invoked is no function", "被调用的不是函数")
            return None
        return guarded(session.run, HERE, lambda: call_named(session.run, function, given))

    return run


def call_named(run: Run, function: Function, given: dict[str, object]) -> object:
    """The result of a function for named arguments."""
    if isinstance(function, Builtin):
        return function.call_named(run, given)
    if function.parameters is None or given.keys() != set(function.parameters):
        wanted = ", ".join(function.parameters or ())
        raise Null(f"the function takes ({wanted})", f"该函数的参数为（{wanted}）")
    return function.call(run, [given[name] for name in function.parameters])


Parameters = tuple[tuple[str, ItemType | None], ...]


def function(name: str, parameters: Parameters, body: Boxed, scope: Scope, session: Session) -> Function:
    """A function value: arguments converted to their types, the body in the scope of its definition."""

    def call(run: Runner, arguments: list[object]) -> object:
        assert isinstance(run, Run)
        values = dict[str, object]()
        for (label, type_), value in zip(parameters, arguments, strict=True):
            values[label] = value if type_ is None or value is None else type_.read(value, run)
        run.charge(10)
        run.enter()
        result = body({**scope, **values}, session)
        run.depth -= 1
        return result

    return Function(name, tuple(label for label, _ in parameters), call)


def read_function(builder: Builder, element: Node, names: Names) -> tuple[Parameters, Boxed]:
    """Parameters and body of a function definition; one that is not FEEL is refused."""
    parameters = tuple(
        (name_of(child), builder.type(child.get("typeRef"), child))
        for child in parts(element, "formalParameter")
    )
    if (element.get("kind") or "FEEL").upper() != "FEEL":
        builder.complain(
            "dmn-external",
            element,
            f"a function is written in FEEL, not in {element.get('kind')}",
            f"函数须用 FEEL 编写，不能用 {element.get('kind')}",
        )
        return parameters, nothing
    return parameters, only(builder, element, names | {name for name, _ in parameters})


def _function(builder: Builder, element: Node, names: Names) -> Boxed:
    parameters, body = read_function(builder, element, names)
    if body is nothing:
        return nothing
    return lambda scope, session: function("", parameters, body, scope, session)


def _conditional(builder: Builder, element: Node, names: Names) -> Boxed:
    condition = inside(builder, element, "if", names)
    yes, no = inside(builder, element, "then", names), inside(builder, element, "else", names)

    def run(scope: Scope, session: Session) -> object:
        answer = condition(scope, session)
        if answer is True:
            return yes(scope, session)
        if answer is False or answer is None:
            return no(scope, session)
        session.run.null(HERE, f"a {kind(answer)} is no condition", f"{KINDS_ZH[kind(answer)]}不能作条件")
        return None

    return run


def _filter(builder: Builder, element: Node, names: Names) -> Boxed:
    source = inside(builder, element, "in", names)
    match = inside(builder, element, "match", names | {"item"} | frozenset(builder.words))

    def run(scope: Scope, session: Session) -> object:
        value = source(scope, session)
        items, found = value if isinstance(value, list) else [] if value is None else [value], list[object]()
        for place, item in enumerate(items):
            session.run.charge(10)
            inner = {**scope, "item": item, **(item if isinstance(item, dict) else {})}
            answer = match(inner, session)
            if answer is True:
                found.append(item)
            elif place == 0 and is_number(answer):
                return _PICK({"items": items, "index": answer}, session)
        return found

    return run


def _iterator(builder: Builder, element: Node, names: Names) -> Boxed:
    name, kind = token(element.get("iteratorVariable")), local(element)
    source = inside(builder, element, "in", names)
    last = "return" if kind == "for" else "satisfies"
    body = inside(builder, element, last, names | {name, "partial"})

    def rounds(scope: Scope, session: Session) -> Iterator[object]:
        results = list[object]()
        for item in _items(source(scope, session), session):
            session.run.charge(10 + len(results) // 8)
            result = body({**scope, name: item, "partial": list(results)}, session)
            results.append(result)
            yield result

    def run(scope: Scope, session: Session) -> object:
        def act() -> object:
            if kind == "for":
                return list(rounds(scope, session))
            return _decided(rounds(scope, session), decisive=kind == "some")

        return guarded(session.run, HERE, act)

    return run


def _decided(results: Iterator[object], *, decisive: bool) -> bool | None:
    outcome: bool | None = not decisive
    for result in results:
        if result is decisive:
            return decisive
        if not isinstance(result, bool):
            outcome = None
    return outcome


def _items(value: object, session: Session) -> list[object]:
    if value is None:
        raise Null("null cannot be iterated", "空值不能遍历")
    if isinstance(value, Range):
        expanded = _EXPAND({"range": value}, session)
        return expanded if isinstance(expanded, list) else []
    return value if isinstance(value, list) else [value]


BUILDERS: dict[str, Build] = {
    "literalExpression": _literal,
    "context": _context,
    "list": _list,
    "relation": _relation,
    "invocation": _invocation,
    "functionDefinition": _function,
    "conditional": _conditional,
    "filter": _filter,
    "for": _iterator,
    "some": _iterator,
    "every": _iterator,
    "decisionTable": table_reader.build,
}

_PICK = literal(feel.parse("items[index]"))
_EXPAND = literal(feel.parse("for each in range return each", names=["range"]))

"""The primaries of the grammar: literals, names, brackets of all sorts, and the keyword expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpmn.feel import temporal, tree
from bpmn.feel.errors import FeelError, FeelLimit, Null
from bpmn.feel.lexer import unquote
from bpmn.feel.numbers import CONTEXT
from bpmn.feel.tree import Node
from bpmn.feel.typenames import TypeNames
from bpmn.feel.types import Type

if TYPE_CHECKING:
    from bpmn.feel.parser import Parser

COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
#: The level of `+`: what binds tighter than a comparison.
SUM = 4
#: To the standard these are letters of names; they come from Chinese keyboards.
FULL_WIDTH = frozenset("＞＜＝＋－＊／（），：")
CONSTANTS = {"true": True, "false": False, "null": None}


def primary(parser: Parser) -> Node:
    """A literal, a name, or anything in brackets."""
    token = parser.token
    match token.kind:
        case "number":
            return _number(parser)
        case "string":
            parser.take()
            return tree.Literal(token.start, unquote(token))
        case "at":
            return _at_literal(parser)
        case "op":
            return _bracket(parser)
        case "keyword" if parser.known.longest(parser.source, parser.tokens, parser.place) is None:
            return _keyword(parser)
        case "end":
            raise parser.unexpected("an expression", "表达式")
    return tree.Name(token.start, _variable(parser))


def _variable(parser: Parser) -> str:
    """A name; full-width signs in one that nobody knows were meant as signs."""
    start = parser.token.start
    name = parser.name()
    sign = next((char for char in name if char in FULL_WIDTH), None)
    if sign is not None and name not in parser.known.seen:
        plain = chr(ord(sign) - 0xFEE0)
        place = parser.source.text.index(sign, start)
        raise parser.source.error(
            place, f"{sign!r} is a letter of a name here; write {plain!r}", f"全角“{sign}”应写作半角“{plain}”"
        )
    return name


def _number(parser: Parser) -> Node:
    token = parser.take()
    try:
        return tree.Literal(token.start, CONTEXT.create_decimal(token.text))
    except ArithmeticError:
        raise parser.source.error(token.start, "the number is too large", "数值过大") from None


def _at_literal(parser: Parser) -> Node:
    token = parser.take()
    try:
        return tree.Literal(token.start, temporal.parse_any(unquote(token)))
    except Null as null:
        return tree.Unreadable(token.start, null.message, null.message_zh)


def _bracket(parser: Parser) -> Node:
    token = parser.token
    match token.text:
        case "(":
            return _parenthesis(parser)
        case "[":
            return _list_or_range(parser)
        case "]":
            parser.take()
            return _range(parser, token.start, included=False)
        case "{":
            return _context(parser)
    raise parser.unexpected("an expression", "表达式")


def _parenthesis(parser: Parser) -> Node:
    opening = parser.take()
    if parser.token.kind == "op" and parser.token.text in COMPARISONS:
        node = parser.test()
    else:
        node = parser.expression()
        if parser.at(".."):
            return _range_end(parser, opening.start, node, included=False)
    parser.expect(")")
    return node


def _list_or_range(parser: Parser) -> Node:
    at = parser.take().start
    if parser.take_if("]"):
        return tree.ListOf(at, ())
    first = parser.test()
    if parser.at(".."):
        return _range_end(parser, at, first, included=True)
    items = [first]
    while parser.take_if(","):
        items.append(parser.test())
    parser.expect("]")
    return tree.ListOf(at, tuple(items))


def _range(parser: Parser, at: int, *, included: bool) -> Node:
    return _range_end(parser, at, parser.expression(SUM), included=included)


def _range_end(parser: Parser, at: int, start: Node, *, included: bool) -> Node:
    parser.expect("..")
    place, depth = parser.place, parser.depth
    try:
        end = parser.expression(SUM)
    except FeelLimit:
        raise
    except FeelError:
        end = None
    if end is None or not parser.at("]", ")", "["):
        end = _bare(parser, place, depth)
    if parser.take_if("]"):
        return tree.RangeOf(at, start, end, included, end_included=True)
    if not parser.take_if(")", "["):
        raise parser.unexpected("']', ')' or '['", "“]”“)”或“[”")
    return tree.RangeOf(at, start, end, included, end_included=False)


def _bare(parser: Parser, place: int, depth: int) -> Node:
    """The endpoint in `[a..b[`, where the last bracket filters nothing."""
    parser.back_to(place)
    parser.depth, before, parser.filters = depth, parser.filters, False
    end = parser.expression(SUM)
    parser.filters = before
    return end


def _context(parser: Parser) -> Node:
    at = parser.take().start
    entries, added = list[tuple[str, Node]](), []
    while not parser.at("}"):
        if parser.token.kind == "string":
            place = parser.token.start
            name = unquote(parser.take())
            parser.expect(":")
        else:
            place = parser.token.start
            name = parser.label()
        if any(name == known for known, _ in entries):
            raise parser.source.error(
                place, f"{name!r} stands twice in this context", f"上下文中“{name}”重复"
            )
        entries.append((name, parser.expression()))
        added += parser.known.add([name])
        if not parser.take_if(","):
            break
    parser.expect("}")
    parser.known.forget(added)
    return tree.Context(at, tuple(entries))


def _keyword(parser: Parser) -> Node:
    token = parser.token
    if token.text in CONSTANTS:
        parser.take()
        return tree.Literal(token.start, CONSTANTS[token.text])
    match token.text:
        case "if":
            return _if(parser)
        case "for":
            return _for(parser)
        case "some" | "every":
            return _quantified(parser)
        case "function":
            return _function(parser)
    raise parser.unexpected("an expression", "表达式")


def _if(parser: Parser) -> Node:
    at = parser.take().start
    condition = parser.expression()
    parser.expect("then")
    yes = parser.expression()
    parser.expect("else")
    return tree.If(at, condition, yes, parser.expression())


def _bindings(parser: Parser) -> tuple[tuple[tree.Binding, ...], list[tuple[str, tuple[int, str]]]]:
    found, added = list[tree.Binding](), []
    while True:
        at, name = parser.token.start, parser.name()
        parser.expect("in")
        start = parser.expression()
        end = parser.expression() if parser.take_if("..") else None
        found.append(tree.Binding(at, name, start, end))
        added += parser.known.add([name])
        if not parser.take_if(","):
            return tuple(found), added


def _for(parser: Parser) -> Node:
    at = parser.take().start
    bindings, added = _bindings(parser)
    parser.expect("return")
    body = parser.expression()
    parser.known.forget(added)
    return tree.For(at, bindings, body)


def _quantified(parser: Parser) -> Node:
    token = parser.take()
    bindings, added = _bindings(parser)
    parser.expect("satisfies")
    body = parser.expression()
    parser.known.forget(added)
    return tree.Quantified(token.start, token.text == "every", bindings, body)


def _function(parser: Parser) -> Node:
    at = parser.take().start
    parser.expect("(")
    parameters, names = list[tuple[str, Type | None]](), list[str]()
    while not parser.at(")"):
        place = parser.token.start
        name = parser.name()
        names.append(name)
        parser.once(place, names)
        parameters.append((name, TypeNames(parser).type() if parser.take_if(":") else None))
        if not parser.take_if(","):
            break
    parser.expect(")")
    external = parser.take_if("external")
    added = parser.known.add(names)
    body = parser.expression()
    parser.known.forget(added)
    return tree.FunctionDef(at, tuple(parameters), body, external)

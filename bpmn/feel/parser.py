"""Reads an expression: precedence climbing over the tokens, names resolved by what is known at the place.

or < and < comparison, between, in < + - < * / < ** < negation < instance of < . [] ()
"""

from __future__ import annotations

from collections.abc import Mapping

from bpmn.feel import tree
from bpmn.feel.errors import FeelError
from bpmn.feel.hints import WHOLE, hint
from bpmn.feel.lexer import Source, Token, tokens
from bpmn.feel.names import Known, normal
from bpmn.feel.numbers import CONTEXT
from bpmn.feel.primary import COMPARISONS, SUM, primary
from bpmn.feel.tree import Node
from bpmn.feel.typenames import TypeNames
from bpmn.feel.types import Type

DEEPEST = 80
TALLEST = 160
LONGEST_CHAIN = 1000

BINARY = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 3,
    "<=": 3,
    ">": 3,
    ">=": 3,
    "between": 3,
    "in": 3,
    "+": 4,
    "-": 4,
    "*": 5,
    "/": 5,
    "**": 6,
}
#: How many tokens may be read again from an earlier place: `in (` and `[a..b[` are ambiguous.
MOST_READ_AGAIN = 5_000


class Parser:
    """One reading of one text."""

    def __init__(self, text: str, known: Known, types: Mapping[str, Type] | None = None) -> None:
        self.source = Source(text)
        self.tokens = tokens(self.source)
        self.place = 0
        self.depth = 0
        self.read_again = 0
        self.filters = True
        self.known = known
        self.types = types or {}

    # tokens

    @property
    def token(self) -> Token:
        """The token to be read next."""
        return self.tokens[self.place]

    def at(self, *texts: str) -> bool:
        """Whether the next token is one of these words or signs."""
        token = self.tokens[self.place]
        return token.kind in {"op", "keyword", "name"} and token.text in texts

    def take(self) -> Token:
        """Read a token."""
        token = self.tokens[self.place]
        if token.kind != "end":
            self.place += 1
        return token

    def take_if(self, *texts: str) -> bool:
        """Read the token if it is one of these."""
        if self.at(*texts):
            self.place += 1
            return True
        return False

    def expect(self, text: str) -> Token:
        """Read this token or complain."""
        if not self.at(text):
            raise self.unexpected(f"{text!r}", f"“{text}”")
        return self.take()

    def unexpected(self, wanted: str, wanted_zh: str) -> FeelError:
        """What is here is not what should be."""
        token = self.token
        if token.kind == "end":
            return self.source.error(token.start, f"{wanted} is missing at the end", f"末尾缺少{wanted_zh}")
        said, said_zh = hint(token.text, self.tokens[self.place - 1].text if self.place else "")
        return self.source.error(
            token.start,
            f"{wanted} expected, not {token.text!r}{said}",
            f"此处应为{wanted_zh}，而不是“{token.text}”{said_zh}",
        )

    def back_to(self, place: int) -> None:
        """Read again from an earlier place; not endlessly."""
        self.read_again += self.place - place
        if self.read_again > MOST_READ_AGAIN:
            raise self.source.limit(self.token.start, "the expression is too ambiguous", "表达式歧义过多")
        self.place = place

    # whole texts

    def whole(self) -> Node:
        """The text as one expression."""
        node = self.expression()
        self._end()
        return node

    def whole_tests(self) -> tree.UnaryTests:
        """The text as the unary tests of a cell."""
        at = self.token.start
        if self.at("-") and self.tokens[self.place + 1].kind == "end":
            self.take()
            return tree.UnaryTests(at, (), negated=False)
        start = self.place
        if self.take_if("not") and self.take_if("("):
            tests = self.tests()
            self.expect(")")
            if self.token.kind == "end":
                return tree.UnaryTests(at, tests, negated=True)
        self.place = start
        tests = self.tests()
        self._end()
        return tree.UnaryTests(at, tests, negated=False)

    def _end(self) -> None:
        if self.at("and", "or"):
            raise self.source.error(self.token.start, *WHOLE)
        if self.token.kind != "end":
            raise self.unexpected("an operator or the end", "运算符或表达式结尾")

    # operators

    def expression(self, level: int = 1) -> Node:
        """An expression of operators that bind at least this tightly."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.source.limit(
                self.token.start, "the expression is nested too deeply", "表达式嵌套层次过深"
            )
        left = self.prefix()
        for chained in range(LONGEST_CHAIN):  # noqa: B007 - asked below
            token = self.token
            binding = BINARY.get(token.text, 0) if token.kind in {"op", "keyword"} else 0
            if binding < level:
                break
            self.place += 1
            left = self._binary(left, token, binding)
        if chained == LONGEST_CHAIN - 1:
            raise self.source.limit(self.token.start, "the expression is too long", "表达式过长")
        self.depth -= 1
        return left

    def _binary(self, left: Node, token: Token, binding: int) -> Node:
        op, at = token.text, token.start
        if op == "between":
            low = self.expression(SUM)
            self.expect("and")
            return tree.Between(at, left, low, self.expression(SUM))
        if op == "in":
            return tree.In(at, left, self._in_tests())
        right = self.expression(binding + 1)
        if op in COMPARISONS:
            return tree.Comparison(at, op, left, right)
        if op in {"and", "or"}:
            parts = left.parts if isinstance(left, tree.Logic) and left.op == op else (left,)
            return tree.Logic(at, op, (*parts, right))
        return tree.Arithmetic(at, op, left, right)

    def _in_tests(self) -> tuple[Node, ...]:
        start = self.place
        if self.take_if("("):
            tests = self.tests()
            if len(tests) > 1 and self.take_if(")"):
                return tests
        self.back_to(start)
        return (self.test(),)

    def tests(self) -> tuple[Node, ...]:
        """Tests with commas between them."""
        found = [self.test()]
        while self.take_if(","):
            found.append(self.test())
        return tuple(found)

    def test(self) -> Node:
        """`< 5`, `[1..3]`, or an expression."""
        token = self.token
        if token.kind == "op" and token.text in COMPARISONS:
            self.take()
            return tree.UnaryTest(token.start, token.text, self.expression(SUM))
        return self.expression()

    def prefix(self) -> Node:
        """A negation, or a primary with what follows it."""
        token = self.token
        if token.kind == "op" and token.text == "-":
            self.take()
            self.depth += 1
            if self.depth > DEEPEST:
                raise self.source.limit(token.start, "too many signs", "符号过多")
            operand = self.prefix()
            self.depth -= 1
            if isinstance(operand, tree.Literal) and self.tokens[self.place - 1].kind == "number":
                return tree.Literal(token.start, CONTEXT.minus(operand.value))  # type: ignore[arg-type]
            return tree.Negate(token.start, operand)
        return self.postfix(primary(self))

    def postfix(self, node: Node) -> Node:
        """Paths, filters, invocations and `instance of` after a primary."""
        while True:
            token = self.token
            if token.kind == "op" and token.text == ".":
                self.take()
                node = tree.Path(token.start, node, self.path_name())
            elif token.kind == "op" and token.text == "[" and self.filters:
                self.take()
                node = tree.Filter(token.start, node, self.expression())
                self.expect("]")
            elif token.kind == "op" and token.text == "(":
                node = self._call(node)
            elif token.kind == "keyword" and token.text == "instance":
                self.take()
                self.expect("of")
                node = tree.InstanceOf(token.start, node, TypeNames(self).type())
            else:
                return node

    def _call(self, callee: Node) -> Node:
        opening = self.expect("(")
        at = callee.at if isinstance(callee, tree.Name) else opening.start
        if self.take_if(")"):
            return tree.Call(at, callee, (), ())
        positional, named = list[Node](), list[tuple[str, Node]]()
        by_name = self._label_length() is not None
        while True:
            if by_name:
                place = self.token.start
                named.append((self.label(), self.expression()))
                self.once(place, [name for name, _ in named])
            else:
                positional.append(self.expression())
            if not self.take_if(","):
                break
        self.expect(")")
        return tree.Call(at, callee, tuple(positional), tuple(named))

    def once(self, place: int, names: list[str]) -> None:
        """Complain of the last name if it has been said before."""
        if names[-1] in names[:-1]:
            name = names[-1]
            raise self.source.error(place, f"{name!r} is said twice", f"“{name}”重复")

    # names

    def _label_length(self) -> int | None:
        """How many tokens stand before a colon, if they are all parts of a name."""
        place = self.place
        while self.tokens[place].kind in {"name", "keyword", "number"} or (
            self.tokens[place].kind == "op" and self.tokens[place].text in "-+*/.'"
        ):
            place += 1
        token = self.tokens[place]
        return place - self.place if token.kind == "op" and token.text == ":" and place > self.place else None

    def label(self) -> str:
        """A name up to a colon, and the colon."""
        length = self._label_length()
        if length is None:
            raise self.unexpected("a name and ':'", "名称和“:”")
        start, last = self.place, self.place + length - 1
        self.place += length + 1
        return normal(self.source.text[self.tokens[start].start : self.tokens[last].end])

    def name(self) -> str:
        """A name: the longest that is known here, else all words that follow each other."""
        found = self.known.longest(self.source, self.tokens, self.place)
        greedy = self._words()
        if found is not None and found[0] >= greedy:
            self.place += found[0]
            return found[1]
        if greedy == 0:
            raise self.unexpected("a name", "名称")
        words = self.tokens[self.place : self.place + greedy]
        self.place += greedy
        return " ".join(word.text for word in words)

    def _words(self) -> int:
        place = self.place
        while self.tokens[place].kind == "name" and not (place > self.place and self._is_in(place)):
            place += 1
        return place - self.place

    def _is_in(self, place: int) -> bool:
        return self.tokens[place].text == "external"

    def path_name(self) -> str:
        """The name after a dot; there even a keyword may be one."""
        if self.token.kind == "keyword" and self.known.longest(self.source, self.tokens, self.place) is None:
            return self.take().text
        return self.name()


Types = Mapping[str, Type]


def parse(text: str, known: Known, types: Types | None = None) -> tuple[Node, Source]:
    """The tree of an expression."""
    return _measured(parser := Parser(text, known, types), parser.whole())


def parse_tests(text: str, known: Known, types: Types | None = None) -> tuple[Node, Source]:
    """The tree of a cell's unary tests."""
    return _measured(parser := Parser(text, known, types), parser.whole_tests())


def _measured(parser: Parser, node: Node) -> tuple[Node, Source]:
    if tree.measure(node)[1] > TALLEST:
        raise parser.source.limit(0, "the expression is nested too deeply", "表达式嵌套层次过深")
    return node, parser.source

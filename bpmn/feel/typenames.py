"""Reads the name of a type: `number`, `list<date>`, `context<a: string>`, `function<number> -> date`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpmn.feel.names import normal
from bpmn.feel.types import SIMPLE, Type

if TYPE_CHECKING:
    from bpmn.feel.parser import Parser

_BY_WORDS = sorted(((name.split(), name) for name in SIMPLE), key=lambda pair: -len(pair[0]))


class TypeNames:
    """Reads types with the tokens of a parser."""

    def __init__(self, parser: Parser) -> None:
        self.parser = parser

    def type(self) -> Type:
        """One type: the language's own, or one that the place defines."""
        own = self._own()
        if own is not None:
            return own
        name = self._name()
        if not self.parser.take_if("<"):
            return Type(name)
        match name:
            case "list" | "range":
                built = Type(name, item=self.type())
            case "context":
                built = Type(name, members=dict(self._members()))
            case "function":
                return self._function()
            case _:
                raise self.parser.unexpected("the end of the type", "类型结尾")
        self.parser.expect(">")
        return built

    def _own(self) -> Type | None:
        parser, types = self.parser, self.parser.types
        longest = next((n for n in range(12, 0, -1) if self._spelled(n) in types), 0)
        if not longest:
            return None
        name = self._spelled(longest)
        parser.place += longest
        return types[name]

    def _spelled(self, count: int) -> str:
        parser = self.parser
        last = parser.place + count - 1
        if last >= len(parser.tokens) - 1:
            return ""
        return normal(parser.source.text[parser.token.start : parser.tokens[last].end])

    def _members(self) -> list[tuple[str, Type]]:
        found = [(self.parser.label(), self.type())]
        while self.parser.take_if(","):
            found.append((self.parser.label(), self.type()))
        return found

    def _function(self) -> Type:
        parameters = list[Type]()
        while not self.parser.take_if(">"):
            parameters.append(self.type())
            if not self.parser.at(">"):
                self.parser.expect(",")
        self.parser.expect("->")
        return Type("function", item=None, parameters=tuple(parameters)) if self.type() else Type("function")

    def _name(self) -> str:
        parser = self.parser
        here = [token.text for token in parser.tokens[parser.place : parser.place + 5]]
        for words, name in _BY_WORDS:
            if here[: len(words)] == words:
                parser.place += len(words)
                return SIMPLE[name]
        raise parser.unexpected(
            "a type (number, string, date, list<…>, …)", "类型（number、string、date、list<…> 等）"
        )

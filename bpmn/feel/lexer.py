"""Cuts a text into tokens. Names are single words here; the parser joins them."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

from bpmn.feel.errors import FeelError, FeelLimit
from bpmn.feel.hints import STRAIGHT, hint

LONGEST_TEXT = 32_768
MOST_TOKENS = 8_000

#: The characters of names, as the grammar of the standard lists them; Chinese is among them.
START = (
    r"?A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D"
    r"\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
PART = START + r"0-9\u00B7\u0300-\u036F\u203F-\u2040"
SPACE = r"\s\u0085\u180E\u200B\u2060\uFEFF"

_TOKEN = re.compile(
    rf"""
    (?P<space>[{SPACE}]+|//[^\n\r]*|/\*.*?\*/)
    |(?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<at>@[ ]*"(?:[^"\\]|\\.)*")
    |(?P<string>"(?:[^"\\]|\\.)*")
    |(?P<name>[{START}][{PART}]*)
    |(?P<op>\*\*|\.\.|<=|>=|!=|->|[-+*/<>=()\[\]{{}},:.'])
    """,
    re.VERBOSE | re.DOTALL,
)

Kind = Literal["number", "at", "string", "name", "keyword", "op", "end"]

KEYWORDS = frozenset(
    {
        "and",
        "between",
        "else",
        "every",
        "false",
        "for",
        "function",
        "if",
        "in",
        "instance",
        "null",
        "or",
        "return",
        "satisfies",
        "some",
        "then",
        "true",
    }
)

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text and where it stands (offsets)."""

    kind: Kind
    text: str
    start: int
    end: int


class Source:
    """The text, and where its lines begin."""

    __slots__ = ("lines", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = [0, *(match.end() for match in re.finditer(r"\n", text))]

    def spot(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1."""
        line = bisect_right(self.lines, offset)
        return line, offset - self.lines[line - 1] + 1

    def error(self, offset: int, message: str, message_zh: str) -> FeelError:
        """The error to raise about this place."""
        return FeelError(*self.spot(offset), message, message_zh)

    def limit(self, offset: int, message: str, message_zh: str) -> FeelLimit:
        """The refusal to raise about this place."""
        return FeelLimit(*self.spot(offset), message, message_zh)


def tokens(source: Source) -> list[Token]:
    """All tokens of the text, with an `end` token last."""
    text, place, found = source.text, 0, list[Token]()
    if len(text) > LONGEST_TEXT:
        raise source.limit(
            0, f"the expression is longer than {LONGEST_TEXT} characters", f"表达式超过 {LONGEST_TEXT} 个字符"
        )
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise _strange(source, place)
        kind, place = match.lastgroup, match.end()
        if kind == "space":
            continue
        word = match.group()
        if word == "/" and text.startswith("*", place):
            raise source.error(match.start(), "this remark is not closed", "注释没有结束")
        if kind == "name" and word in KEYWORDS:
            kind = "keyword"
        found.append(Token(kind, word, match.start(), place))  # type: ignore[arg-type]
        if len(found) > MOST_TOKENS:
            message = f"the expression has more than {MOST_TOKENS} words and signs"
            raise source.limit(place, message, f"表达式超过 {MOST_TOKENS} 个词和符号")
    found.append(Token("end", "", len(text), len(text)))
    return found


def _strange(source: Source, place: int) -> FeelError:
    char = source.text[place]
    if char in {'"', "@"}:
        return source.error(place, "this string is not closed", "字符串没有结束")
    if char in "“”‘’＂":
        return source.error(place, *STRAIGHT)
    said, said_zh = hint(char)
    message = f"the character {char!r} has no meaning here{said}"
    return source.error(place, message, f"此处不能有字符“{char}”{said_zh}")


def unquote(token: Token) -> str:
    """The value of a string literal."""
    inner = token.text[token.text.index('"') + 1 : -1]
    if "\\" not in inner:
        return inner
    text = _ESCAPE.sub(_unescape, inner)
    # two \u escapes may form one character, as in Java and JSON
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescape(match: re.Match[str]) -> str:
    short, long, other = match.groups()
    if short or long:
        code = int(short or long, 16)
        return chr(code) if code <= 0x10FFFF else match.group()
    return _SIMPLE.get(other, match.group())

"""Reads a regular expression (XPath 3.1 syntax) into a small program for the matcher in regex.py.

The program's instructions are tuples: (CHAR, c), (SET, test), (SPLIT, preferred, other), (JUMP, to),
(SAVE, slot), (START,), (END,), (BACK, group), (MATCH,). Counted repetitions are written out, so the
size of the program is limited.
"""

from __future__ import annotations

from typing import Any

from bpmn.feel import charsets
from bpmn.feel.charsets import CharSet
from bpmn.feel.errors import Null

CHAR, SET, SPLIT, JUMP, SAVE, START, END, BACK, MATCH = range(9)
LARGEST = 4000
DEEPEST = 50
METACHARACTERS = frozenset("\\|.?*+(){}[]^$-")

Instruction = tuple[Any, ...]
Program = list[Instruction]


class Pattern:
    """One reading of one pattern."""

    def __init__(self, text: str, flags: str) -> None:
        if set(flags) - set("smixq"):
            raise Null(
                f"there are only the flags s, m, i, x and q, not {flags!r}", "标志只能是 s、m、i、x、q"
            )
        self.flags = flags
        self.text = _unspaced(text) if "x" in flags and "q" not in flags else text
        self.place = 0
        self.depth = 0
        self.groups = 0
        self.closed: set[int] = set()
        self.back_references = False

    def program(self) -> Program:
        """The instructions, with the whole match in slots 0 and 1."""
        body = self._literal() if "q" in self.flags else self._alternatives()
        if self.place < len(self.text):
            raise self._wrong("a ')' too many", "多余的“)”")
        return [(SAVE, 0), *body, (SAVE, 1), (MATCH,)]

    def _wrong(self, why: str, why_zh: str) -> Null:
        return Null(f"regular expression {self.text!r}: {why}", f"正则表达式“{self.text}”：{why_zh}")

    def _peek(self) -> str:
        return self.text[self.place] if self.place < len(self.text) else ""

    def _take(self) -> str:
        char = self._peek()
        if not char:
            raise self._wrong("it ends too early", "不完整")
        self.place += 1
        return char

    def _literal(self) -> Program:
        self.place = len(self.text)
        return [self._char(char) for char in self.text]

    def _char(self, char: str) -> Instruction:
        if "i" in self.flags and (char.lower() != char or char.upper() != char):
            return (SET, charsets.caseless(charsets.single(char)))
        return (CHAR, char)

    def _alternatives(self) -> Program:
        program = self._sequence()
        while self._peek() == "|":
            self.place += 1
            other = self._sequence()
            program = [(SPLIT, 1, len(program) + 2), *program, (JUMP, len(other) + 1), *other]
            self._check_size(program)
        return program

    def _sequence(self) -> Program:
        program = Program()
        while self._peek() not in {"", "|", ")"}:
            program += self._quantified(self._atom())
            self._check_size(program)
        return program

    def _check_size(self, program: Program) -> None:
        if len(program) > LARGEST:
            raise self._wrong("it is too large", "过于复杂")

    def _quantified(self, atom: Program) -> Program:
        char = self._peek()
        if char not in {"*", "+", "?", "{"} or not char:
            return atom
        self.place += 1
        least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(char) or self._count()
        lazy = self._peek() == "?"
        if lazy:
            self.place += 1
        if self._peek() in {"*", "+", "?", "{"}:
            raise self._wrong("nothing to repeat", "没有可重复的内容")
        if (len(atom) + 1) * max(least, most or 0, 1) > LARGEST:
            raise self._wrong("it is too large", "过于复杂")
        program = atom * least
        if most is None:
            loop = [self._split(1, len(atom) + 2, lazy), *atom, (JUMP, -len(atom) - 1)]
            return program + loop
        for rest in range(most - least, 0, -1):
            program += [self._split(1, rest * (len(atom) + 1), lazy), *atom]
        return program

    def _split(self, inside: int, beyond: int, lazy: bool) -> Instruction:
        return (SPLIT, beyond, inside) if lazy else (SPLIT, inside, beyond)

    def _count(self) -> tuple[int, int | None]:
        end = self.text.find("}", self.place)
        low, comma, high = self.text[self.place : end].partition(",")
        self.place = end + 1
        numbers = all(part.isascii() and part.isdigit() and len(part) < 6 for part in (low, high or "0"))
        if end < 0 or not numbers:
            raise self._wrong("a repetition is {n}, {n,} or {n,m}", "重复次数应写作 {n}、{n,} 或 {n,m}")
        least = int(low)
        most = (int(high) if high else None) if comma else least
        if most is not None and most < least:
            raise self._wrong("the repetition counts downwards", "重复次数的上限小于下限")
        return least, most

    def _atom(self) -> Program:
        char = self._take()
        match char:
            case "(":
                return self._group()
            case "[":
                return [(SET, self._set())]
            case ".":
                return [(SET, (lambda _char: True) if "s" in self.flags else (lambda c: c not in "\n\r"))]
            case "^":
                return [(START,)]
            case "$":
                return [(END,)]
            case "\\":
                return [self._escape()]
            case "*" | "+" | "?" | "{":
                raise self._wrong("nothing to repeat", "没有可重复的内容")
            case "}" | "]":
                raise self._wrong(f"a {char!r} is written '\\{char}'", f"“{char}”应写作“\\{char}”")
        return [self._char(char)]

    def _group(self) -> Program:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self._wrong("it is nested too deeply", "嵌套过深")
        if self.text.startswith("?:", self.place):
            self.place += 2
            program = self._alternatives()
        elif self._peek() == "?":
            raise self._wrong("only (?:…) may follow '(?'", "“(?”之后只能是“:”")
        else:
            self.groups += 1
            number = self.groups
            program = [(SAVE, 2 * number), *self._alternatives(), (SAVE, 2 * number + 1)]
            self.closed.add(number)
        if self._peek() != ")":
            raise self._wrong("a ')' is missing", "缺少“)”")
        self.place += 1
        self.depth -= 1
        return program

    def _escape(self) -> Instruction:
        char = self._take()
        if char.isascii() and char.isdigit() and char != "0":
            number = int(char)
            while self._peek().isdigit() and number * 10 + int(self._peek()) in self.closed:
                number = number * 10 + int(self._take())
            if number not in self.closed:
                raise self._wrong(f"there is no group {number} before", f"前面没有第 {number} 个分组")
            self.back_references = True
            return (BACK, number)
        found = self._class_escape(char)
        return self._char(found) if isinstance(found, str) else (SET, found)

    def _class_escape(self, char: str) -> str | CharSet:
        """What a backslash and this character mean: a character or a set."""
        plain = {"n": "\n", "r": "\r", "t": "\t"}.get(char)
        if plain is not None:
            return plain
        if char in METACHARACTERS:
            return char
        if char in charsets.ESCAPES:
            return charsets.ESCAPES[char]
        if char in {"p", "P"} and self._peek() == "{":
            end = self.text.find("}", self.place)
            inner = charsets.named(self.text[self.place + 1 : end]) if end > 0 else None
            if inner is not None:
                self.place = end + 1
                return inner if char == "p" else charsets.complement(inner)
        if char == "$":
            return char
        raise self._wrong(f"'\\{char}' has no meaning", f"“\\{char}”没有意义")

    def _set(self) -> CharSet:
        """A character class, after its opening bracket."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self._wrong("it is nested too deeply", "嵌套过深")
        negative = self._peek() == "^"
        self.place += negative
        parts, taken = list[CharSet](), None
        while self._peek() != "]" or not parts:
            if self.text.startswith("-[", self.place) and parts:
                self.place += 2
                taken = self._set()
                break
            parts.append(self._part())
        if self._take() != "]":
            raise self._wrong("a ']' is missing", "缺少“]”")
        self.depth -= 1
        base = charsets.union(parts)
        base = charsets.caseless(base) if "i" in self.flags else base
        base = charsets.complement(base) if negative else base
        return base if taken is None else charsets.without(base, taken)

    def _part(self) -> CharSet:
        first = self._member()
        if not isinstance(first, str):
            return first
        if self._peek() == "-" and self.text[self.place + 1 : self.place + 2] not in {"]", "["}:
            self.place += 1
            last = self._member()
            if not isinstance(last, str) or last < first:
                raise self._wrong("a range in [] runs upwards", "[] 中的范围应由小到大")
            return charsets.interval(first, last)
        return charsets.single(first)

    def _member(self) -> str | CharSet:
        char = self._take()
        if char == "\\":
            return self._class_escape(self._take())
        if char in {"[", "]"}:
            raise self._wrong(f"a {char!r} in [] is written '\\{char}'", f"[] 中的“{char}”应写作“\\{char}”")
        return char


def _unspaced(text: str) -> str:
    """The pattern without white space, as flag x asks, but with that inside brackets."""
    kept, depth, escaped = list[str](), 0, False
    for char in text:
        if char in " \t\n\r" and depth == 0:
            continue
        if not escaped:
            depth += (char == "[") - (char == "]" and depth > 0)
        escaped = char == "\\" and not escaped
        kept.append(char)
    return "".join(kept)

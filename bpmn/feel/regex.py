"""Regular expressions that cannot run away.

A backtracking matcher that remembers where it has already failed: a place in the program and in the
text is tried once, so time grows with program × text and not exponentially. Where there are
back-references, what comes of a place also depends on what the groups hold: it is tried once with each,
and the budget of the evaluation, which every step is charged to, stops what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from bpmn.feel.errors import FeelLimit, Null
from bpmn.feel.patterns import CHAR, START, Pattern, Program
from bpmn.feel.run import LONGEST_STRING

Charge = Callable[[int], None]
Slots = tuple[int, ...]

#: Steps between two payments; a step costs about as much as two of the evaluation's.
BATCH = 500
PRICE = 2
LONGEST_PATTERN = 2000


class Regex:
    """A compiled pattern."""

    def __init__(self, pattern: str, flags: str) -> None:
        if len(pattern) > LONGEST_PATTERN:
            raise Null("the regular expression is too long", "正则表达式过长")
        reading = Pattern(pattern, flags)
        self.program: Program = reading.program()
        self.groups = reading.groups
        self.multiline = "m" in flags
        self.caseless = "i" in flags
        self.forgetful = not reading.back_references
        first = self.program[1]
        self.first = first[1] if first[0] == CHAR else None
        self.anchored = first[0] == START and not self.multiline

    def search(self, text: str, start: int, charge: Charge) -> Slots | None:
        """Where the groups of the first match from `start` lie, the whole match first."""
        failed = set[object]()
        while start <= len(text):
            if self.first is not None:
                start = text.find(self.first, start)
                if start < 0:
                    return None
            charge(1)
            found = self._match(text, start, failed, charge)
            if found is not None:
                return found
            if self.anchored:
                return None
            start += 1
        return None

    def _match(self, text: str, start: int, failed: set[object], charge: Charge) -> Slots | None:  # noqa: C901, PLR0912, PLR0915 - one loop, one branch for each instruction
        program, length, width = self.program, len(text), len(text) + 1
        stack = [(0, start, (-1,) * (2 * self.groups + 2))]
        steps = 0
        while stack:
            at, place, slots = stack.pop()
            while True:
                steps += 1
                if steps >= BATCH:
                    charge(steps * PRICE)
                    steps = 0
                instruction = program[at]
                match instruction[0]:
                    case 0:  # CHAR
                        if place < length and text[place] == instruction[1]:
                            place += 1
                            at += 1
                            continue
                        break
                    case 1:  # SET
                        if place < length and instruction[1](text[place]):
                            place += 1
                            at += 1
                            continue
                        break
                    case 2:  # SPLIT
                        key = at * width + place
                        seen = key if self.forgetful else (key, slots)
                        if seen in failed:
                            break
                        failed.add(seen)
                        stack.append((at + instruction[2], place, slots))
                        at += instruction[1]
                    case 3:  # JUMP
                        at += instruction[1]
                    case 4:  # SAVE
                        slot = instruction[1]
                        slots = (*slots[:slot], place, *slots[slot + 1 :])
                        steps += self.groups >> 2
                        at += 1
                    case 5:  # START
                        if place and not (self.multiline and text[place - 1] == "\n" and place < length):
                            break
                        at += 1
                    case 6:  # END
                        if place < length and not (self.multiline and text[place] == "\n"):
                            break
                        at += 1
                    case 7:  # BACK
                        end = self._repeat(text, place, slots, instruction[1])
                        if end is None:
                            break
                        charge(end - place)
                        place, at = end, at + 1
                    case _:  # MATCH
                        charge(steps * PRICE)
                        return slots
        charge(steps * PRICE)
        return None

    def _repeat(self, text: str, place: int, slots: Slots, group: int) -> int | None:
        """The end of another occurrence of what a group matched."""
        first, last = slots[2 * group], slots[2 * group + 1]
        if first < 0 or last < 0:
            return place
        wanted, here = text[first:last], text[place : place + last - first]
        same = wanted == here or (self.caseless and wanted.lower() == here.lower())
        return place + len(wanted) if same else None

    def _matches(self, text: str, charge: Charge) -> Iterator[Slots]:
        if self.search("", 0, charge) is not None:
            raise Null("the regular expression matches the empty string", "正则表达式不能匹配空串")
        place = 0
        while (found := self.search(text, place, charge)) is not None:
            yield found
            place = max(found[1], found[0] + 1)

    def replace(self, text: str, replacement: str, charge: Charge) -> str:
        """The text with every match replaced."""
        parts, pieces, end, size = list[str](), _pieces(replacement, self.groups), 0, 0
        for found in self._matches(text, charge):
            parts.append(text[end : found[0]])
            for piece in pieces:
                part = piece if isinstance(piece, str) else text[found[2 * piece] : found[2 * piece + 1]]
                size += len(part)
                parts.append(part)
            charge(len(pieces))
            if size > LONGEST_STRING:
                raise FeelLimit(1, 1, "the string becomes too long", "字符串过长")
            end = found[1]
        return "".join([*parts, text[end:]])

    def split(self, text: str, charge: Charge) -> list[str]:
        """The parts between the matches."""
        parts, end = list[str](), 0
        for found in self._matches(text, charge):
            parts.append(text[end : found[0]])
            end = found[1]
        return [*parts, text[end:]]


def _pieces(replacement: str, groups: int) -> list[str | int]:
    """Text and group numbers of a replacement; a group that does not exist is empty."""
    pieces, text, place = list[str | int](), "", 0
    while place < len(replacement):
        char = replacement[place]
        place += 1
        following = replacement[place : place + 1]
        if char == "\\":
            if following not in {"\\", "$"}:
                raise Null(
                    "in a replacement '\\' stands before '\\' or '$'", "替换文本中“\\”后只能是“\\”或“$”"
                )
            text += following
            place += 1
        elif char == "$":
            if not (following.isascii() and following.isdigit()):
                raise Null("in a replacement '$' stands before a digit", "替换文本中“$”后应为数字")
            number, place = int(following), place + 1
            while (more := replacement[place : place + 1]).isdigit() and number * 10 + int(more) <= groups:
                number, place = number * 10 + int(more), place + 1
            if number <= groups:
                pieces += [text, number]
                text = ""
        else:
            text += char
    return [*pieces, text]


@lru_cache(maxsize=64)
def read(pattern: str, flags: str) -> Regex:
    """The pattern, compiled once."""
    return Regex(pattern, flags)

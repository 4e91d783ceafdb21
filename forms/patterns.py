"""Is a regular expression safe to run on what people type?

Python's engine backtracks: a careless pattern can take years on thirty characters. We count, from
the parsed pattern, an upper bound of the ways it can divide a text of the field's ``maxLength``,
and refuse a pattern whose bound is too high, instead of guessing at its shape.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable
from typing import Any

MAX_PATTERN = 300
MAX_TEXT = 1000
MAX_WAYS = 1_000_000

# The module that `re` itself parses with; the only way to see a pattern's structure.
_parser: Any = importlib.import_module("re._parser")

_CHARACTER = {"LITERAL", "NOT_LITERAL", "ANY", "IN", "AT", "CATEGORY"}
_REFUSED = {
    "GROUPREF": "a back reference",
    "GROUPREF_EXISTS": "a conditional group",
    "ASSERT": "a lookahead or lookbehind",
    "ASSERT_NOT": "a lookahead or lookbehind",
}


class UnsafePattern(ValueError):
    """The pattern is broken, uses what we do not offer, or could run away."""


def verify(pattern: str, max_length: int) -> None:
    """Raise `UnsafePattern` unless the pattern is certain to finish quickly on texts of that length."""
    if len(pattern) > MAX_PATTERN:
        raise UnsafePattern(f"longer than {MAX_PATTERN} characters; shorten it")
    if max_length > MAX_TEXT:
        raise UnsafePattern(f"needs a maxLength of at most {MAX_TEXT} beside it; add or lower maxLength")
    try:
        re.compile(pattern)
        parsed = _parser.parse(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise UnsafePattern(f"not a regular expression ({error})") from error
    starts = 1 if pattern.startswith("^") else max_length
    if _ways(parsed, max_length) * starts > MAX_WAYS:
        raise UnsafePattern(
            f"too many ways to match a text of {max_length} characters; begin it with ^, lower maxLength, "
            "avoid repetition inside repetition"
        )


def _ways(items: Iterable[Any], length: int) -> int:
    """In how many ways can this sequence be laid over a text of that length, at most?"""
    ways = 1
    for opcode, argument in items:
        ways = min(ways * _ways_of(str(opcode), argument, length), MAX_WAYS + 1)
    return ways


def _ways_of(opcode: str, argument: Any, length: int) -> int:
    if opcode in _CHARACTER:
        return 1
    if opcode in _REFUSED:
        raise UnsafePattern(f"it uses {_REFUSED[opcode]}; write it without")
    if opcode == "SUBPATTERN":
        return _ways(argument[3], length)
    if opcode == "ATOMIC_GROUP":
        return _ways(argument, length)
    if opcode == "BRANCH":
        return sum(_ways(branch, length) for branch in argument[1])
    if opcode in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        least, most, body = argument
        return _repeated(int(least), int(most), _ways(body, length), length)
    raise UnsafePattern(f"it uses {opcode.lower()}; write it without")


def _repeated(least: int, most: int, inner: int, length: int) -> int:
    """A repetition stops after any of its counts, and each round may go any of its own ways."""
    rounds = min(most, max(length, least))
    counts = rounds - min(least, rounds) + 1
    power = 1
    for _ in range(rounds if inner > 1 else 0):
        power *= inner
        if power > MAX_WAYS:
            return MAX_WAYS + 1
    return int(counts * power)

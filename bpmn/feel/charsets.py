"""Sets of characters in regular expressions: a set is a function that says whether it holds a character."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

CharSet = Callable[[str], bool]

#: The blocks a pattern may name as \p{IsBlock}: those an office meets.
BLOCKS = {
    "BasicLatin": (0x0000, 0x007F),
    "Latin-1Supplement": (0x0080, 0x00FF),
    "LatinExtended-A": (0x0100, 0x017F),
    "LatinExtended-B": (0x0180, 0x024F),
    "IPAExtensions": (0x0250, 0x02AF),
    "Greek": (0x0370, 0x03FF),
    "GreekandCoptic": (0x0370, 0x03FF),
    "Cyrillic": (0x0400, 0x04FF),
    "Armenian": (0x0530, 0x058F),
    "Hebrew": (0x0590, 0x05FF),
    "Arabic": (0x0600, 0x06FF),
    "Devanagari": (0x0900, 0x097F),
    "Thai": (0x0E00, 0x0E7F),
    "Tibetan": (0x0F00, 0x0FFF),
    "HangulJamo": (0x1100, 0x11FF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "CurrencySymbols": (0x20A0, 0x20CF),
    "NumberForms": (0x2150, 0x218F),
    "Arrows": (0x2190, 0x21FF),
    "MathematicalOperators": (0x2200, 0x22FF),
    "EnclosedAlphanumerics": (0x2460, 0x24FF),
    "BoxDrawing": (0x2500, 0x257F),
    "CJKRadicalsSupplement": (0x2E80, 0x2EFF),
    "KangxiRadicals": (0x2F00, 0x2FDF),
    "CJKSymbolsandPunctuation": (0x3000, 0x303F),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "Bopomofo": (0x3100, 0x312F),
    "EnclosedCJKLettersandMonths": (0x3200, 0x32FF),
    "CJKCompatibility": (0x3300, 0x33FF),
    "CJKUnifiedIdeographsExtensionA": (0x3400, 0x4DBF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "YiSyllables": (0xA000, 0xA48F),
    "HangulSyllables": (0xAC00, 0xD7A3),
    "CJKCompatibilityIdeographs": (0xF900, 0xFAFF),
    "CJKCompatibilityForms": (0xFE30, 0xFE4F),
    "HalfwidthandFullwidthForms": (0xFF00, 0xFFEF),
    "CJKUnifiedIdeographsExtensionB": (0x20000, 0x2A6DF),
}

CATEGORIES = frozenset(
    {
        "C",
        "Cc",
        "Cf",
        "Cn",
        "Co",
        "L",
        "Ll",
        "Lm",
        "Lo",
        "Lt",
        "Lu",
        "M",
        "Mc",
        "Me",
        "Mn",
        "N",
        "Nd",
        "Nl",
        "No",
        "P",
        "Pc",
        "Pd",
        "Pe",
        "Pf",
        "Pi",
        "Po",
        "Ps",
        "S",
        "Sc",
        "Sk",
        "Sm",
        "So",
        "Z",
        "Zl",
        "Zp",
        "Zs",
    }
)

category = unicodedata.category


def complement(inner: CharSet) -> CharSet:
    """Every other character."""
    return lambda char: not inner(char)


def interval(first: str, last: str) -> CharSet:
    """From one character to another."""
    return lambda char: first <= char <= last


def single(wanted: str) -> CharSet:
    """One character."""
    return lambda char: char == wanted


def union(parts: list[CharSet]) -> CharSet:
    """What any of the sets holds."""
    if len(parts) == 1:
        return parts[0]
    return lambda char: any(part(char) for part in parts)


def without(base: CharSet, taken: CharSet) -> CharSet:
    """What the first set holds and the second does not."""
    return lambda char: base(char) and not taken(char)


def caseless(inner: CharSet) -> CharSet:
    """What the set holds in any case."""
    return lambda char: (
        inner(char) or inner(char.lower()) or inner(char.upper()) or inner(char.lower().upper())
    )


def named(name: str) -> CharSet | None:
    """The set that an escape p{name} means."""
    if name.startswith("Is") and name[2:] in BLOCKS:
        first, last = BLOCKS[name[2:]]
        return interval(chr(first), chr(last))
    if name in CATEGORIES:
        return lambda char: category(char).startswith(name)
    return None


def _initial(char: str) -> bool:
    return char in "_:" or category(char).startswith("L") or category(char) == "Nl"


ESCAPES: dict[str, CharSet] = {
    "d": lambda char: category(char) == "Nd",
    "s": lambda char: char in " \t\n\r",
    "w": lambda char: category(char)[0] not in "PZC",
    "i": _initial,
    "c": lambda char: _initial(char) or char in "-.·" or category(char)[0] in "NM",
}
ESCAPES |= {name.upper(): complement(inner) for name, inner in list(ESCAPES.items())}

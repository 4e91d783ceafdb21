"""What is different between two states of a text, sentence by sentence, so that a person sees it at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

SENTENCE = re.compile(r"[^。；！？\n]*[。；！？\n]|[^。；！？\n]+")
CLOSE = 400  # characters of a changed piece that are compared one by one
ALIKE = 0.5  # what has less in common is another sentence, not a changed one


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the text: same, gone or new."""

    kind: str
    text: str


def pieces(before: str, now: str) -> list[Piece]:
    """The new text with what is gone and what is new in it."""
    found: list[Piece] = []
    for one in _compared(SENTENCE.findall(before), SENTENCE.findall(now), deeper=True):
        said = found.pop().text if found and found[-1].kind == one.kind else ""
        found.append(Piece(one.kind, said + one.text))
    return found


def _compared(old: list[str], new: list[str], *, deeper: bool) -> Iterator[Piece]:
    for how, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        was, is_ = "".join(old[a:b]), "".join(new[c:d])
        if how == "equal":
            yield Piece("same", is_)
        elif deeper and was and is_ and _are_close(was, is_):
            yield from _compared(list(was), list(is_), deeper=False)
        else:
            yield from (Piece(kind, text) for kind, text in (("gone", was), ("new", is_)) if text)


def _are_close(was: str, now: str) -> bool:
    short = max(len(was), len(now)) <= CLOSE
    return short and SequenceMatcher(None, was, now, autojunk=False).ratio() >= ALIKE

"""Names of several words: which ones a place knows, and how they are found among the tokens.

`date and time`, `a-b` or `领导 of` can only be told from expressions by knowing them. What nobody
knows is joined greedily: words that follow each other are one name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bpmn.feel.errors import FeelError
from bpmn.feel.lexer import Source, Token, tokens

#: What the office's machine offers beside the standard; passed at evaluation.
HOST_FUNCTIONS = (
    "leader of",
    "head of",
    "successor",
    "unit of",
    "name of",
    "deadline",
    "add limit",
    "add working days",
    "add working hours",
    "working days between",
    "is working day",
    "next working day",
)

_SPACES = re.compile(r"\s+")


def normal(name: str) -> str:
    """The name with single spaces."""
    return _SPACES.sub(" ", name).strip()


class Known:
    """The names of several tokens that are known at a place in the text."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_first: dict[str, list[tuple[int, str]]] = {}
        self.add(names)

    def add(self, names: Iterable[str]) -> list[tuple[str, tuple[int, str]]]:
        """Learn names; what is returned can be forgotten again."""
        added = []
        for name in names:
            words = _words(name)
            if len(words) > 1:
                entry = (len(words), normal(name))
                self._by_first.setdefault(words[0], []).append(entry)
                added.append((words[0], entry))
        return added

    def forget(self, added: Iterable[tuple[str, tuple[int, str]]]) -> None:
        """Undo an `add`."""
        for first, entry in added:
            self._by_first[first].remove(entry)

    def longest(self, source: Source, found: Sequence[Token], place: int) -> tuple[int, str] | None:
        """The longest known name that begins at this token: how many tokens, and the name."""
        candidates = self._by_first.get(found[place].text)
        if not candidates:
            return None
        for length, name in sorted(candidates, reverse=True):
            last = place + length - 1
            if last < len(found) and normal(source.text[found[place].start : found[last].end]) == name:
                return length, name
        return None


def _words(name: str) -> list[str]:
    try:
        return [token.text for token in tokens(Source(name))[:-1]]
    except FeelError:
        return []

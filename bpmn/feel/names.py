"""Names of several words: which ones a place knows, and how they are found among the tokens.

`date and time`, `a-b` or `领导 of` can only be told from expressions by knowing them. What nobody
knows is joined greedily: words that follow each other are one name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from bpmn.feel.errors import FeelError
from bpmn.feel.lexer import Source, Token, tokens

#: What the office's machine offers beside the standard: signature, meaning, 含义. Passed at evaluation.
HOST: dict[str, tuple[str, str, str]] = {
    "leader of": ("leader of(unit)", "the leader whose portfolio a unit is in", "分管该单位的领导"),
    "secretariat of": (
        "secretariat of(unit)",
        "the sub-office of the portfolio a unit is in",
        "单位所属分管范围的承办处室",
    ),
    "head of": ("head of(unit)", "the holder of a unit's highest post", "该单位的主要负责人"),
    "successor": ("successor(unit)", "what became of a unit; itself while it exists", "单位撤并后的承接单位"),
    "unit of": ("unit of(person)", "the unit of a person's highest post", "人员所在单位"),
    "name of": ("name of(key)", "the Chinese name of a unit or a person", "单位或人员的中文名称"),
    "people of": (
        "people of(group)",
        "the logins of who holds a role, unit or UNIT:ROLE today",
        "当前担任某角色或属于某单位的人员",
    ),
    "type of": ("type of(unit)", "department, city, sub_office and so on", "单位类型"),
    "rank of": (
        "rank of(person)",
        "the rank of a person's highest post; 1 is the highest",
        "人员职务的位次（1 为最高）",
    ),
    "starter": ("starter()", "who started the matter", "事项发起人"),
    "actor": ("actor()", "who does what is being done now", "当前操作人"),
    "on behalf of": (
        "on behalf of()",
        "whom it counts for: the one whose proxy does it, else who does it",
        "本次办理代表谁：代办时为被代理人，否则为操作人本人",
    ),
    "matter": ("matter()", "the id of the matter: a correlation key of its own", "事项标识，可作消息关联键"),
    "deadline": ("deadline(key)", "when a deadline of this activity is due", "本环节某时限的到期时间"),
    "add working days": ("add working days(day, n)", "the n-th working day after a day", "之后第 n 个工作日"),
    "add working hours": ("add working hours(instant, n)", "n office hours later", "n 个工作小时之后"),
    "working days between": (
        "working days between(first, last)",
        "how many working days lie after the first day, up to the last",
        "两日之间的工作日数",
    ),
    "is working day": ("is working day(day)", "whether a day counts", "是否工作日"),
    "next working day": (
        "next working day(day)",
        "this day if it counts, else the next",
        "当日或其后首个工作日",
    ),
    "add limit": (
        "add limit(start, limit)",
        "when a limit such as 5WD or a policy's ends",
        "按时限或规则推算到期时间",
    ),
    "policy": ("policy(key)", "the office's figure under a policy's key", "规则中某一键的数值"),
}
HOST_FUNCTIONS = tuple(HOST)
#: What they are given, by the names in their signatures.
HOST_PARAMETERS: dict[str, tuple[str, ...]] = {
    name: tuple(part.strip() for part in signature[:-1].partition("(")[2].split(",") if part.strip())
    for name, (signature, _, _) in HOST.items()
}

_SPACES = re.compile(r"\s+")


def normal(name: str) -> str:
    """The name with single spaces."""
    return _SPACES.sub(" ", name).strip()


Entries = Mapping[str, list[tuple[int, str]]]


class Known:
    """The names of several tokens that are known at a place in the text; `base` are known everywhere."""

    def __init__(self, names: Iterable[str] = (), base: Entries | None = None) -> None:
        self.base = base or {}
        self.own: dict[str, list[tuple[int, str]]] = {}
        self.seen: set[str] = set()
        self.add(names)

    def add(self, names: Iterable[str]) -> list[tuple[str, tuple[int, str]]]:
        """Learn names; what is returned can be forgotten again."""
        added = []
        for name in names:
            self.seen.add(name)
            words = _words(name)
            if len(words) > 1:
                entry = (len(words), normal(name))
                self.own.setdefault(words[0], []).append(entry)
                added.append((words[0], entry))
        return added

    def forget(self, added: Iterable[tuple[str, tuple[int, str]]]) -> None:
        """Undo an `add`."""
        for first, entry in added:
            self.own[first].remove(entry)

    def longest(self, source: Source, found: Sequence[Token], place: int) -> tuple[int, str] | None:
        """The longest known name that begins at this token: how many tokens, and the name."""
        word = found[place].text
        candidates = [*self.own.get(word, ()), *self.base.get(word, ())]
        for length, name in sorted(candidates, reverse=True):
            last = place + length - 1
            if last < len(found) and normal(source.text[found[place].start : found[last].end]) == name:
                return length, name
        return None


@lru_cache(maxsize=2048)
def _words(name: str) -> tuple[str, ...]:
    try:
        return tuple(token.text for token in tokens(Source(name))[:-1])
    except FeelError:
        return ()

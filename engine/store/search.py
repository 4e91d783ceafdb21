"""Finding matters by what their forms and opinions say: words in an index of the database's own.

Chinese has no spaces: a run of characters is kept as its pairs (公文处理 as 公文, 文处, 处理) and its last
character, so that words of two characters are found, which the databases' own tokenizers do not do. The
index is made from the record and can be made again; it is no table of ours and in no backup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import BigInteger, Column, MetaData, String, Table, Text, insert, select, update
from sqlalchemy.dialects.postgresql import TSVECTOR

from engine.store import dialects
from engine.store.tables.history import history
from engine.store.unit_of_work import AnyRow, UnitOfWork, View

LONGEST = 16_000  # words of one act; what PostgreSQL can tell apart by their place
_apart = MetaData()
search_text = Table(
    "search_text",
    _apart,
    Column("process_instance_id", String(32)),
    Column("words", Text().with_variant(TSVECTOR(), "postgresql")),
)
# Up to which row of the record everything is in the index.
search_place = Table("search_place", _apart, Column("last_history_id", BigInteger))
_CHINESE = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(f"[{_CHINESE}]+|[^\\W_{_CHINESE}]+")


def words_of(text: str) -> list[str]:
    """What a text is found by, in order."""
    found: list[str] = []
    for run in _RUNS.findall(text.lower()):
        found += [*_pairs(run), run[-1]] if _is_chinese(run) else [run]
        if len(found) >= LONGEST:
            break
    return found[:LONGEST]


def phrase_of(q: str) -> tuple[list[str], bool]:
    """The words a text must have one after the other to say this; whether the last is only a beginning."""
    runs = _RUNS.findall(q.lower())
    words = words_of(q)
    if runs and _is_chinese(runs[-1]) and len(runs[-1]) > 1:
        return words[:-1], False  # what follows the last character is not known
    return words, True


def found_by(q: str) -> Any:
    """The ids of matters that say this phrase, as a subquery; None when there is nothing to look for."""
    words, begins = phrase_of(q)
    if not words:
        return None
    return select(search_text.c.process_instance_id).where(dialects.Phrase(words, begins=begins))


def hold_place(uow: UnitOfWork) -> int:
    """Up to where the record is indexed; others who would index wait."""
    row = uow.row(select(search_place.c.last_history_id).with_for_update())
    if row is None:
        uow.execute(insert(search_place), {"last_history_id": 0})
        return 0
    return int(row.last_history_id)


def place(view: View) -> int:
    """The same, to look at."""
    return int(view.value(select(search_place.c.last_history_id)) or 0)


def move_place(uow: UnitOfWork, history_id: int) -> None:
    """Everything up to this row is indexed."""
    uow.execute(update(search_place).values(last_history_id=history_id))


def acts(view: View, *, after: int, until: int, limit: int) -> list[AnyRow]:
    """Acts that changed something, in the order of the record."""
    h = history.c
    wanted = h.kind == "act", h.id > after, h.id <= until
    statement = select(h.id, h.chain, h.changes).where(*wanted).order_by(h.id).limit(limit)
    return list(view.rows(statement))


def add(uow: UnitOfWork, said: Iterable[Mapping[str, str]]) -> None:
    """Index texts: ``process_instance_id`` and ``text`` of each."""
    dialect = uow.connection.dialect.name
    rows = [
        {"id": one["process_instance_id"], "said": dialects.indexed(words, dialect)}
        for one in said
        if (words := words_of(one["text"]))
    ]
    if rows:
        uow.execute(dialects.index_text(dialect), rows)


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)]


def _is_chinese(run: str) -> bool:
    return re.match(f"[{_CHINESE}]", run) is not None

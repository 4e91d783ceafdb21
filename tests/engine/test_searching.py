"""Matters are found by what their forms say and by what people wrote, also by words of two characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.commands import audit, searching
from engine.queries import process_instances, user_tasks
from engine.store import search
from engine.store.instances import Wanted as Matters
from engine.store.user_tasks import Wanted
from tests.engine.conftest import Bare
from tests.engine.runtime.drawing import end, start, user, xml

ASKED = """{"schema": {"type": "object", "title": "事", "additionalProperties": false, "properties": {
  "what": {"type": "string", "title": "事由"}, "aside": {"type": "string", "title": "备注"}}},
  "ui": {"fields": {"what": {"searchable": true}}}}"""
OPINED = """{"schema": {"type": "object", "title": "意见", "additionalProperties": false, "properties": {
  "opinion": {"type": "string", "title": "意见"}}}, "ui": {}}"""
DRAWN = xml(
    start(),
    user("ask", extensions='<zeebe:formDefinition formId="asked"/>'),
    user("opine", extensions='<zeebe:formDefinition formId="opined"/><liye:opinionGroup name="主办"/>'),
    user("then"),
    end(),
    "s > ask > opine > then > e",
)


def told(bare: Bare, opinion: str = "", **said: str) -> str:
    matter = bare.start("p", "bob").do("ask", "bob", **said).do("opine", "bob", opinion=opinion)
    audit.seal(bare.engine)
    searching.index_all(bare.engine)
    return matter.id


@pytest.fixture
def office(bare: Bare) -> Bare:
    bare.deploy_diagram(DRAWN, asked__json=ASKED.encode(), opined__json=OPINED.encode())
    return bare


def found(office: Bare, q: str, login: str = "bob") -> set[str]:
    matters = process_instances.page(office.engine, Matters(q=q), office.actor(login)).items
    tasks = user_tasks.page(office.engine, Wanted(q=q), office.actor(login)).items
    assert {task.process_instance_id for task in tasks} == {matter.id for matter in matters}
    return {matter.id for matter in matters}


@pytest.mark.parametrize(
    "q",
    [
        "公文",
        "文处",
        "处理办法",
        "公",
        "法",
        "AI",
        "ai平",
        "2026",
        "平台（试行）",
        "拟同意",
        "行",
    ],
)
def test_a_matter_is_found_by_what_was_said(office: Bare, q: str) -> None:
    one = told(office, what="关于公文处理办法：AI平台（试行）2026", opinion="拟同意。")
    told(office, what="请假", opinion="不同")
    assert found(office, q) == {one}


@pytest.mark.parametrize(
    "q", ["文公", "处理法", "20", "办法平台", "“”", "'", '"', "*", "a' | 'b", "公文 OR 请假", "\\", "%"]
)
def test_what_was_not_said_is_not_found(office: Bare, q: str) -> None:
    told(office, what="关于公文处理办法：AI平台（试行）2026", opinion="拟同意。", aside="暗语")
    assert found(office, q) == (found(office, "2026") if q == "20" else set())


def test_what_is_not_asked_as_searchable_finds_nothing(office: Bare) -> None:
    told(office, what="事由", aside="暗语")
    assert found(office, "暗语") == set()


def test_nobody_finds_a_matter_he_may_not_see(office: Bare) -> None:
    one = told(office, what="公文处理")
    assert found(office, "公文", "ann") == {one}
    assert found(office, "公文", "eve") == set()


def test_everything_is_indexed_once_and_in_pieces(office: Bare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "PIECE", 2)
    ones = {told(office, what=f"第{n}件公文") for n in range(4)}
    assert found(office, "件公") == ones
    assert searching.index(office.engine) is False


@given(st.text("公文处理ab1 ，(", max_size=12), st.data())
def test_every_piece_of_a_text_is_found_in_it(said: str, data: st.DataObject) -> None:
    """The words of a piece follow each other among the words of the whole, or begin one of them."""
    begin = data.draw(st.integers(0, len(said)))
    piece = said[begin : data.draw(st.integers(begin, len(said)))]
    words, begins = search.phrase_of(piece)
    if not words or (begin and said[begin - 1].isalnum() and said[begin - 1].isascii()):
        return  # in the middle of a word of letters nothing begins
    whole = search.words_of(said)
    if not begins and len(words) > 1 and piece[-1].isascii():
        return
    places = range(len(whole) - len(words) + 1)
    assert any(
        whole[at : at + len(words) - 1] == words[:-1]
        and (
            whole[at + len(words) - 1].startswith(words[-1])
            if begins
            else whole[at + len(words) - 1] == words[-1]
        )
        for at in places
    )

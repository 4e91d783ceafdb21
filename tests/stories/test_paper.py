"""The handling sheet as the printer gets it: an A4 PDF by the browser, read again."""

from __future__ import annotations

import logging
import unicodedata
from io import BytesIO
from pathlib import Path

import pdfplumber
import pytest
from pdfplumber.page import Page as Paper
from playwright.sync_api import Browser

from engine.commands import opinions
from engine.queries import user_tasks
from tests.office import Matter
from tests.stories.ink import written
from tests.stories.paper import CLERK, HOST, handled, instructed
from tests.stories.stage import Stage

pytestmark = pytest.mark.browser
A4 = (595, 842)  # points
LABELS = 118  # where their column ends
BOXES = ["拟办意见", "领导批示", "主办意见", "会办意见", "附件"]
RADICALS = str.maketrans("⻅⻓⻋⻔⻚⻢⻘⻩⻛⻰", "见长车门页马青黄风龙")  # those that no normal form unites


def printed(stage: Stage, matter: Matter, keep: Path | None = None) -> list[Paper]:
    """What comes out of the printer."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    desk = stage.desk(CLERK).open(f"/matters/{matter.id}/sheet")
    data = desk.page.pdf(prefer_css_page_size=True, path=keep)
    return list(pdfplumber.open(BytesIO(data)).pages)


def lines(paper: Paper) -> list[str]:
    """Its lines, without spaces; fonts name some characters by their radicals."""
    text = unicodedata.normalize("NFKC", paper.extract_text(y_tolerance=4)).translate(RADICALS)
    return [line.replace(" ", "") for line in text.splitlines()]


def handed_in(stage: Stage, matter: Matter, step: str, who: str) -> str:
    """The task somebody has done."""
    tasks = user_tasks.of_instance(stage.engine, matter.id, stage.office.actor(who))
    return next(one.id for one in tasks if one.element_id == step and one.closed_by == who)


def test_it_looks_as_on_paper(stage: Stage, browser: Browser, tmp_path: Path) -> None:
    matter = handled(stage.office, written(browser))
    hosted = handed_in(stage, matter, "host", HOST)
    opinions.correct(stage.engine, hosted, "第一批入库时间更正为三月二十五日前。", stage.office.actor(HOST))
    sheet, *more = printed(stage, matter, tmp_path / "sheet.pdf")
    assert (round(sheet.width), round(sheet.height)) == A4
    said = lines(sheet)
    text = "\n".join(said)
    assert "收文处理单" in text
    labels = lines(sheet.crop((0, 0, LABELS, sheet.height)))
    assert [one for one in labels if one in BOXES] == BOXES
    names = [text.index(name) for name in ("覃揭车", "向若木", "文女萝", "陈桂棹", "唐薜荔")]
    assert names == sorted(names), "the highest rank first, though he wrote last"
    for name in ("向若木", "文女萝", "陈桂棹"):
        assert any(name in line and line.endswith("2026年3月2日") for line in said), name
    assert "更正" in text
    assert "三月二十五日前" in text
    assert len(sheet.images) == 2, "a signature and a page of handwriting"
    for only_on_screen in ("打印", "待办", "我的事项"):
        assert only_on_screen not in text
    (trail,) = more
    assert lines(trail)[0] == "办理过程"
    assert lines(trail)[-1] == "2/2"


def test_a_long_one_breaks_between_opinions(stage: Stage) -> None:
    office = stage.office
    many = office.holders("office_head")[:16]
    matter = instructed(office, units=many)
    for who in many:
        words = f"{who}：同意。" + "建议进一步明确责任分工和时间节点。" * 3
        matter.finish(matter.task("consult", assignee=who), who, opinion=words)
    papers = printed(stage, matter)
    assert len(papers) >= 2
    pages = ["".join(lines(paper)) for paper in papers]
    for who in many:
        name = office.engine.desk.directory.users[who].name
        (page,) = [number for number, text in enumerate(pages) if f"{who}:同意" in text]
        begins = pages[page].index(f"{who}:同意")
        assert name in pages[page][begins : begins + 120], f"{name} signs on another page than his opinion"
    for paper in papers:
        assert all(word["x0"] > 0 and word["x1"] < A4[0] for word in paper.extract_words())

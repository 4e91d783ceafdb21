"""The trail tells what people did, and what time did when they did nothing."""

from __future__ import annotations

import re

import pytest

from engine.commands import deployments
from engine.model import SYSTEM
from processes.proposal_handling.test_story import CLERK, PROPOSAL, answered
from tests.diagrams import diagram, user_task
from tests.office import OpenOffice
from tests.web.window import APPLICANT, MANAGER, Window

LOOP = diagram(
    "loop",
    f"""
<bpmn:startEvent id="begin"/>
{user_task("draft", "doc_registrar")}
{user_task("review", "doc_registrar")}
<bpmn:exclusiveGateway id="good" default="f5"/>
<bpmn:endEvent id="end" name="办结"/>
begin -> draft
draft -> review
review -> good
good -> end: good
good -> draft
""",
)


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def trail_of(html: str) -> str:
    return plain(html[html.index('id="trail"') :])


def test_a_missing_answer_is_shown_as_no_answer(open_office: OpenOffice) -> None:
    """AS-R8-2: 未反馈, never 满意; for the clerk too, who sees no variables."""
    office = open_office("2026-05-20 09:00")
    matter = answered(office, assigned_on="2026-05-20")
    office.advance("2026-06-23 00:00")
    clerk = Window(office).as_(CLERK)
    for page in (f"/matters/{matter.id}", f"/matters/{matter.id}/sheet"):
        shown = plain(clerk.page(page))
        assert "未反馈" in shown
        assert "满意" not in shown
    told = trail_of(clerk.page(f"/matters/{matter.id}"))
    assert told.index("征询意见") < told.index("未反馈") < told.index("办结：已答复")
    assert "No answer" in plain(clerk.speaks("en").page(f"/matters/{matter.id}"))


def test_the_text_of_a_proposal_is_nobody_s_opinion(open_office: OpenOffice) -> None:
    office = open_office("2026-05-20 09:00")
    matter = answered(office, assigned_on="2026-05-20")
    clerk = Window(office).as_(CLERK)
    assert PROPOSAL["text"] not in trail_of(clerk.page(f"/matters/{matter.id}"))
    assert PROPOSAL["text"] in clerk.page(f"/matters/{matter.id}/sheet")


@pytest.mark.slow
def test_a_long_trail_is_whole(open_office: OpenOffice) -> None:
    """More flow nodes than one page of history holds: the last ones are there too."""
    office = open_office("2026-03-02 09:00")
    window = Window(office)
    deployments.deploy(office.engine, {"loop.bpmn": LOOP}, SYSTEM)
    matter = office.start("loop", APPLICANT)
    for _ in range(70):
        matter.do("draft", APPLICANT).do("review", APPLICANT, good=False)
    matter.do("draft", APPLICANT).do("review", APPLICANT, good=True)
    told = trail_of(window.as_(MANAGER).page(f"/matters/{matter.id}"))
    assert told.count("review") == 71
    assert "办结" in told

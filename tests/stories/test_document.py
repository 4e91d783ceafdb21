"""A document goes through every hand, from the draft to its number; another one is sent back and comes again."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from processes.outgoing_document.test_outgoing_document import (
    CHECKS,
    DRAFTER,
    REASON,
    RECHECKED,
    REGISTRAR,
    REVIEWER,
    SECRETARY_GENERAL,
    a_notice,
    begun,
    received,
)
from tests.stories.stage import Stage

pytestmark = pytest.mark.browser
TITLE = "湖南省人民政府办公厅关于做好春耕备耕工作的通知"


def test_from_draft_to_number(stage: Stage) -> None:
    stage.office.begin_book("湘政办发", 2026, 6)
    drafter = stage.desk(DRAFTER, phone=True)  # he drafts on a telephone
    drafter.open("/start").page.get_by_role("link", name="发文办理").click()
    drafter.button("发起").click()
    answers = a_notice(stage.office, touches=["czt"], consulted=[{"unit": "czt"}])
    drafter.hand_in(**answers | {"draft_file": draft_in(stage.home)})
    (matter,) = stage.office.matters("outgoing_document")

    finance = stage.office.holder("czt:dept_liaison")
    stage.desk(finance).take(matter, "consult").says("做好春耕备耕工作").hand_in(
        answer="agree", signer=finance, seal=True
    )
    stage.desk(REVIEWER).take(matter, "office_review").hand_in(
        checks=CHECKS, result="pass", leaders=["tianqz"]
    )
    stage.desk("tianqz").take(matter, "countersign_leaders").hand_in(answer="agree")
    stage.desk(SECRETARY_GENERAL).take(matter, "sign").says("领导会签").hand_in(
        decision="sign", opinion="同意印发。", tick=True
    )
    stage.desk("zhengmw").take(matter, "recheck").hand_in(checks=RECHECKED, result="pass")
    registrar = stage.desk(REGISTRAR).take(matter, "register").hand_in(copies=30)
    stage.desk("moqf").take(matter, "print_proof").says("湘政办发〔2026〕7号").hand_in(
        proof_first="moqf", proof_second="huqh", copies=30
    )
    stage.desk("luodr").take(matter, "seal").hand_in(same_text=True, copies=30)
    registrar.take(matter, "dispatch").hand_in(text_ok=True, format_ok=True, print_ok=True)
    received(matter)
    editor = stage.desk("xiaonl").take(matter, "publish")
    editor.hand_in(url="https://www.example.gov.cn/1", published_on="2026-03-02")
    assert (matter.state, matter.numbers) == ("completed", ["湘政办发〔2026〕7号"])

    drafter.open(f"/matters/{matter.id}/sheet").says(TITLE).says("湘政办发〔2026〕7号").says("同意印发。")
    drafter.open("/search?q=湘政办发〔2026〕7号")
    expect(drafter.page.get_by_role("row").filter(has_text=TITLE)).to_contain_text("已办结")


def test_sent_back_for_revision_and_handed_in_again(stage: Stage) -> None:
    matter = begun(stage.office, touches=None, consulted=None)
    reviewer = stage.desk(REVIEWER).take(matter, "office_review")
    reviewer.fill(checks=CHECKS | {"policy": "fix"}, result="revise").button("提交").click()
    reviewer.says("请填写")  # why it goes back must be said
    reviewer.hand_in(reason=REASON)
    drafter = stage.desk(DRAFTER).take(matter, "draft_submit").says(REASON)
    expect(drafter.page.locator("#answers [name=title]")).to_have_value(TITLE)  # what he wrote is still there
    drafter.hand_in(purpose="部署春耕备耕，稳定粮食面积")
    reviewer.take(matter, "office_review").says("稳定粮食面积").hand_in(checks=CHECKS, result="pass")
    assert matter.waits_at == ["sign"]


def draft_in(folder: Path) -> Path:
    """A file on the drafter's disk."""
    file = folder / "送审稿.txt"
    file.write_text("各市州人民政府……", "utf-8")
    return file

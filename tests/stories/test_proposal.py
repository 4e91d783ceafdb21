"""A proposal goes to its host and another unit; the proposer is not satisfied, and it is handled again."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from processes.proposal_handling.test_story import (
    ACCEPTED,
    CLERK,
    DISSATISFIED,
    EDUCATION,
    EDUCATION_LEADER,
    LEAD,
    NPC,
    PROPOSAL,
    SATISFIED,
)
from tests.office import Matter
from tests.stories.desk import Desk
from tests.stories.stage import Stage

pytestmark = pytest.mark.browser
BROUGHT = ("ref", "kind", "session", "title", "text", "lead_proposer")


def test_a_proposer_who_is_not_satisfied_is_answered_again(stage: Stage) -> None:
    congress = stage.desk(NPC).open("/start/proposal_handling")
    congress.fill(**{name: PROPOSAL[name] for name in BROUGHT}).button("发起").click()
    congress.says("事项已发起")
    (matter,) = stage.office.matters("proposal_handling")
    clerk = stage.desk(CLERK).take(matter, "intake")
    clerk.hand_in(assigned_on="2026-02-27", mode="主办协办", host="jyt", co=["czt"], open_reply=False)
    clerk.take(matter, "hand_over").hand_in()
    assert matter.numbers == ["建〔2026〕0001"]

    host = stage.desk(EDUCATION)
    host.take(matter, "accept_or_return").says("寄宿制学校").hand_in(**ACCEPTED)
    host.take(matter, "contact_before").hand_in(opinion="已与领衔代表电话沟通")
    finance = stage.desk(stage.office.holder("czt:dept_liaison")).take(matter, "co_opinion")
    finance.hand_in(answer="agree", signer="moll", seal=True)
    host.take(matter, "draft_reply").says("省财政厅")
    replied(stage, matter, host, clerk, "经研究，答复如下。")

    proposer = stage.desk(LEAD, phone=True).take(matter, "feedback").says("经研究，答复如下。")
    proposer.hand_in(**DISSATISFIED)
    host.take(matter, "rehandle").says("没有回应第二条意见")
    replied(stage, matter, host, clerk, "现就第二条意见补充答复如下。")
    proposer.take(matter, "feedback").says("补充答复").hand_in(**SATISFIED)
    assert (matter.state, matter.passed[-1]) == ("completed", "replied_satisfied")
    congress.open("/matters?state=ended")
    expect(congress.page.get_by_role("row").filter(has_text=PROPOSAL["title"])).to_contain_text("已办结")


def replied(stage: Stage, matter: Matter, host: Desk, clerk: Desk, text: str) -> None:
    """The host is at the draft: written, marked, signed by its leader, checked by the Office, delivered."""
    host.hand_in(reply=text)
    host.take(matter, "classify").hand_in(**{"class": "A"})
    stage.desk(EDUCATION_LEADER).take(matter, "sign_reply").says(text).hand_in(result="sign", seal=True)
    clerk.take(matter, "office_check").hand_in(result="pass")
    host.take(matter, "deliver").hand_in()

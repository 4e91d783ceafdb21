"""One matter through the whole office: a city's request, a disagreement, its coordination, a meeting, the
minutes, the document, the supervision of what was decided, to the closing and the archive.

Whoever decides sits in front of a browser; what else has to be done on the way is done by others meanwhile.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from processes.dispute_coordination import test_story as disputes
from processes.document_archiving import test_document_archiving as archives
from processes.incoming_document import test_story as papers
from processes.meeting import test_meeting as meetings
from processes.meeting_topic import test_meeting_topic as topics
from processes.outgoing_document import test_outgoing_document as documents
from processes.request_review import test_story as requests
from processes.request_review.test_request_review import GROUND
from processes.supervision_item import test_story as items
from tests.office import Matter
from tests.stories.conftest import OpenStage
from tests.stories.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WATER, MONEY = "slt", "czt"
TITLE = "关于新建水文站的请示"
AGREED = "省级承担六成，市级承担四成。"
REGISTRAR, SUPERVISION, HEAD = "liujh", "luoqf", "hudr"
GOVERNOR, SECRETARY_GENERAL, DEPUTY, EXEC, IN_CHARGE = "zhouyz", "wennl", "chengz", "liqj", "jiangbf"
MEETINGS, OTHER_SUPERVISOR = "liuqh", "dengbl"


def test_a_request_becomes_a_document_and_what_it_orders_is_done(
    open_stage: OpenStage, tmp_path: Path
) -> None:
    stage = open_stage("2026-06-01 09:00")
    office = stage.office
    paper, request = a_request_comes_in(stage)
    dispute = the_finance_department_disagrees(stage, request)
    it_is_coordinated(stage, dispute)
    topic = the_leaders_put_it_before_a_meeting(stage, request)
    stage.desk(REGISTRAR).open(f"/matters/{paper.id}").says("收〔2026〕00001")
    assert (paper.state, paper.passed[-1]) == ("completed", "replied")

    meeting = the_meeting_decides(stage, topic)
    (minutes,) = office.matters("meeting_minutes")
    item = the_minutes_are_signed(stage, minutes, topic)
    (document,) = office.matters("outgoing_document")
    the_document_is_issued(stage, document)
    the_decision_is_carried_out(stage, item, tmp_path)
    the_document_is_archived(stage)

    meeting.do("news_release", SECRETARY_GENERAL, news="省政府召开常务会议。", result="publish")
    meeting.do("evaluate", MEETINGS, note="材料按时")
    office.advance("2026-06-23 09:00")
    processes = ("incoming_document", "request_review", "dispute_coordination", "meeting_topic", "meeting",
                 "meeting_minutes", "outgoing_document", "supervision_item")  # fmt: skip
    open_ones = {key: one.waits_at for key in processes for one in office.matters(key) if one.now.is_running}
    assert open_ones == {}


def a_request_comes_in(stage: Stage) -> tuple[Matter, Matter]:
    """The city's request is registered and examined, and its review begins."""
    office = stage.office
    brought = {"from_unit": "zhuzhou", "their_no": "株政〔2026〕9号", "title": TITLE, "wenzhong": "请示",
               "matters": ["新建水文站"], "date_of_doc": "2026-05-29", "received_at": "2026-06-01T08:50:00+08:00"}  # fmt: skip
    paper = papers.received(office, **brought)
    paper.do("sign_for", REGISTRAR, delivery="signed", copies_counted=3, signed_at=office.now.isoformat())
    registrar = stage.desk(REGISTRAR).take(paper, "register").says(TITLE)
    registrar.hand_in(main_to=["省政府"])
    examiner = stage.desk(papers.examiner(office)).take(paper, "first_exam")
    examiner.hand_in(result="accept", own_view=True, host_suggested=WATER)
    (request,) = office.matters("request_review")
    return paper, request


def the_finance_department_disagrees(stage: Stage, request: Matter) -> Matter:
    """Two departments are asked; one has another view."""
    office = stage.office
    study = {**requests.STUDY, "units_to_ask": [WATER, MONEY], "money": 300}
    request.do("study", requests.clerk(office), **study)
    requests.answers(office, request, WATER)
    signer = office.holder(f"{MONEY}:dept_leader")
    finance = stage.desk(signer).take(request, "ask_units").says(TITLE)
    finance.hand_in(answer="disagree", grounds=[GROUND], signer=signer, seal=True)
    assert request.waits_at == ["dispute_closed"]
    (dispute,) = office.matters("dispute_coordination")
    return dispute


def it_is_coordinated(stage: Stage, dispute: Matter) -> None:
    """The principals talk in vain; a deputy secretary-general brings them together, and both sign."""
    office = stage.office
    disputes.stated(office, disputes.talked(office, dispute))
    dispute.do("accept_case", disputes.coordinator(office), types=["利益"])
    dispute.do("analyse", disputes.coordinator(office), analysis="双方依据均成立。")
    chair = stage.desk(office.holder("deputy_secretary_general")).take(dispute, "coord_meeting_1")
    chair.hand_in(held_on="2026-06-01", attendees="两厅", record="听取了意见。", agreed=True, decision=AGREED)
    for task in dispute.tasks:
        unit = task.candidate_groups[0].partition(":")[0]
        dispute.finish(task, disputes.principal(office, unit), sign="sign")
    assert dispute.passed[-1] == "settled"


def the_leaders_put_it_before_a_meeting(stage: Stage, request: Matter) -> Matter:
    """The outcome stands in the opinion sheet; the vice governor wants the meeting to decide."""
    office = stage.office
    shown = office.told(request.task("opinion_sheet"))["unit_opinions"]
    sheet = {**requests.SHEET, "unit_opinions": shown, "money": 300}
    request.do("opinion_sheet", requests.clerk(office), **sheet)
    request.do("dsg_review", DEPUTY, result="agree", opinion="同意")
    leader = stage.desk(IN_CHARGE, phone=True).take(request, "leader_decide").says("建议同意")
    leader.hand_in(decision="to_meeting", opinion="提请常务会议")
    request.do("notify_sender", requests.clerk(office), **requests.TOLD)
    (topic,) = office.matters("meeting_topic")
    principal = office.holder(f"{WATER}:dept_leader")
    said = {**topics.TOPIC, "title": TITLE, "reporter": principal, "wanted_on": "2026-06-22"}
    topic.do("apply", principal, **said, coordination=AGREED)
    topic.do("so_check", requests.clerk(office), result="pass", opinion="材料齐全")
    topic.do("dsg_opinion", DEPUTY, **topics.VIEW).do("vg_opinion", IN_CHARGE, **topics.VIEW)
    topic.do("sg_check", SECRETARY_GENERAL, **topics.VIEW)
    stage.desk(GOVERNOR, phone=True).take(topic, "decide_topic").hand_in(decision="agenda")
    return topic


def the_meeting_decides(stage: Stage, topic: Matter) -> Matter:
    """Agenda, notice, attendance, material; on the day it is decided that a document is issued."""
    office = stage.office
    office.begin_book("常务会议", 0, 49)
    members = meetings.office_members(office)
    meeting = office.start("meeting", MEETINGS)
    on_it = [{"topic_no": topic.numbers[0], "title": TITLE, "unit": WATER}]
    meeting.do("plan_agenda", MEETINGS, meeting_no="第50次常务会议", type="常务会议", topics=on_it, secrecy="内部",
               starts_at="2026-06-22T09:00:00+08:00", place="第一会议室", chair=GOVERNOR, members=members)  # fmt: skip
    for step, who in (("sg", SECRETARY_GENERAL), ("exec", EXEC), ("governor", GOVERNOR)):
        meeting.do(f"approve_{step}", who, result="approve")
    meetings.answered(office, meeting.do("notice", MEETINGS, notice_text="请准时出席。"))
    meetings.delivered(office, meeting, f"{WATER}:dept_liaison").do("distribute", MEETINGS)
    office.advance("2026-06-22 11:30")
    meeting.do("sign_in", MEETINGS, present=members, chair_present=GOVERNOR)
    decided = {"topic_no": topic.numbers[0], "title": "新建水文站", "decision": "同意",
               "text": "同意新建两处，印发通知", "print": True, "drafter": WATER}  # fmt: skip
    clerk = stage.desk(MEETINGS).take(meeting, "hold")
    clerk.hand_in(ended_at="2026-06-22T11:30", decisions=[decided])
    return meeting


def the_minutes_are_signed(stage: Stage, minutes: Matter, topic: Matter) -> Matter:
    """The governor signs; each decision becomes a supervision item, here one."""
    office = stage.office
    heard = [{"topic_no": topic.numbers[0], "unit": WATER, "decision": "同意", "text": "同意新建"}]
    minutes.do("draft_minutes", MEETINGS, paragraphs=["会议决定，新建水文站两处。"], topics=heard)
    minutes.do("check_facts", office.holder(f"{WATER}:dept_liaison")).do("review", DEPUTY, result="pass")
    assert office.matters("supervision_item") == []
    stage.desk(GOVERNOR).take(minutes, "sign_minutes").says("新建水文站两处").hand_in(result="sign")
    ordered = {"decision_no": "1", "topic_no": topic.numbers[0], "text": "新建水文站两处", "host": WATER,
               "deliverable": "建成两处水文站", "leader": IN_CHARGE, "due": "2026-07-31"}  # fmt: skip
    minutes.do("number_issue", MEETINGS, copies=50).do("break_down", MEETINGS, decisions=[ordered])
    (item,) = office.matters("supervision_item")
    return item


def the_document_is_issued(stage: Stage, document: Matter) -> None:
    """Drafted by the department, reviewed, signed, numbered, printed, sealed, sent, received, published."""
    office = stage.office
    drafter = office.holder(f"{WATER}:dept_liaison")
    title = "湖南省人民政府办公厅关于新建水文站有关事项的通知"
    notice = documents.a_notice(office, title=title, touches=None, consulted=None)
    document.do("draft_submit", drafter, **{**notice, "draft_file": documents.file_of(office, drafter)})
    document.do("office_review", documents.REVIEWER, checks=documents.CHECKS, result="pass")
    stage.desk(SECRETARY_GENERAL).take(document, "sign").says(title).hand_in(tick=True)
    document.do("recheck", "zhengmw", checks=documents.RECHECKED, result="pass")
    registrar = stage.desk(REGISTRAR).take(document, "register")
    registrar.hand_in(distribution=["changsha", "zhuzhou"], copies=30)
    assert document.numbers == ["湘政办发〔2026〕1号"]
    documents.issued(document)
    document.do("publish", "xiaonl", url="https://www.example.gov.cn/1", published_on="2026-06-22")
    registrar.open("/registers/outgoing").says("湘政办发〔2026〕1号").says(title)
    registrar.open(f"/matters/{document.id}")
    expect(registrar.page.get_by_role("link", name="湘政办发〔2026〕1号").first).to_be_visible()


def the_decision_is_carried_out(stage: Stage, item: Matter, folder: Path) -> None:
    """The item is assigned and accepted; the ledger shows it until the leader is content and it is closed."""
    office = stage.office
    given: dict[str, Any] = {
        "source_type": "常务会议", "source_ref": "第50次常务会议", "seq": "1", "issued_on": "2026-06-22", "urgency": "无",
        "text": "新建水文站两处", "host": WATER, "deliverable": "建成两处水文站", "leader": IN_CHARGE, "stated_due": "2026-07-31",
    }  # fmt: skip
    host, principal = office.holder(f"{WATER}:dept_liaison"), office.holder(f"{WATER}:dept_leader")
    item.do("register", SUPERVISION, **given).do("approve_assign", HEAD, result="approve")
    item.do("accept", host, **items.ACCEPTED).do("plan", host, plan="分两步", milestones=[])
    supervision = stage.desk(SUPERVISION).open("/ledgers/supervision").says("督〔2026〕1号")
    lamps = supervision.page.locator(".ledger .lamp")
    expect(lamps).to_have_text("绿灯")
    proof = folder / "验收表.txt"
    proof.write_text("已建成两处", "utf-8")
    worker = stage.desk(host).take(item, "feedback").says("建成两处水文站")
    worker.hand_in(result="已建成两处", deliverable_file=proof, evidence=proof, signed_by=principal)
    item.do("review", OTHER_SUPERVISOR, finding="属实并达到要求", reason="经核查。")
    stage.desk(IN_CHARGE, phone=True).take(item, "leader_ack").hand_in(answer="satisfied")
    supervision.take(item, "close").hand_in()
    supervision.open("/ledgers/supervision").says("已办结")
    expect(lamps).to_have_count(0)


def the_document_is_archived(stage: Stage) -> None:
    """What was issued is sorted as the table says, catalogued, accepted, and kept for ever."""
    office = stage.office
    files = {one.variables["item_no"]: one for one in office.matters("document_archiving")}
    kept = files["湘政办发〔2026〕1号"]
    assert (kept.waits_at, kept.variables["retention"]) == (["sort_classify"], "永久")
    archivist = stage.desk(archives.ARCHIVIST).take(kept, "sort_classify")
    archivist.hand_in(retention_set="永久", **archives.SORTED)
    kept.do("catalogue", archives.ARCHIVIST, entry="关于新建水文站有关事项的通知")
    stage.desk(archives.HEAD).take(kept, "accept").hand_in(result="accept")
    assert (kept.waits_at, kept.numbers) == (["yearly_transfer"], ["档〔2026〕00001"])

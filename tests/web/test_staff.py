"""The story of a request through the pages, without a script in the browser."""

from __future__ import annotations

import io
import json
import re

import pytest

from tests.diagrams import diagram, user_task
from tests.office import Office, OpenOffice
from tests.web.window import APPLICANT, KEEPER, MANAGER, Window

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


@pytest.fixture
def window(office: Office) -> Window:
    return Window(office)


def _task(html: str) -> str:
    found = re.search(r'action="/tasks/([0-9a-f]{32})/complete"', html)
    assert found is not None, html
    return found[1]


def test_a_request_goes_from_its_start_to_the_record(window: Window) -> None:
    applicant, keeper = window.as_(APPLICANT), window.as_(KEEPER)
    assert "用印申请" in applicant.page("/start")
    first = applicant.post("/start/seal_request").text
    task = _task(first)
    sent = {
        "csrf_token": applicant.csrf(),
        "subject": "关于印发会议纪要的用印",
        "copies": "12",
        "_upload.attachment": (io.BytesIO(PDF), "会议纪要.pdf"),
    }
    handed = applicant.client.post(f"/tasks/{task}/complete", data=sent, follow_redirects=True)
    assert handed.status_code == 200
    assert "已提交" in handed.text

    inbox = keeper.page("/tasks")
    assert "关于印发会议纪要的用印" in inbox
    second = re.search(r'href="/tasks/([0-9a-f]{32})"', inbox)
    assert second is not None
    sheet = keeper.page(f"/tasks/{second[1]}")
    assert "用印申请处理单" in sheet
    assert "会议纪要.pdf" in sheet
    assert "剩3天" in sheet
    file = re.search(r'href="(/files/[0-9a-f]{32})/preview\?', sheet)
    assert file is not None
    assert keeper.get(file[1]).data == PDF
    assert keeper.get(file[1]).headers["Content-Disposition"].startswith("attachment")
    assert window.as_("dengll").get(file[1]).status_code == 404

    claimed = keeper.post(f"/tasks/{second[1]}/claim")
    assert "退回分组" in claimed.text
    done = keeper.post(f"/tasks/{second[1]}/complete", decision="同意", opinion="同意，按登记份数用印。")
    assert "已提交" in done.text
    printed = keeper.page(f"/matters/{_matter(window, second[1])}/sheet")
    assert "监印意见" in printed
    assert "【同意】 同意，按登记份数用印。" in printed


def test_a_list_that_refreshes_in_another_window_takes_no_message_away(window: Window) -> None:
    matter = window.office.start("seal_request", APPLICANT)
    applicant = window.as_(APPLICANT)
    sent = {"csrf_token": applicant.csrf(), "subject": "会议纪要", "copies": "12"}
    there = applicant.client.post(f"/tasks/{matter.task('apply').id}/complete", data=sent).headers["Location"]
    assert "已提交" not in applicant.client.get("/tasks", headers={"HX-Request": "true"}).text
    assert "已提交" in applicant.client.get(there).text
    assert "已提交" not in applicant.client.get(there).text


def test_one_sees_what_would_follow_before_handing_in(window: Window) -> None:
    matter = window.office.start("seal_request", APPLICANT)
    task = matter.task("apply").id
    applicant = window.as_(APPLICANT)
    shown = applicant.post(f"/tasks/{task}/ahead", subject="会议纪要", copies="12").text
    assert "提交后的下一步" in shown
    assert "监印" in shown[shown.index("提交后的下一步") :][:600]
    assert 'value="会议纪要"' in shown
    assert matter.waits_at == ["apply"]
    wrong = applicant.post(f"/tasks/{task}/ahead", subject="会议纪要", copies="9000")
    assert wrong.status_code == 422
    assert "提交后的下一步" not in wrong.text


def _matter(window: Window, task: str) -> str:
    from engine.model import SYSTEM
    from engine.queries import user_tasks

    return user_tasks.get(window.office.engine, task, SYSTEM).task.process_instance_id


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(window: Window) -> None:
    applicant = window.as_(APPLICANT)
    task = _task(applicant.post("/start/seal_request").text)
    answer = applicant.post(f"/tasks/{task}/complete", _follow=False, subject="只有事由", copies="0")
    assert answer.status_code == 422
    assert "“份数”不能小于1。" in answer.text
    assert 'value="只有事由"' in answer.text
    english = applicant.speaks("en").post(f"/tasks/{task}/complete", _follow=False, copies="3")
    assert english.status_code == 422
    assert "Please fill in “Subject”." in english.text


def test_a_draft_is_kept_for_its_writer_alone(window: Window) -> None:
    matter = window.matter()
    task = matter.task("check")
    keeper = window.as_(KEEPER)
    kept = keeper.post(f"/tasks/{task.id}/draft", _headers={"Accept": "*/*"}, opinion="先核对份数")
    assert kept.status_code == 204
    assert "先核对份数" in keeper.page(f"/tasks/{task.id}")
    assert "先核对份数" not in window.as_(MANAGER).page(f"/tasks/{task.id}")
    by_button = keeper.post(f"/tasks/{task.id}/draft", _headers={"Accept": "text/html"}, opinion="份数无误")
    assert "草稿已保存" in by_button.text
    assert "份数无误" in by_button.text


def test_what_was_handed_in_can_be_taken_back_until_somebody_opens_it(window: Window) -> None:
    applicant, keeper = window.as_(APPLICANT), window.as_(KEEPER)
    matter = window.matter()
    mine = next(t for t in window_done(applicant) if t)
    assert "撤回" in applicant.page(f"/tasks/{mine}")
    applicant.post(f"/tasks/{mine}/withdraw")
    assert matter.waits_at == ["apply"]
    matter.do("apply", APPLICANT, subject="再次提交", copies=1)
    keeper.page(f"/tasks/{matter.task('check').id}")
    again = window_done(applicant)[0]
    refused = applicant.post(f"/tasks/{again}/withdraw")
    assert matter.waits_at == ["check"]
    assert "不能撤回" in refused.text or refused.status_code == 409


def window_done(person: object) -> list[str]:
    return re.findall(r'href="/tasks/([0-9a-f]{32})"', person.page("/tasks/done"))  # type: ignore[attr-defined]


def test_two_people_with_one_task_have_one_winner(window: Window) -> None:
    matter = window.matter()
    task = matter.task("check")
    keeper = window.as_(KEEPER)
    assert keeper.post(f"/tasks/{task.id}/complete", decision="不同意").status_code == 200
    late = keeper.post(f"/tasks/{task.id}/complete", _follow=False, decision="同意")
    assert late.status_code in {302, 409}
    shown = keeper.page(f"/tasks/{task.id}")
    assert "此任务已办结" in shown
    assert "罗杜若" in shown or "luodr" in shown


def test_who_was_offered_it_too_is_told_that_another_did_it(window: Window) -> None:
    """The matter is none of his any more: no lost page, but who did it."""
    ends = "<bpmn:startEvent id='s'/><bpmn:endEvent id='e'/>"
    body = f"{ends}{user_task('look', 'doc_reviewer')}\ns -> look\nlook -> e"
    window.office.deploy(offered__bpmn=diagram("offered", body))
    matter = window.office.start("offered", APPLICANT)
    task = matter.task("look").id
    fast, slow = window.as_("ouyangfs"), window.as_("zhengmw")
    slow.page(f"/tasks/{task}")
    fast.post(f"/tasks/{task}/complete", opinion="同意。")
    here = {"Referer": f"http://localhost/tasks/{task}"}
    late = slow.post(f"/tasks/{task}/complete", _headers=here, opinion="我也同意。")
    assert late.request.path == "/tasks"
    assert "此任务已由欧阳扶桑于3月2日 09:00办结" in late.text
    assert "此任务已由欧阳扶桑" in slow.page(f"/tasks/{task}")


def test_a_stale_page_is_told_so(window: Window) -> None:
    matter = window.matter()
    task = matter.task("check")
    keeper = window.as_(KEEPER)
    keeper.post(f"/tasks/{task.id}/claim")
    late = keeper.post(f"/tasks/{task.id}/complete", _follow=False, decision="同意", _revision="1")
    assert matter.waits_at == ["check"]
    assert late.status_code in {302, 412}


def test_the_inbox_narrows_by_text_light_and_who_has_it(window: Window) -> None:
    window.matter("防汛通知用印")
    window.matter("会议纪要用印")
    keeper = window.as_(KEEPER)
    assert "防汛通知用印" in keeper.page("/tasks")
    assert "会议纪要用印" not in keeper.page("/tasks?q=防汛")
    assert "没有符合条件" in keeper.page("/tasks?view=mine")
    assert "防汛通知用印" in keeper.page("/tasks?view=offered")
    assert "没有符合条件" in keeper.page("/tasks?light=late")
    window.office.advance(days=8)
    late = keeper.page("/tasks?light=late")
    assert "防汛通知用印" in late
    assert "超期" in late


def test_the_diagram_tells_where_the_matter_stands(window: Window) -> None:
    matter = window.matter()
    keeper = window.as_(KEEPER)
    state = json.loads(keeper.page(f"/matters/{matter.id}/diagram.json"))
    assert state["elements"]["apply"]["state"] == "done"
    assert state["elements"]["check"]["state"] == "active"
    assert "监印" in state["elements"]["check"]["note"]
    assert "userTask" in keeper.page(f"/matters/{matter.id}/diagram.bpmn")


def test_handing_a_task_on_needs_somebody_and_a_reason(window: Window) -> None:
    matter = window.matter()
    task = matter.task("check")
    keeper = window.as_(KEEPER)
    keeper.post(f"/tasks/{task.id}/transfer", to="nobody", reason="")
    assert matter.task("check").assignee is None
    looked = keeper.post(f"/tasks/{task.id}/transfer", to="huqh", reason="今日外出").text
    assert "尚未执行" in looked
    assert re.search(r"将转手的任务.*监印审核", looked, re.DOTALL)
    assert matter.task("check").assignee is None
    said = keeper.post(f"/tasks/{task.id}/transfer", to="huqh", reason="今日外出", do="1")
    assert matter.task("check").assignee == "huqh"
    assert "任务已转给" in said.text
    told = window.as_("huqh").page("/notifications")
    assert "监印审核" in told


def test_a_limit_by_the_clock_is_shown_to_the_minute(open_office: OpenOffice) -> None:
    """AS-R6-1 on the page of the duty officer: until 18:20, not "today"."""
    office = open_office("2026-05-01 15:01")
    window = Window(office)
    matter = office.start("incident_report", "shiyhh")
    facts = {
        "source": "邵阳市总值班室", "reporter": "邵阳市总值班室", "phone": "0739-5360000", "place": "邵阳市",
        "known_at": "2026-05-01T14:35:00+08:00", "occurred_at": "2026-05-01T14:20:00+08:00",
        "category": "事故灾难", "subtype": "道路交通事故", "dead": 10, "missing": 0, "serious_injured": 6,
        "brief": "车辆相撞。", "measures": "已到现场。",
    }  # fmt: skip
    matter.do("intake", "shiyhh", **facts).do("verify", "shiyhh", verified=True)
    matter.do("grade", "tianqz", grade="重大", on_list=True)
    page = window.as_("shiyhh").page(f"/matters/{matter.id}")
    assert "5月1日 18:20" in page
    assert "剩3小时" in page


def test_the_starter_finds_what_he_may_ask_for_on_the_matters_page(window: Window) -> None:
    drafter, other = window.as_("dengfs"), window.as_(MANAGER)
    drafter.post("/start/outgoing_document")
    found = re.search(r'href="/matters/([0-9a-f]{32})"', drafter.page("/matters"))
    assert found is not None
    assert "要求撤回" in drafter.page(f"/matters/{found[1]}")
    assert "/ask/" not in other.page(f"/matters/{found[1]}")
    assert "是否撤回" in drafter.post(f"/matters/{found[1]}/ask/withdraw_asked").text


def test_a_draft_that_comes_too_late_leaves_no_word_behind(window: Window) -> None:
    matter = window.matter()
    keeper, task = window.as_(KEEPER), matter.task("check")
    keeper.post(f"/tasks/{task.id}/complete", decision="不同意")
    late = keeper.post(f"/tasks/{task.id}/draft", decision="同意", _headers={"Accept": "application/json"})
    assert late.status_code == 409
    assert late.get_json()["code"]
    assert 'role="alert"' not in keeper.page("/tasks")

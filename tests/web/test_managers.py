"""Managers find what is late or broken, and repair it."""

from __future__ import annotations

import pytest

from engine.commands import external_jobs
from engine.model import SYSTEM
from engine.queries import jobs
from processes.outgoing_document.test_outgoing_document import begun
from tests.office import Matter, Office
from tests.web.window import KEEPER, MANAGER, Window


@pytest.fixture
def window(office: Office) -> Window:
    return Window(office)


def broken(window: Window) -> Matter:
    """A matter whose job has failed for good."""
    matter = window.matter("会议纪要用印").do("check", KEEPER, decision="同意")
    for job in external_jobs.activate(
        window.office.engine, ["register_seal"], "register", SYSTEM, limit=1, lock_seconds=60
    ):
        external_jobs.fail(
            window.office.engine, job.id, "the seal register did not answer", SYSTEM, retries=0, retry_in=None
        )
    return matter


def test_the_list_tells_whom_a_matter_waits_for_and_narrows(window: Window) -> None:
    window.matter("防汛通知用印")
    window.office.advance(days=8)
    window.matter("会议纪要用印")
    manager = window.as_(MANAGER)
    every = manager.page("/manage/matters")
    assert "监印" in every
    assert "防汛通知用印" in every
    late = manager.page("/manage/matters?late=late")
    assert "防汛通知用印" in late
    assert "会议纪要用印" not in late
    assert "会议纪要用印" in manager.page("/manage/matters?unit=so_docs&q=会议")
    assert "没有符合条件" in manager.page("/manage/matters?unit=so_review")
    assert "没有符合条件" in manager.page("/manage/matters?state=completed")
    assert "没有符合条件" in manager.page("/manage/matters?process=none")


def test_a_unit_that_shares_a_task_with_others_finds_it(window: Window) -> None:
    """Offered to several groups; claimed, it waits for who claimed it alone."""
    seen = {"touches": ["czt"], "consulted": [{"unit": "czt"}]}
    matter = begun(window.office, **seen)
    manager = window.as_(MANAGER)
    title = matter.now.title
    assert title in manager.page("/manage/matters?unit=czt")
    assert title not in manager.page("/manage/matters?unit=jyt")


def test_a_failed_job_is_found_and_tried_again(window: Window) -> None:
    matter = broken(window)
    manager = window.as_(MANAGER)
    assert matter.state == "incident"
    page = manager.page("/manage/jobs")
    assert "会议纪要用印" in page
    assert "登记用印" in page
    assert "the seal register did not answer" in page
    assert "自动作业多次尝试均失败" in manager.page("/manage/incidents")
    shown = manager.page(f"/matters/{matter.id}")
    assert "自动作业多次尝试均失败" in shown
    assert "“登记用印”" in shown
    assert "异常 · 登记用印" in shown
    failed = jobs.page(window.office.engine, SYSTEM, state="failed").items[0]
    assert "作业正在重试" in manager.post(f"/manage/jobs/{failed.id}/retry").text
    assert matter.state == "active"


def test_an_incident_is_skipped_with_a_reason_and_a_result(window: Window) -> None:
    matter = broken(window)
    manager = window.as_(MANAGER)
    incident = jobs.incidents_page(window.office.engine, SYSTEM).items[0]
    url = f"/manage/incidents/{incident.id}"
    without = manager.post(url, action="skip", reason=" ", variables="")
    assert without.status_code == 422
    assert "请填写理由" in without.text
    assert manager.post(url, action="skip", reason="手工登记", variables="[1").status_code == 422
    done = manager.post(url, action="retry", reason="登记系统已恢复", variables='{"register_no": 7}')
    assert "异常已处置" in done.text
    assert matter.variables["register_no"] == 7
    assert "登记系统已恢复" in manager.page(f"/matters/{matter.id}")


def test_a_task_is_reassigned_with_a_reason(window: Window) -> None:
    matter = window.matter()
    manager = window.as_(MANAGER)
    task = matter.task("check")
    assert "改派" in manager.page(f"/matters/{matter.id}")
    manager.post(f"/tasks/{task.id}/transfer", to="huqh", reason="监印员请假", do="1")
    assert matter.task("check").assignee == "huqh"
    assert "监印员请假" in manager.page(f"/matters/{matter.id}")


def test_a_matter_is_suspended_resumed_and_cancelled(window: Window) -> None:
    matter = window.matter()
    manager, keeper = window.as_(MANAGER), window.as_(KEEPER)
    task = matter.task("check")
    manager.post(f"/manage/matters/{matter.id}/suspend", reason="等待来文单位确认")
    assert matter.state == "suspended"
    stopped = keeper.post(f"/tasks/{task.id}/complete", decision="同意")
    assert matter.state == "suspended", stopped.text
    manager.post(f"/manage/matters/{matter.id}/resume")
    assert matter.state == "active"
    nothing = manager.post(f"/manage/matters/{matter.id}/cancel", reason="")
    assert "请填写理由" in nothing.text
    assert matter.state == "active"
    manager.post(f"/manage/matters/{matter.id}/cancel", reason="来文单位撤回")
    assert matter.state == "cancelled"
    assert "来文单位撤回" in manager.page(f"/matters/{matter.id}")


def test_others_may_not_repair(window: Window) -> None:
    matter = window.matter()
    keeper = window.as_(KEEPER)
    keeper.post(f"/manage/matters/{matter.id}/cancel", reason="不想办了")
    assert matter.state == "active"

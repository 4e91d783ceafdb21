"""Limits, the calendar, how one is told and who else is told: the pages."""

from __future__ import annotations

import io
import json

import pytest

from engine.queries import deadlines
from tests.office import Office
from tests.web.window import ADMIN, KEEPER, MANAGER, Window


@pytest.fixture
def window(office: Office) -> Window:
    return Window(office)


def test_a_person_chooses_how_he_is_told(window: Window) -> None:
    keeper = window.as_(KEEPER)
    assert "通知设置" in keeper.page("/notifications")
    said = {"email": "luo@office.example", "language": "en", "mail-task": "digest", "mail-red": "now"}
    kept = keeper.post(
        "/notifications/settings", **said, digest_at="18:00", quiet_from="21:00", quiet_to="08:00"
    )
    assert "已保存" in kept.text
    page = keeper.page("/notifications/settings")
    assert 'value="luo@office.example"' in page
    assert 'value="21:00"' in page
    wrong = keeper.post("/notifications/settings", **{**said, "email": "luo"}, digest_at="18:00")
    assert wrong.status_code == 422
    assert "请填写一个邮箱地址" in wrong.text
    assert 'value="luo"' in wrong.text


def test_more_time_is_asked_for_on_the_matter_and_decided_on_a_page(window: Window) -> None:
    matter = window.matter()
    manager = window.as_(MANAGER)
    (limit, *_others) = deadlines.running(window.office.engine, matter.id, window.office.actor(MANAGER))
    holder = window.office.holders(matter.tasks[0].candidate_groups[0])[0]
    clerk = window.as_(holder)
    assert "申请延期" in clerk.page(f"/matters/{matter.id}")
    there = f"/matters/{matter.id}/deadlines/{limit.id}"
    assert "请填写理由" in clerk.post(f"{there}/extension", to="2026-05-08", reason=" ").text
    assert "请填写晚于现期限的日期" in clerk.post(f"{there}/extension", to="2020-01-01", reason="慢").text
    assert "已提交" in clerk.post(f"{there}/extension", to="2026-05-08", reason="需征求意见").text
    listed = manager.page("/extensions")
    assert "需征求意见" not in listed
    address = listed.split('href="/extensions/')[1].split('"')[0]
    refused = manager.post(f"/extensions/{address}/refuse", reason="")
    assert "请填写理由" in refused.text
    done = manager.post(f"/extensions/{address}/approve", reason="同意")
    assert "已同意延期" in done.text
    assert matter.due(limit.deadline.key).isoformat() == "2026-05-08"
    assert clerk.get(f"/extensions/{address}").status_code == 200
    assert window.as_(KEEPER).get(f"/extensions/{address}").status_code in {200, 404}


def test_a_limit_is_paused_and_goes_on(window: Window) -> None:
    matter = window.matter()
    manager = window.as_(MANAGER)
    limits = deadlines.running(window.office.engine, matter.id, window.office.actor(MANAGER))
    limit = next(one for one in limits if one.may_pause)
    there = f"/matters/{matter.id}/deadlines/{limit.id}"
    assert "请选择一项法定事由" in manager.post(f"{there}/pause", ground="假期", reason="放假").text
    assert "期限已中止计算" in manager.post(f"{there}/pause", ground="补正", reason="缺附件").text
    assert "恢复" in manager.page(f"/matters/{matter.id}")
    assert "期限恢复计算" in manager.post(f"{there}/resume").text


def test_the_administrator_takes_in_a_year(window: Window) -> None:
    admin = window.as_(ADMIN)
    assert "2026" in admin.page("/admin/calendar")
    year = {"year": 2031, "source": "国办发明电", "holidays": [], "working": []}

    def load(content: bytes) -> str:
        return admin.post("/admin/calendar", file=(io.BytesIO(content), "2031.json")).text

    assert "2031 年安排已生效" in load(json.dumps(year).encode())
    assert "无法导入" in load(b"{")
    assert "无法导入" in load(json.dumps({**year, "working": ["2030-01-01"]}).encode())
    assert window.as_(MANAGER).get("/admin/calendar").status_code == 403


def test_a_webhook_needs_an_allowed_host(window: Window) -> None:
    admin = window.as_(ADMIN)
    assert "尚未允许任何主机" in admin.page("/admin/webhooks")
    refused = admin.post(
        "/admin/webhooks", name="档案", address="http://archive.example/", events="user_task.open"
    )
    assert refused.status_code == 422
    assert "LIYE_WEBHOOK_HOSTS" in refused.text
    assert window.as_(MANAGER).get("/admin/webhooks").status_code == 403

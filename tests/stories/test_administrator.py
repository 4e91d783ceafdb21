"""An administrator looks after accounts: lists, adds, gives groups, locks."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.stories.stage import Stage
from tests.stories.test_staff import sign_in
from tests.web.window import ADMIN, APPLICANT

pytestmark = pytest.mark.browser


def test_a_new_colleague_comes_works_and_is_locked_out(stage: Stage) -> None:
    admin = stage.desk(ADMIN).open("/admin/users")
    admin.page.get_by_role("link", name="添加账号").click()
    admin.page.locator("#login").fill("xiaxin")
    admin.page.locator("#name").fill("夏辛")
    admin.page.locator("#password").fill("first password")
    admin.page.locator("#groups").fill("so_docs:seal_keeper")
    admin.button("添加").click()
    admin.says("xiaxin")

    matter = stage.office.start("seal_request", APPLICANT).do(
        "apply", APPLICANT, subject="会议纪要用印", copies=3
    )
    colleague = stage.desk()
    sign_in(colleague.page, "xiaxin", "first password")
    colleague.take(matter, "check").hand_in(decision="不同意")
    assert matter.state == "completed"

    admin.open("/admin/users").page.locator("#q").fill("夏辛")
    expect(admin.page.locator("#results tbody tr")).to_have_count(1)
    admin.page.get_by_role("link", name="夏辛").click()
    admin.button("锁定").click()
    admin.confirm().says("账号已锁定")
    colleague.page.goto("/tasks")
    expect(colleague.page.get_by_role("heading", name="登录")).to_be_visible()
    sign_in(colleague.page, "xiaxin", "first password")
    colleague.says("账号或密码不正确")


def test_a_group_gets_members(stage: Stage) -> None:
    admin = stage.desk(ADMIN).open("/admin/groups")
    admin.page.locator("#key").fill("flood_team")
    admin.page.locator("#name").fill("防汛专班")
    admin.page.locator("#members").fill(f"{APPLICANT}\nnobody_at_all")
    admin.button("保存").click()
    admin.says("nobody_at_all")
    admin.page.locator("#members").fill(APPLICANT)
    admin.button("保存").click()
    expect(admin.page.get_by_role("row").filter(has_text="防汛专班")).to_contain_text("刘芰荷")

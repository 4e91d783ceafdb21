"""Accounts and groups in the browser."""

from __future__ import annotations

import pytest

from tests.office import Office
from tests.web.window import ADMIN, KEEPER, Window


@pytest.fixture
def window(office: Office) -> Window:
    return Window(office)


def test_a_new_account_can_sign_in_and_does_what_its_groups_may(window: Window) -> None:
    admin = window.as_(ADMIN)
    said = admin.post(
        "/admin/users/new",
        login="new.clerk",
        name="新来",
        password="first password",
        roles="staff",
        groups="stamps",
    )
    assert "已添加账号 new.clerk" in said.text
    clerk = window.stranger()
    assert clerk.post("/login", login="new.clerk", password="first password").status_code == 200
    assert window.office.actor("new.clerk").groups == {"stamps"}


def test_what_cannot_be_an_account_is_said_beside_its_field(window: Window) -> None:
    admin = window.as_(ADMIN)
    taken = admin.post(
        "/admin/users/new", login=KEEPER, name="又一个", password="first password", roles="staff"
    )
    assert "该账号已存在" in taken.text
    bad = admin.post("/admin/users/new", login="a b", name="空格", password="first password", roles="staff")
    assert bad.status_code == 422
    assert "invalid-feedback" in bad.text
    assert 'value="空格"' in bad.text
    role = admin.post("/admin/users/new", login="ok", name="角色", password="first password", roles="emperor")
    assert role.status_code == 422


def test_rights_are_given_and_taken(window: Window) -> None:
    admin = window.as_(ADMIN)
    admin.post(f"/admin/users/{KEEPER}", name="罗杜若", roles=["staff", "manager"], groups="")
    assert window.as_(KEEPER).get("/manage/matters").status_code == 200
    admin.post(f"/admin/users/{KEEPER}", name="罗杜若", roles="staff", groups="")
    assert window.as_(KEEPER).get("/manage/matters").status_code == 403


def test_a_group_is_made_and_changed(window: Window) -> None:
    admin = window.as_(ADMIN)
    admin.post("/admin/groups", key="stamps", name="用章小组", members=f"{KEEPER}\nhuqh")
    assert "stamps" in window.office.actor("huqh").groups
    admin.post("/admin/groups", key="stamps", name="用章小组", members=KEEPER)
    assert "stamps" not in window.office.actor("huqh").groups
    unknown = admin.post("/admin/groups", key="stamps", name="用章小组", members="nobody")
    assert unknown.status_code == 422


def test_nobody_locks_himself_out(window: Window) -> None:
    admin = window.as_(ADMIN)
    admin.post(f"/admin/users/{ADMIN}/lock")
    assert admin.get("/admin/users").status_code == 200


def test_only_the_system_administrator_keeps_accounts(window: Window) -> None:
    keeper = window.as_(KEEPER)
    assert keeper.post("/admin/users/new", _follow=False, login="x", name="x", password="x").status_code in {
        302,
        403,
    }
    assert window.office.engine.actor("x") is None

"""Signing in, staying in, going out; forged forms; one's own password; the language."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from engine.office import staff
from tests.office import Office
from tests.web.window import ADMIN, APPLICANT, KEEPER, Person, Window

PASSWORD = "沅有芷兮澧有兰 2026"


@pytest.fixture
def window(office: Office) -> Window:
    found = Window(office)
    with office.engine.work() as uow:
        staff.set_password(uow, APPLICANT, PASSWORD)
        staff.set_password(uow, KEEPER, PASSWORD)
    return found


def _enter(person: Person, login: str, password: str, **more: str) -> int:
    return person.post("/login", _follow=False, login=login, password=password, **more).status_code


def test_the_right_password_opens_the_door_and_leads_where_one_wanted_to_go(window: Window) -> None:
    person = window.stranger()
    answer = person.post(
        "/login", _follow=False, login=APPLICANT, password=PASSWORD, next="/matters?state=all"
    )
    assert answer.status_code == 302
    assert answer.location == "/matters?state=all"
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("liye_session="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "刘芰荷" in person.page("/tasks")


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "/\\example.org", "javascript:1", "/\n//x"]
)
def test_the_door_never_leads_out_of_the_house(window: Window, elsewhere: str) -> None:
    answer = window.stranger().post(
        "/login", _follow=False, login=APPLICANT, password=PASSWORD, next=elsewhere
    )
    assert answer.location == "/tasks"


def test_a_wrong_password_and_an_unknown_account_are_refused_alike(window: Window) -> None:
    person = window.stranger()
    wrong = person.post("/login", login=APPLICANT, password="x")
    unknown = person.post("/login", login="nobody", password="x")
    assert wrong.status_code == unknown.status_code == 403
    assert "账号或密码不正确" in wrong.text
    assert wrong.text.replace(APPLICANT, "").count("is-error") == unknown.text.count("is-error")


def test_guessing_ends_soon_and_for_that_account_alone(window: Window) -> None:
    person = window.stranger()
    said = [_enter(person, APPLICANT, f"guess {n}") for n in range(12)]
    assert said[:10] == [403] * 10
    assert said[10:] == [429] * 2
    assert _enter(person, APPLICANT, PASSWORD) == 429
    assert _enter(window.stranger(), KEEPER, PASSWORD) == 302


def test_who_goes_is_out(window: Window) -> None:
    person = window.stranger()
    _enter(person, APPLICANT, PASSWORD)
    person.post("/logout")
    assert person.get("/tasks").status_code == 302


def test_a_session_ends_by_itself(window: Window) -> None:
    person = window.stranger()
    _enter(person, APPLICANT, PASSWORD)
    engine = window.office.engine
    later = engine.wall.now() + timedelta(hours=3)

    class Later:
        def now(self) -> object:
            return later

    object.__setattr__(engine, "wall", Later())
    assert person.get("/tasks").status_code == 302


def test_a_form_without_the_proof_changes_nothing(window: Window) -> None:
    matter = window.matter()
    task = matter.task("check")
    keeper = window.as_(KEEPER)
    forged = keeper.client.post(f"/tasks/{task.id}/claim")
    assert forged.status_code == 403
    assert keeper.client.post(f"/tasks/{task.id}/claim", data={"csrf_token": "0" * 64}).status_code == 403
    assert matter.task("check").assignee is None
    by_header = keeper.client.post(f"/tasks/{task.id}/claim", headers={"X-CSRF-Token": keeper.csrf()})
    assert by_header.status_code == 302
    assert matter.task("check").assignee == KEEPER


def test_ones_own_password(window: Window) -> None:
    here, elsewhere = window.stranger(), window.stranger()
    _enter(here, APPLICANT, PASSWORD)
    _enter(elsewhere, APPLICANT, PASSWORD)
    wrong = here.post("/password", current="x", new="a new password", again="a new password")
    assert "当前密码不正确" in wrong.text
    assert (
        "两次输入不一致"
        in here.post("/password", current=PASSWORD, new="a new password", again="another").text
    )
    assert "至少 8 个字符" in here.post("/password", current=PASSWORD, new="short", again="short").text
    done = here.post("/password", current=PASSWORD, new="a new password", again="a new password")
    assert "密码已修改" in done.text
    assert here.get("/tasks").status_code == 200
    assert elsewhere.get("/tasks").status_code == 302
    assert _enter(window.stranger(), APPLICANT, "a new password") == 302


def test_the_language_stays_chosen(window: Window) -> None:
    person = window.stranger()
    english = person.post("/language", locale="en", next="/login")
    assert "Sign in" in english.text
    assert "Sign in" in person.page("/login")
    assert "登录" in person.post("/language", locale="zh_CN", next="/login").text


def test_whoever_is_locked_is_out_at_once(window: Window) -> None:
    person, admin = window.stranger(), window.as_(ADMIN)
    _enter(person, APPLICANT, PASSWORD)
    assert person.get("/tasks").status_code == 200
    assert "已锁定" in admin.post(f"/admin/users/{APPLICANT}/lock").text
    assert person.get("/tasks").status_code == 302
    assert _enter(person, APPLICANT, PASSWORD) == 403
    admin.post(f"/admin/users/{APPLICANT}/unlock")
    assert _enter(person, APPLICANT, PASSWORD) == 302


def test_what_was_being_sent_when_the_session_ended_is_not_lost(window: Window) -> None:
    matter = window.office.start("seal_request", APPLICANT)
    task = matter.task("apply").id
    person = window.stranger()
    _enter(person, APPLICANT, PASSWORD)
    typed = {"subject": "写了很久的用印事由", "copies": "3", "_shown_again": "1"}
    token = person.csrf()
    person.client.delete_cookie("liye_session")
    draft = person.post(f"/tasks/{task}/draft", _headers={"Accept": "application/json"}, **typed)
    assert draft.status_code == 401  # not the sign-in page, which a script would take for success

    secret = person.post("/password", current=PASSWORD, new="neu neu neu", again="neu neu neu")
    assert "neu neu neu" not in secret.text

    refused = person.post(f"/tasks/{task}/complete", **typed)
    assert refused.status_code == 401
    assert "没有丢失" in refused.text
    kept = html.unescape(re.findall(r'name="kept" value="([^"]*)"', refused.text)[0])
    assert "写了很久的用印事由" in kept
    assert token not in kept
    wrong = person.post("/login", login=APPLICANT, password="x", kept=kept)
    assert html.unescape(re.findall(r'name="kept" value="([^"]*)"', wrong.text)[0]) == kept
    other = window.stranger().post("/login", login=KEEPER, password=PASSWORD, kept=kept)
    assert "写了很久的用印事由" not in other.text

    again = person.post("/login", login=APPLICANT, password=PASSWORD, kept=kept)
    assert "写了很久的用印事由" in again.text
    assert f'action="/tasks/{task}/complete"' in again.text
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', again.text))
    assert fields["csrf_token"] == token  # the pages he still has open stay good
    shown = person.post(f"/tasks/{task}/complete", **fields)
    assert 'value="写了很久的用印事由"' in shown.text
    assert matter.waits_at == ["apply"]


@pytest.mark.parametrize("nonsense", ["", "[]", "{}", "[1, 2, 3]", '["//x", "liujh", [], 0]', "[" * 5000])
def test_a_sign_in_page_that_carries_nonsense_carries_nothing(window: Window, nonsense: str) -> None:
    person = window.stranger()
    assert _enter(person, APPLICANT, PASSWORD, kept=nonsense) == 302

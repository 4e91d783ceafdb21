"""Every page, for every kind of person: it answers, in both languages, to those who may see it."""

from __future__ import annotations

import pytest

from tests.office import Office
from tests.web.window import ADMIN, APPLICANT, DESIGNER, KEEPER, MANAGER, Window

STAFF = [
    "/tasks",
    "/tasks/done",
    "/matters",
    "/search?q=用印",
    "/start",
    "/start/seal_request",
    "/notifications",
    "/password",
]
MANAGERS = ["/manage/matters", "/manage/incidents", "/manage/jobs"]
DESIGNERS = [
    "/studio/",
    "/studio/new",
    "/studio/draw?key=leave&name=请假",
    "/studio/seal_request",
    "/studio/seal_request/1/edit",
]
ADMINS = ["/admin/users", "/admin/users/new", "/admin/users/liujh", "/admin/groups"]
EVERY = [(url, APPLICANT) for url in STAFF]
EVERY += (
    [(url, MANAGER) for url in MANAGERS]
    + [(url, DESIGNER) for url in DESIGNERS]
    + [(url, ADMIN) for url in ADMINS]
)


DOOR = pytest.mark.parametrize("open_office", ["sqlite"], indirect=True)
"""Who is turned away never comes to the database."""


@pytest.fixture
def window(office: Office) -> Window:
    return Window(office)


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_every_page_answers_in_both_languages(window: Window, locale: str) -> None:
    matter = window.matter()
    people = {
        login: window.as_(login).speaks(locale) for login in (APPLICANT, MANAGER, DESIGNER, ADMIN, KEEPER)
    }
    for url, login in EVERY:
        html = people[login].page(url)
        assert f'<html lang="{"en" if locale == "en" else "zh-CN"}"' in html, url
    task = matter.task("check")
    for url in (f"/tasks/{task.id}", f"/matters/{matter.id}", f"/matters/{matter.id}/sheet"):
        assert "关于印发会议纪要的用印" in people[KEEPER].page(url), url
        assert people[MANAGER].page(url), url


@DOOR
@pytest.mark.parametrize("url", [url for url, _ in EVERY])
def test_strangers_are_sent_to_the_door_and_back(window: Window, url: str) -> None:
    answer = window.stranger().get(url)
    assert answer.status_code == 302
    assert answer.location.startswith("/login?next=")


@DOOR
@pytest.mark.parametrize("url", MANAGERS + DESIGNERS + ADMINS)
def test_the_wrong_role_is_refused(window: Window, url: str) -> None:
    answer = window.as_(KEEPER).get(url)
    assert answer.status_code == 403
    assert "ROLE_NEEDED" in answer.text


def test_what_one_may_not_see_does_not_exist(window: Window) -> None:
    matter = window.matter()
    outsider = window.as_("dengll")
    task = matter.task("check")
    for url in (
        f"/matters/{matter.id}",
        f"/tasks/{task.id}",
        f"/matters/{matter.id}/diagram.json",
        f"/matters/{matter.id}/sheet",
    ):
        assert outsider.get(url).status_code == 404, url


@pytest.mark.parametrize(
    "url",
    [
        "/tasks?view=x&light=y&sort=z&process=%00&cursor=abc",
        "/tasks?cursor=bm90IGpzb24",
        "/manage/matters?cursor=%7B%7D&unit=%F0%9F%92%A9&late=x",
        "/manage/jobs?state=x&cursor=1",
        "/studio/seal_request?version=999",
        "/studio/seal_request/99999999999999999999/edit",
        "/studio/none",
        "/tasks/" + "0" * 32,
        "/matters/x",
        "/files/x",
        "/start/none",
        "/admin/users?cursor=99999999999999999999999",
        "/admin/users/nobody",
        "/nothing",
        "/search?q=" + "长" * 3000,
    ],
)
def test_nothing_a_person_types_breaks_a_page(window: Window, url: str) -> None:
    window.office.engine  # noqa: B018 (the machine is there)
    for login in (MANAGER, DESIGNER, ADMIN):
        assert window.as_(login).get(url).status_code < 500, (login, url)


def test_every_answer_carries_the_security_policy(window: Window) -> None:
    answer = window.stranger().get("/login")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "<script>" not in answer.text

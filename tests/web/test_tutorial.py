"""The first tutorial, done as it says, page by page (docs/tutorial/first-document.md)."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest

from tests.office import ROOT, OpenOffice
from tests.web.window import Person, Window

TEXT = (ROOT / "docs" / "tutorial" / "first-document.md").read_text("utf-8")
TITLE = "湖南省人民政府办公厅关于做好春耕备耕工作的通知"
DRAFT = {
    "title": TITLE, "wenzhong": "通知", "issuer": "省政府办公厅", "direction": "down", "main_to": "changsha",
    "urgency": "无", "secrecy": "公开", "openness": "主动公开", "is_normative": "false",
    "is_major_decision": "false", "basis": "省政府工作安排", "purpose": "部署春耕备耕",
    "contact": "陈望舒 0731-88660000",
}  # fmt: skip
REVIEWED = ("reason", "basis", "policy", "consulted", "wenzhong", "format", "numbers", "openness", "secrecy")
STEPS: list[tuple[str, str, dict[str, str]]] = [
    ("ouyangfs", "审核（核稿）", {**{f"checks.{one}": "ok" for one in REVIEWED}, "result": "pass"}),
    ("wennl", "签发", {"tick": "true"}),
    (
        "zhengmw",
        "复核",
        {"checks.procedure": "ok", "checks.content": "ok", "checks.format": "ok", "result": "pass"},
    ),
    ("huqh", "发文登记", {"distribution": "changsha", "copies": "30"}),
]


@pytest.fixture
def window(open_office: OpenOffice) -> Window:
    return Window(open_office("2026-11-23 09:00"))


def hand_in(person: Person, task: str, **answers: Any) -> None:
    sent = {"csrf_token": person.csrf(), **answers}
    done = person.client.post(f"/tasks/{task}/complete", data=sent, follow_redirects=True)
    assert "已提交" in done.text, re.findall(r"invalid-feedback[^>]*>(.*?)<", done.text)


def test_from_a_draft_to_a_number(window: Window) -> None:
    drafter = window.as_("chenws")
    begun = drafter.post("/start/outgoing_document").text
    task = re.search(r"/tasks/([0-9a-f]{32})/complete", begun)
    assert task is not None
    hand_in(drafter, task[1], **DRAFT, **{"_upload.draft_file": (io.BytesIO("各市州".encode()), "draft.txt")})
    for login, step, answers in STEPS:
        assert f"`{login}`" in TEXT, login
        assert f"**{step}**" in TEXT, step
        person = window.as_(login)
        found = re.search(r'href="/tasks/([0-9a-f]{32})"[^>]*>[^<]*' + TITLE[:4], person.page("/tasks"))
        assert found is not None, f"{login} has nothing to do"
        assert step in person.page(f"/tasks/{found[1]}")
        hand_in(person, found[1], **answers)
    window.office.settle()  # the document is set
    matter = re.search(r'href="(/matters/[0-9a-f]{32})"[^>]*>' + TITLE, drafter.page("/matters"))
    assert matter is not None
    shown = drafter.page(matter[1])
    assert "湘政办发〔2026〕1号" in shown
    assert "印制、校对" in shown
    assert "湘政办发〔2026〕1号" in TEXT

"""Readers of English are told in English what has an English name; what people wrote stays as they wrote it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from processes.proposal_handling.test_story import CLERK, NPC, PROPOSAL
from tests.office import Office
from tests.web.window import KEEPER, MANAGER, Window

HAN = re.compile(r"[\u4e00-\u9fff、]")


@pytest.fixture
def window(office: Office) -> Window:
    return Window(office)


class _Words(HTMLParser):
    """What stands inside elements of some kind."""

    def __init__(self, tag: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._tag, self._inside = tag, 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == self._tag:
            self._inside += 1
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside -= tag == self._tag

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data


def words(html: str, tag: str) -> list[str]:
    found = _Words(tag)
    found.feed(html)
    return [" ".join(one.split()) for one in found.found]


def test_the_sheet_names_what_was_filled_in_to_begin(window: Window) -> None:
    brought = {name: PROPOSAL[name] for name in ("ref", "kind", "session", "title", "text", "lead_proposer")}
    matter = window.office.start("proposal_handling", NPC, **brought)
    sheet = window.as_(CLERK).speaks("en").page(f"/matters/{matter.id}/sheet")
    labels = words(sheet, "th")
    assert {"Reference", "Kind", "Lead proposer"} <= set(labels)
    assert [label for label in labels if HAN.search(label)] == []
    assert "Suggestion of a deputy" in sheet


def test_a_notification_names_the_step_and_a_matter_without_a_title(window: Window) -> None:
    drafter = window.as_("dengfs").speaks("en")
    drafter.post("/start/outgoing_document")
    news = drafter.page("/notifications")
    assert "New task: Draft and submit" in news
    for page in (news, drafter.page("/tasks"), drafter.page("/matters")):
        assert "Issuing a document" in page
        assert "发文办理" not in page
    assert "新任务：起草报送" in window.as_("dengfs").speaks("zh_CN").page("/notifications")


def test_a_task_that_was_handed_on_too(window: Window) -> None:
    task = window.matter("会议纪要用印").task("check")
    window.as_(KEEPER).post(f"/tasks/{task.id}/transfer", to="huqh", reason="今日外出", do="1")
    news = window.as_("huqh").speaks("en").page("/notifications")
    assert "You were handed a task: Check by the seal keeper (今日外出)" in news


def test_lists_are_written_with_commas(window: Window) -> None:
    matter = window.matter("会议纪要用印")
    manager = window.as_(MANAGER)
    for path in ("/manage/matters", f"/matters/{matter.id}", f"/matters/{matter.id}/sheet", "/admin/groups"):
        reader = window.as_("ouyanglj") if path.startswith("/admin") else manager
        assert "、" not in reader.speaks("en").page(path), path


def test_the_groups_of_one_unit_are_named_together(window: Window) -> None:
    from web import people

    with window.app.test_request_context(headers={"Cookie": "liye_language=en"}):
        named = people.group_names(["czt:dept_leader", "czt:dept_liaison", "doc_registrar"])
        assert named == ["Department of Finance · Principal / Liaison Officer", "Registrar"]

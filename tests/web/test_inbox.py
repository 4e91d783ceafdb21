"""The inbox as people arrange it: kept views, shared ones, groups, what nobody has looked at."""

from __future__ import annotations

import re

import pytest

from tests.office import Office
from tests.web.window import KEEPER, MANAGER, Window


@pytest.fixture
def window(office: Office) -> Window:
    return Window(office)


def titles(html: str) -> list[str]:
    return re.findall(
        r'<a class="title" href="/tasks/[0-9a-f]{32}">(?:<span[^>]*>[^<]*</span> )?([^<]+)</a>', html
    )


def test_a_view_is_kept_shared_and_removed(window: Window) -> None:
    for subject in ("防汛会议", "春耕会议"):
        window.matter(subject)
    keeper, office = window.as_(KEEPER), window.office
    group, other = next(
        (group, who)
        for group in sorted(office.actor(KEEPER).groups)
        for who in office.holders(group)
        if who != KEEPER
    )
    kept = keeper.post("/saved-filters/", name="防汛", q="防汛", sort="created", shared_with=group)
    assert titles(kept.text) == ["防汛会议"]
    assert "防汛" in keeper.page("/tasks")
    shared = window.as_(other).page("/tasks")
    found = re.search(r'href="(/tasks\?[^"]*q=%E9%98%B2%E6%B1%9B[^"]*)"', shared)
    assert found is not None
    assert titles(window.as_(other).page(found[1].replace("&amp;", "&"))) == []  # what he sees is still his
    assert "删除" not in window.as_(other).page("/tasks?q=防汛&sort=created")
    gone = re.search(r"/saved-filters/([0-9a-f]{32})/remove", keeper.page("/tasks?q=防汛&sort=created"))
    assert gone is not None
    assert window.as_(other).post(f"/saved-filters/{gone[1]}/remove").status_code == 403
    assert window.as_("zhengdh").post(f"/saved-filters/{gone[1]}/remove").status_code == 404
    assert "已删除" in keeper.post(f"/saved-filters/{gone[1]}/remove").text


@pytest.mark.parametrize(
    "said",
    [{"name": ""}, {"name": "长" * 61}, {"name": "x", "light": "blue"}, {"name": "x", "shared_with": "gzt"}],
)
def test_what_cannot_be_kept_is_refused(window: Window, said: dict[str, str]) -> None:
    assert window.as_(KEEPER).post("/saved-filters/", **{"q": "防汛", **said}).status_code == 422


def test_tasks_are_grouped_and_the_unread_are_told_apart(window: Window) -> None:
    seen, unseen = window.matter("看过的"), window.matter("没看过的")
    keeper = window.as_(KEEPER)
    keeper.page(f"/tasks/{seen.task('check').id}")
    assert titles(keeper.page("/tasks?view=unread")) == [unseen.now.title]
    grouped = keeper.page("/tasks?group=step")
    assert grouped.count('class="group-row"') == 1
    assert "用印申请 · 监印审核" in grouped
    assert "按缓急分组" in keeper.page("/tasks?group=light")


def test_what_was_written_is_found_in_the_inbox(window: Window) -> None:
    matter = window.matter("请用印")
    window.office.advance(minutes=1)
    assert titles(window.as_(KEEPER).page("/tasks?q=请用")) == [matter.now.title]
    assert titles(window.as_(MANAGER).page("/tasks?q=请用")) == []

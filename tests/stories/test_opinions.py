"""Opinions as people give them: own phrases, handwriting, a signature, a look ahead, a correction; files beside them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.stories.ink import write
from tests.stories.paper import CLERK, HEAD, HOST, LEADERS, SAID, begin, instructed
from tests.stories.stage import Stage

pytestmark = pytest.mark.browser


def test_said_with_a_phrase_written_by_hand_and_put_right(stage: Stage) -> None:
    """意见、常用语、手写签批, at one of three leaders asked together."""
    matter = begin(stage.office).do("propose", HEAD, opinion=SAID[HEAD])
    leader = stage.desk(LEADERS[1]).open("/phrases")
    leader.page.locator("#phrases").fill("同意，请速办。\n请分管领导阅示。")
    leader.button("保存").click()
    leader.open("/signature")
    write(leader.page, leader.page.locator(".ink-pad"))
    leader.button("保存签名").click()
    expect(leader.page.locator(".signature-large")).to_be_visible()

    leader.open("/tasks").page.locator("#results a.title").click()
    leader.button("同意，请速办。").click()
    expect(leader.page.locator("#answers [name=opinion]")).to_have_value("同意，请速办。")
    leader.button("看看下一步").click()
    leader.says("目前尚未提交").says("先等同时在办的其他人")
    leader.page.locator("summary", has_text="手写签批").click()
    write(leader.page, leader.page.locator(".ink-pad"))
    leader.button("保存手写").click()
    expect(leader.page.locator(".ink-shown")).to_be_visible()
    expect(leader.page.locator("#answers [name=opinion]")).to_have_value("同意，请速办。")
    leader.hand_in()
    assert len([one for one in matter.tasks if one.element_id == "instruct"]) == 2

    leader.open("/tasks/done").page.locator(".list a.title").first.click()
    expect(leader.page.locator("#answers")).to_have_count(0)
    leader.page.locator("summary", has_text="更正").click()
    leader.page.locator("#correction").fill("应为：同意，月底前办结。")
    leader.page.locator("form[action$='/corrections'] button").click()
    clerk = stage.desk(CLERK).open(f"/matters/{matter.id}/sheet")
    clerk.says("同意，请速办。").says("更正").says("应为：同意，月底前办结。")
    expect(clerk.page.locator(".opinion .signature")).to_have_count(1)
    expect(clerk.page.locator(".opinion .ink-shown")).to_have_count(1)
    for picture in clerk.page.locator(".opinion img").all():
        assert picture.evaluate("one => one.naturalWidth") > 0


def test_a_file_its_next_version_and_who_looked_at_it(stage: Stage, tmp_path: Path) -> None:
    """附件: versions, preview in the page, who saw it; on the matter's page it stands once."""
    matter = instructed(stage.office)
    task = matter.task("host").id
    host = stage.desk(HOST).open(f"/tasks/{task}")
    for text, remark in (("一稿：堤防加固两处。", "征求意见稿"), ("二稿：堤防加固三处。", "按会议意见修改")):
        file = tmp_path / "工程清单.txt"
        file.write_text(text, "utf-8")
        host.open(f"/tasks/{task}").page.locator("summary", has_text="添加附件").click()
        host.page.locator("#attached").set_input_files(file)
        if host.page.locator("#replaces").count():
            host.page.locator("#replaces").select_option(label="工程清单.txt")
        host.page.locator("#attached-note").fill(remark)
        host.button("添加").click()
        host.says("文件已添加").says(remark)
    clerk = stage.desk(CLERK, phone=True).open(f"/matters/{matter.id}").says("第2版").says("历史版本1个")
    expect(clerk.page.get_by_role("link", name="工程清单.txt").locator("visible=true")).to_have_count(1)
    clerk.page.get_by_role("link", name="工程清单.txt").first.click()
    clerk.says("二稿：堤防加固三处。").says("SHA-256").says("查阅记录").says("刘芰荷")
    host.open(f"/matters/{matter.id}").says("1人看过").page.get_by_role(
        "link", name="工程清单.txt"
    ).first.click()
    host.says("刘芰荷").says("唐薜荔")

"""会签, 或签, 票签 and 顺签 as the signers see them, in a branch of a sub-process with timers; a copy to who only knows."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.office import Matter
from tests.operations.drafts import FIRST, changed, drafted
from tests.operations.hard import CHECKER, SIGNATORY, SIGNERS, STARTER, hard, to_countersign
from tests.stories.stage import Stage

pytestmark = pytest.mark.browser
COUNTED = (
    '<liye:countersign mode="{}" {}field="opinion" agree="同意" disagree="不同意" resultVariable="outcome"/>'
)


def sign(stage: Stage, matter: Matter, who: str, opinion: str, sees: str) -> None:
    """One of them opens his task, sees how it stands, and hands in."""
    task = matter.task("countersign", assignee=who).id
    stage.desk(who).open(f"/tasks/{task}").says(sees).hand_in(opinion=opinion)


@pytest.mark.parametrize(
    ("mode", "need", "said", "approved"),
    [
        ("all", "", ("同意", "同意", "同意"), True),
        ("any", "", ("不同意",), False),
        ("count", 'need="2" ', ("不同意", "不同意"), False),
        ("sequential", "", ("同意", "不同意"), False),
    ],
)
def test_signed_by_three(stage: Stage, mode: str, need: str, said: tuple[str, ...], approved: bool) -> None:
    one_by_one = mode == "sequential"
    words = {
        "all": "全部同意方通过",
        "any": "首个表态即生效",
        "count": "达到规定人数同意即通过",
        "sequential": "依次办理，全部同意方通过",
    }
    matter = to_countersign(stage.office, hard(COUNTED.format(mode, need), sequential=one_by_one))
    for number, (who, opinion) in enumerate(zip(SIGNERS, said, strict=False)):
        assert len([one for one in matter.tasks if one.element_id == "countersign"]) == (
            1 if one_by_one else 3 - number
        )
        sign(stage, matter, who, opinion, words[mode])
    assert matter.waits_at == ["check"], "whoever has not signed need not any more; the other branch goes on"
    assert matter.variables["outcome"]["approved"] is approved


def test_a_copy_is_for_knowing_only(stage: Stage) -> None:
    """抄送 at will: nothing is waited for."""
    matter = to_countersign(stage.office)
    checker = stage.desk(CHECKER).open(f"/tasks/{matter.task('check').id}/circulate")
    checker.fill(people="yangyq", kind="copy", text="供参考。")
    checker.button("发送").click()
    checker.says("已送")
    reader = stage.desk("yangyq", phone=True).open("/tasks")
    reader.page.locator(".tabbar").get_by_role("link", name="待阅").click()
    reader.says("抄送").page.locator("#results a.title").click()
    reader.says("供参考。")
    assert matter.waits_at == ["check", "countersign"]
    expect(stage.desk(STARTER).open(f"/matters/{matter.id}").page.locator("#main")).to_contain_text("抄送")


def test_one_veto_ends_it_and_a_text_changed_after_all_is_confirmed(stage: Stage) -> None:
    """一票否决: the others' tasks end and their pages say why. 文稿改动: who agreed sees what, and confirms."""
    matter = drafted(stage.office, "veto")
    first, second, third = (stage.desk(who) for who in SIGNERS)
    tasks = {who: f"/tasks/{matter.task('countersign', assignee=who).id}" for who in SIGNERS}
    first.open(tasks[SIGNERS[0]]).says("一票否决").says(FIRST).hand_in(answer="agree")
    third.open(tasks[SIGNERS[2]]).fill(answer="agree")  # he still reads while another objects
    second.open(tasks[SIGNERS[1]]).hand_in(answer="disagree", opinion="时限过紧，难以落实")
    assert matter.waits_at == ["check"], "nobody is asked any more; the other branch goes on"
    assert (matter.variables["outcome"]["approved"], matter.variables["outcome"]["mode"]) == (False, "veto")
    third.button("提交").click()
    third.says("会签已有结果")
    third.open("/tasks").never_says("会签")
    stage.desk(STARTER, phone=True).open(f"/matters/{matter.id}").says("时限过紧，难以落实").says(
        "会签未通过"
    )

    matter = changed(stage.office)
    asked = first.open("/readings").page.locator("#results a.title")
    expect(asked).to_have_count(1)
    asked.click()
    first.says("是否仍然同意")
    expect(first.page.locator(".difference del")).to_have_text("底")
    expect(first.page.locator(".difference ins")).to_have_text("二十日")
    first.page.get_by_role("radio", name="修改后同意").check()
    first.button("答复").click()
    first.says("没有待阅件")
    second.open("/readings").page.locator("#results a.title").click()
    second.page.get_by_role("radio", name="不同意").check()
    second.button("答复").click()
    second.says("请说明理由").page.locator("#opinion").fill("二十日前无法完成")
    second.button("答复").click()
    second.says("没有待阅件")
    task = matter.task("sign").id
    signatory = stage.desk(SIGNATORY).open(f"/tasks/{task}").says("修改后同意").says("二十日前无法完成")
    signatory.says("全部答复后方可提交").never_says("尚未打开")
    signatory.open(f"/matters/{matter.id}").says("不再同意").says("待再次确认")

"""督办: an instruction is assigned, taken on and reported on in browsers; its lamp turns in the ledger.

Where it hurts: the units that help are asked in a countersign inside a branch of the sub-process, whose limits run.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from processes.supervision_item.test_story import ACCEPTED, CLERK, ITEM, liaison, registered
from tests.stories.stage import Stage

pytestmark = pytest.mark.browser
DEPUTY_SECRETARY_GENERAL = "chengz"  # approves where units help
CO = ("czt", "jyt")


def test_an_instruction_is_followed(stage: Stage, tmp_path: Path) -> None:
    office = stage.office
    matter = registered(office, co=list(CO))
    clerk = stage.desk(CLERK)
    stage.desk(DEPUTY_SECRETARY_GENERAL).take(matter, "approve_assign").says("2026年3月").hand_in(
        result="approve"
    )
    host = stage.desk(liaison(office), phone=True).take(matter, "accept").says("督〔2026〕1号")
    host.hand_in(**ACCEPTED)
    for unit in CO:
        task = matter.task("co_opinion", offered_to=f"{unit}:dept_liaison").id
        stage.desk(liaison(office, unit)).open(f"/tasks/{task}").hand_in(opinion="资金已安排")
    assert matter.waits_at == ["feedback", "yellow_time"]

    lamp = clerk.open("/ledgers/supervision").page.locator(".lamp").first
    expect(lamp).to_have_class("lamp is-green")
    office.advance(days=7)
    clerk.open("/ledgers/supervision")
    expect(lamp).not_to_have_class("lamp is-green")

    evidence = tmp_path / "清单.txt"
    evidence.write_text("排查清单", "utf-8")
    host.take(matter, "feedback").hand_in(
        result="已印发改造方案，完成排查。",
        deliverable_file=evidence,
        evidence=evidence,
        signed_by=office.holder(f"{ITEM['host']}:dept_leader"),
    )
    assert matter.waits_at == ["review"]
    clerk.open(f"/matters/{matter.id}/sheet").says("督〔2026〕1号").says("已印发改造方案")

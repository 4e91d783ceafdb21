"""督办: an instruction is assigned, taken on and reported on in browsers; its lamp turns in the ledger."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from processes.supervision_item.test_story import ACCEPTED, CLERK, HEAD, ITEM, liaison, registered
from tests.stories.stage import Stage

pytestmark = pytest.mark.browser


def test_an_instruction_is_followed(stage: Stage, tmp_path: Path) -> None:
    office = stage.office
    matter = registered(office)
    clerk = stage.desk(CLERK)
    stage.desk(HEAD).take(matter, "approve_assign").says("2026年3月").hand_in(result="approve")
    host = stage.desk(liaison(office), phone=True).take(matter, "accept").says("督〔2026〕1号")
    host.hand_in(**ACCEPTED)

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

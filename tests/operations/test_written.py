"""What is written in the place that hurts: opinions with phrases and ink in a countersign, a number in a branch."""

from __future__ import annotations

from io import BytesIO

import pytest

from tests.engine.test_opinions import png
from tests.operations.hard import CHECKER, MANAGER, PREPARER, SIGNERS, STARTER, WRITTEN, to_countersign
from tests.web.api.client import Api, answered

pytestmark = pytest.mark.parametrize("open_office", ["sqlite"], indirect=True)


def test_opinions_of_the_signers_stay_when_another_of_them_sends_it_back(api: Api) -> None:
    """意见、常用语、手写签批: said, sent back by another, corrected; nothing that was said is lost."""
    matter = to_countersign(api.office, WRITTEN)
    tasks = {who: matter.task("countersign", assignee=who).id for who in SIGNERS}
    first, second, third = SIGNERS
    phrase = api(third).post("/phrases", {"phrases": ["同意，请速办。"]})["phrases"][0]
    drawn = {"file": (BytesIO(png()), "意见.png")}
    ink = answered(api(third).ask("POST", f"/user-tasks/{tasks[third]}/ink", data=drawn))["file"]
    for who, said in ((third, phrase), (first, "同意。")):
        api(who).post(f"/user-tasks/{tasks[who]}/complete", {"variables": {"opinion": said}})
    back = {"to": "prepare", "reason": "时限须再商"}
    told = api(second).post(f"/user-tasks/{tasks[second]}/return?preview=true", back)
    again = [one["by"] for one in told["opinions"] if one["element_id"] == "countersign"]
    assert sorted(again) == sorted([first, third]), "they are told to be asked again"
    api(second).post(f"/user-tasks/{tasks[second]}/return", back)
    matter.do("prepare", PREPARER)
    api(first).post(f"/user-tasks/{tasks[first]}/corrections", {"text": "同意，月底前报送。"})

    (group,) = api(STARTER).get(f"/process-instances/{matter.id}/opinions")
    assert group["group"] == "会办意见"
    assert [(one["person"], one["text"], one["ink"]) for one in group["opinions"]] == [
        (third, phrase, ink),
        (first, "同意。", None),
    ]
    assert [one["text"] for one in group["opinions"][1]["corrections"]] == ["同意，月底前报送。"]


def test_a_number_taken_in_a_branch_is_kept_when_it_comes_again_and_void_for_good(api: Api) -> None:
    """流水号: its branch is ended by a return from the countersign and walked again; then it is cancelled."""
    matter = to_countersign(api.office, WRITTEN).do("check", CHECKER)
    task = matter.task("countersign", assignee=SIGNERS[0]).id
    api(SIGNERS[0]).post(f"/user-tasks/{task}/return", {"to": "prepare", "reason": "时限须再商"})
    beside = to_countersign(api.office, WRITTEN).do("check", CHECKER)
    matter.do("prepare", PREPARER).do("check", CHECKER)
    assert (matter.variables["number"], beside.variables["number"]) == ("督〔2026〕1号", "督〔2026〕2号")
    api(MANAGER).post(f"/process-instances/{matter.id}/cancel", {"reason": "并入另件"})
    to_countersign(api.office, WRITTEN).do("check", CHECKER)
    register = api(STARTER).get("/registers/supervision")["items"]
    assert [(one["text"], one["void_reason"]) for one in register] == [
        ("督〔2026〕3号", None),
        ("督〔2026〕2号", None),
        ("督〔2026〕1号", "并入另件"),
    ]

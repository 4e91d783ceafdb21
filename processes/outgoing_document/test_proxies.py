"""Who signs for somebody who is away."""

from __future__ import annotations

from processes.outgoing_document.test_outgoing_document import (
    CHECKS,
    RECHECKED,
    REVIEWER,
    SECRETARY_GENERAL,
    begun,
    reviewed,
)
from tests.office import Office


def test_a_signature_is_not_for_every_proxy(office: Office) -> None:
    matter = reviewed(office)
    task = matter.task("sign")
    office.proxy(SECRETARY_GENERAL, "pengsm")
    assert task.id not in {one.id for one in office.inbox("pengsm")}
    office.proxy(SECRETARY_GENERAL, "tianqz", can_sign=True)
    assert task.id in {one.id for one in office.inbox("tianqz")}
    matter.do("sign", "tianqz", tick=True)
    signature = matter.variables["signatures"][0]
    assert (signature["by"], signature["counts_for"]) == ("tianqz", SECRETARY_GENERAL)
    changed = office.upload("changed.txt", "改".encode(), "zhengmw")
    matter.do("recheck", "zhengmw", checks=RECHECKED, result="revise", reason="有误", new_file=changed)
    assert matter.task("sign").assignee == SECRETARY_GENERAL, "it comes back to whose signature it was"


def test_an_upward_document_is_signed_for_the_governor_by_who_presides_alone(office: Office) -> None:
    upward = {"issuer": "省政府", "wenzhong": "请示", "direction": "up", "principal_signer": "zhouyz"}
    matter = begun(office, touches=None, consulted=None, main_to=["szf"], **upward)
    matter.do("office_review", REVIEWER, checks=CHECKS, result="pass")
    while matter.waits_at == ["countersign_leaders"]:
        matter.do("countersign_leaders", str(matter.task("countersign_leaders").assignee), answer="agree")
    for deputy in ("xiangrm", "liqj"):
        office.proxy("zhouyz", deputy, can_sign=True)
    task = matter.task("sign").id
    assert task not in {one.id for one in office.inbox("xiangrm")}
    assert task in {one.id for one in office.inbox("liqj")}, "the executive vice governor"

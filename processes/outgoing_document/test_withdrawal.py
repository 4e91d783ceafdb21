"""发文办理, told: what is withdrawn, stopped or cancelled, and what becomes of its number."""

from __future__ import annotations

import pytest

from engine.errors import Forbidden, NotFound
from processes.outgoing_document.test_outgoing_document import (
    DRAFTER,
    REGISTRAR,
    SECRETARY_GENERAL,
    begun,
    issued,
    registered,
    signed,
)
from tests.office import Matter, Office

pytestmark = pytest.mark.slow  # whole stories; `make check` tells shorter ones


def withdrawing(office: Office, matter: Matter) -> Matter:
    """The drafter wants it back."""
    office.message("document.withdraw", matter.id)
    return matter.do("withdraw", DRAFTER, confirm="withdraw", reason="情况有变，文稿需要重新起草。")


def test_the_drafter_withdraws_before_a_leader_has_spoken(office: Office) -> None:
    matter = withdrawing(office, begun(office))
    assert (matter.state, matter.outcome) == ("completed", "withdrawn")
    assert matter.tasks == []


def test_nobody_else_withdraws_it_and_the_drafter_may_keep_it(office: Office) -> None:
    matter = begun(office)
    office.message("document.withdraw", matter.id)
    assert matter.waits_at == ["consult", "withdraw"]
    with pytest.raises(NotFound):
        matter.do("withdraw", REGISTRAR, confirm="withdraw", reason="情况有变，不再印发。")
    matter.do("withdraw", DRAFTER, confirm="keep")
    assert matter.waits_at == ["consult"]


@pytest.mark.parametrize(("consent", "outcome"), [(True, "withdrawn"), (False, None)])
def test_after_a_leader_has_spoken_it_needs_his_consent(
    office: Office, consent: bool, outcome: str | None
) -> None:
    matter = withdrawing(office, signed(office))
    matter.do("withdraw_consent", SECRETARY_GENERAL, consent=consent)
    assert matter.outcome == outcome
    assert matter.waits_at == ([] if consent else ["recheck"])


def test_a_numbered_document_that_is_stopped_leaves_a_void_number(office: Office) -> None:
    office.begin_book("湘政办发", 2026, 11)
    matter = withdrawing(office, registered(office))
    task = matter.task("void_number")
    matter.do("void_number", REGISTRAR, reason="停止印发。", approved_by="qinjc")
    assert (matter.state, matter.outcome, matter.numbers) == ("completed", "void", [])
    assert task.element_id == "void_number"
    assert registered(office).numbers == ["湘政办发〔2026〕13号"]


def test_what_was_sent_is_not_withdrawn(office: Office) -> None:
    matter = registered(office)
    withdrawing(office, matter)
    issued(matter)
    matter.do("void_number", REGISTRAR, reason="停止印发。", approved_by="qinjc")
    assert matter.waits_at == ["publish"]
    assert len(matter.numbers) == 1
    withdrawing(office, matter)
    assert matter.waits_at == ["publish"]


@pytest.mark.parametrize("sent", [False, True])
def test_a_manager_who_cancels_leaves_no_number_in_doubt(office: Office, sent: bool) -> None:
    matter = registered(office)
    if sent:
        issued(matter)
    matter.cancel("shifl", "省政府决定不再印发")
    assert len(matter.numbers) == (1 if sent else 0)


def test_only_the_drafter_is_offered_the_withdrawal(office: Office) -> None:
    matter = begun(office)
    assert matter.deeds(DRAFTER) == ["withdraw_asked"]
    assert matter.deeds("shifl") == []
    with pytest.raises(Forbidden):
        matter.ask("withdraw_asked", "shifl")
    matter.ask("withdraw_asked", DRAFTER)
    assert matter.waits_at == ["consult", "withdraw"]
    assert issued(registered(office, openness="不予公开", openness_reason="内部")).deeds(DRAFTER) == []

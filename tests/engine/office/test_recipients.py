"""Who a reminder's words mean."""

from datetime import date

import pytest

from engine.office.directory import Directory
from engine.office.ladders import ladders
from engine.office.recipients import Ownership, recipients

TODAY = date(2026, 3, 5)


def test_a_departments_red_card_goes_up_and_to_the_office(demo: Directory) -> None:
    task = Ownership(("czt:dept_liaison",), in_charge="so_review")
    told = recipients(("owner", "office_head", "dept_leader", "office_in_charge"), task, demo, TODAY)
    wanted = [
        demo.holders(g, TODAY)[0] for g in ("czt:dept_liaison", "czt:dept_leader", "so_review:office_head")
    ]
    assert list(told) == wanted


def test_a_clerks_yellow_card_goes_to_his_head(demo: Directory) -> None:
    clerk = demo.holders("doc_registrar", TODAY)[0]
    assert recipients(("owner", "office_head"), Ownership((clerk,)), demo, TODAY) == (
        clerk,
        demo.holders("so_docs:office_head", TODAY)[0],
    )
    assert recipients(("dept_leader", "office_in_charge"), Ownership((clerk,)), demo, TODAY) == ()


def test_the_deputy_hears_of_his_heads_task(demo: Directory) -> None:
    head = demo.holders("so_docs:office_head", TODAY)[0]
    assert recipients(("deputy",), Ownership((head,)), demo, TODAY) == demo.deputies_of(head, TODAY)


def test_a_ceased_units_task_reminds_its_successor(demo: Directory) -> None:
    director = demo.holders("rep_guangdong:rep_director", TODAY)[0]
    assert recipients(("owner", "dept_leader"), Ownership(("rep_shenzhen:rep_director",)), demo, TODAY) == (
        director,
    )


@pytest.mark.parametrize("ladder", ladders(), ids=lambda ladder: ladder.name)
def test_every_rung_of_every_ladder_reaches_somebody(demo: Directory, ladder: object) -> None:
    task = Ownership(
        ("czt:dept_leader", demo.holders("so_docs:office_head", TODAY)[0]), in_charge="so_review"
    )
    for rung in ladder.rungs:
        for word in rung.to:
            assert recipients((word,), task, demo, TODAY), word

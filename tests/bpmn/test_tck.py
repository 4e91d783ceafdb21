"""The DMN Technology Compatibility Kit, where a folder of it is at hand (`LIYE_DMN_TCK`)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.bpmn import tck

FOLDER = os.environ.get("LIYE_DMN_TCK")
PAGE = Path(__file__).parents[2] / "docs/reference/decisions.md"


def test_every_case_answered_otherwise_stands_on_the_page_with_its_reason() -> None:
    lines = PAGE.read_text("utf-8").splitlines()
    for case, reason in tck.OTHERWISE.items():
        assert [line for line in lines if f"`{case}`" in line and reason in line], case


@pytest.mark.skipif(not FOLDER, reason="LIYE_DMN_TCK names no folder of the DMN TCK")
def test_the_kit_is_answered_but_for_what_is_listed() -> None:
    every = [
        outcome for path in sorted(Path(str(FOLDER)).rglob("*-test-*.xml")) for outcome in tck.outcomes(path)
    ]
    failed = [outcome for outcome in every if not outcome.passed]
    assert not [str(outcome) for outcome in failed if outcome.reason is None]
    assert every
    assert len(failed) <= len(every) * 0.03

"""Figures are asked for by key; what is wrong is refused by name."""

from datetime import time
from pathlib import Path

import pytest

from engine.office import policies
from engine.office.limits import Limit
from engine.office.policies import BadPolicy, UnknownPolicy

POLICIES = policies.defaults()


def test_a_key_ends_as_people_write_it() -> None:
    assert POLICIES.get("doc.review.加急").key == "doc.review.jiaji"
    assert POLICIES.limit("doc.review.特急") == Limit(4, "H")
    assert POLICIES.limit("doc.consult.无") == Limit(7, "WD")
    assert "doc.review.加急" in POLICIES
    assert "doc.review.very" not in POLICIES


def test_an_unknown_key_is_named() -> None:
    with pytest.raises(UnknownPolicy, match=r"doc\.revew\.normal"):
        POLICIES.limit("doc.revew.normal")


def test_a_key_is_read_as_what_it_is() -> None:
    assert POLICIES.flag("doc.consult.deemed_consent") is False
    assert POLICIES.number("meeting.topics_max") == 5
    assert POLICIES.text("secrecy.max_grade") == "internal"
    assert POLICIES.texts("gazette.days") == ("15", "last")
    assert POLICIES.limit("incident.followup.jiaoda").times == (time(8), time(17))
    with pytest.raises(BadPolicy, match="is a limit, not a number"):
        POLICIES.number("doc.sign")


def test_an_office_replaces_values_but_not_meanings() -> None:
    ours = POLICIES.with_values({"doc.review.加急": "2WD"})
    assert ours.limit("doc.review.jiaji") == Limit(2, "WD")
    assert POLICIES.limit("doc.review.jiaji") == Limit(1, "WD")
    with pytest.raises(BadPolicy, match="is a limit, not a text"):
        POLICIES.with_values({"doc.sign": "soon"})
    with pytest.raises(UnknownPolicy):
        POLICIES.with_values({"doc.signs": "2WD"})
    with pytest.raises(BadPolicy, match="midnight or business_close"):
        POLICIES.with_values({"calendar.cutoff": "noon"}).calendar()


def test_every_figure_says_where_it_comes_from() -> None:
    for policy in POLICIES:
        assert policy.mark in {"V", "K", "U"}, policy.key
        assert policy.source, policy.key


#: Figures of responsibilities that are not drawn yet; docs/reference/policies.md says so.
WAITING = ("duty.", "gazette.", "incident.chain.", "pass.", "petition.", "public_info.", "reception.",
           "reconsideration.", "rep.")  # fmt: skip


def is_read(key: str, text: str) -> bool:
    """Whether a key stands there, ends as people write it there, or has its last part appended there."""
    family, _, last = key.rpartition(".")
    names = [last, *(said for said, meant in POLICIES.aliases.items() if meant == last)]
    return f'"{family}."' in text or any(f"{family}.{name}" in text for name in names)


def test_every_figure_is_read_by_a_process_or_the_machine() -> None:
    root = Path(__file__).parents[3]
    files = [path for folder in ("engine", "processes") for path in (root / folder).rglob("*.*")]
    kinds = {".py", ".bpmn", ".dmn", ".json"}
    said = [
        one for one in files if one.suffix in kinds and not one.name.startswith(("test_", "policies.json"))
    ]
    text = "".join(one.read_text("utf-8") for one in said).replace("&quot;", '"')
    kept = [policy.key for policy in POLICIES if not policy.key.startswith(WAITING)]
    assert [key for key in kept if not is_read(key, text)] == []


def test_the_reference_lists_every_key_with_its_value() -> None:
    text = (Path(__file__).parents[3] / "docs/reference/policies.md").read_text("utf-8")
    for policy in POLICIES:
        assert f"| `{policy.key}` | {policy.shown} | {policy.source} | {policy.mark} |" in text, policy.key

"""Regular expressions of XPath, matched without ever running away."""

from __future__ import annotations

import pytest

from bpmn.feel import regex
from bpmn.feel.errors import Null


def free(_steps: int) -> None:
    """Nothing is charged."""


@pytest.mark.parametrize(
    ("pattern", "flags", "text", "found"),
    [
        ("^湘[A-Z][A-Z0-9]{5}$", "", "湘A12345", "湘A12345"),
        ("a.*?b", "", "xaabab", "aab"),
        ("(a|ab)(c|bcd)(d*)", "", "abcd", "abcd"),
        ("[a-z-[aeiou]]+", "", "aeixyz", "xyz"),
        (r"\p{IsCJKUnifiedIdeographs}+", "", "No. 里耶1", "里耶"),
        (r"\p{Lu}\P{Lu}", "", "aBc", "Bc"),
        (r"(.)\1", "", "abccd", "cc"),
        ("k", "i", "\u212a", "\u212a"),
        ("a . b", "x", "a-b", "a-b"),
        ("^b$", "m", "a\nb\nc", "b"),
        ("a.b", "s", "a\nb", "a\nb"),
        ("a.b", "q", "xa.b", "a.b"),
        ("(a*)*", "", "b", ""),
        ("x{2,3}?", "", "xxxx", "xx"),
        ("[^q]", "i", "Qa", "a"),
        ("b", "", "aaa", None),
    ],
)
def test_what_is_found(pattern: str, flags: str, text: str, found: str | None) -> None:
    slots = regex.read(pattern, flags).search(text, 0, free)
    assert (None if slots is None else text[slots[0] : slots[1]]) == found


@pytest.mark.parametrize(
    "pattern",
    ["(", ")", "a**", "[z-a]", "[]", r"\q", r"\1", "a{2,1}", "(?=a)", "a{1,99999}", r"\p{Nobody}", "]"],
)
def test_what_is_no_pattern(pattern: str) -> None:
    with pytest.raises(Null):
        regex.read(pattern, "")


def test_time_grows_with_pattern_times_text_and_no_faster() -> None:
    steps: list[int] = []
    regex.read("(x+x+)+y", "").search("x" * 300, 0, steps.append)
    assert sum(steps) < 300 * 60


def test_back_references_cost_no_more_than_what_their_groups_can_hold() -> None:
    steps: list[int] = []
    found = regex.read(r"(a*)*b\1", "").search("aaaaaaaaab", 0, steps.append)
    assert found is not None
    assert regex.read(r"(a+)+\1c", "").search("a" * 34 + "b", 0, steps.append) is None
    assert sum(steps) < 200_000  # it was without end


def test_groups_in_a_replacement() -> None:
    assert regex.read(r"(\d{4})-(\d\d)", "").replace("2026-03, 2027-04", "$2/$1", free) == "03/2026, 04/2027"
    with pytest.raises(Null):
        regex.read("a*", "").replace("b", "x", free)

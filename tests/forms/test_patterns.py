"""A pattern is let in only when it is certain to be quick."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.patterns import UnsafePattern, verify


@pytest.mark.parametrize(
    "pattern",
    [
        r"^湘政(办)?发〔\d{4}〕[1-9]\d*号$",
        r"^[0-9+() -]{5,30}$",
        r"^\d{17}[\dXx]$",
        r"^(\d{1,3}\.){3}\d{1,3}$",
        r"^(红|橙|黄|蓝)色预警$",
    ],
)
def test_what_offices_write_is_allowed(pattern: str) -> None:
    verify(pattern, 50)


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+$",
        r"^(a|aa)+$",
        r"^(a|a)*$",
        r"^(a?){40}a{40}$",
        r"^" + "a?" * 40 + "a" * 40 + "$",
        r"^(.*a){12}$",
        r"^.*.*.*.*.*x$",
        r"(a)\1",
        r"(?=a)b",
        r"(",
        "a" * 301,
        "a{1,99999999999999999999}",
    ],
)
def test_what_could_run_away_is_refused(pattern: str) -> None:
    with pytest.raises(UnsafePattern):
        verify(pattern, 100)


def test_a_pattern_needs_a_short_text() -> None:
    with pytest.raises(UnsafePattern, match="maxLength"):
        verify("^a$", 5000)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="ab()|*+?.{}12^$", max_size=14), st.text(alphabet="ab", min_size=28, max_size=28))
def test_whatever_is_allowed_ends_soon(pattern: str, text: str) -> None:
    try:
        verify(pattern, 28)
    except UnsafePattern:
        return
    began = time.perf_counter()
    re.search(pattern, text + "!")
    assert time.perf_counter() - began < 2

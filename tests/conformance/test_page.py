"""Nothing of the standard is in a third state, and the page says what the rows show."""

from __future__ import annotations

from tests.conformance import page


def test_every_element_attribute_and_value_of_the_standard_stands_in_a_row() -> None:
    assert page.missing() == []


def test_the_page_is_as_the_rows_are() -> None:
    made = "python -m tests.conformance.page"
    assert page.PAGE.read_text("utf-8") == page.page(), f"write it anew: {made}"

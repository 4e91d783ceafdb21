"""In a form's own expressions a date field is a date; outside it is the text that JSON has."""

from __future__ import annotations

from typing import Any

from forms.dates import misused
from forms.form import Form
from tests.forms.making import TEXT, form_of

DAY = {"type": "string", "format": "date"}
LEAVE: dict[str, Any] = {
    "begins": DAY,
    "ends": DAY,
    "days": {"type": "integer"},
    "reason": TEXT,
    "back_on": DAY,
}
WHEN = {
    "days": {"value": '= (ends - begins) / duration("P1D") + 1'},
    "reason": {"visibleIf": '= ends > begins + duration("P5D")'},
    "back_on": {"value": '= ends + duration("P1D")'},
}


def leave() -> Form:
    return form_of(LEAVE, ui={"fields": WHEN})


def test_days_are_counted_and_dates_go_out_as_text() -> None:
    clean, errors = leave().check({"begins": "2026-03-02", "ends": "2026-03-04"})
    assert errors == []
    assert clean == {"begins": "2026-03-02", "ends": "2026-03-04", "days": 3, "back_on": "2026-03-05"}


def test_a_condition_compares_dates() -> None:
    long = {"begins": "2026-03-02", "ends": "2026-03-09", "reason": "探亲"}
    assert leave().check(long)[1] == []
    short = {**long, "ends": "2026-03-03"}
    assert [(error.pointer, error.code) for error in leave().check(short)[1]] == [
        ("/reason", "not_applicable")
    ]


def test_what_is_no_date_is_an_error_of_its_field() -> None:
    _, errors = leave().check({"begins": "next week", "ends": "2026-03-09"})
    assert "/begins" in {error.pointer for error in errors}


def test_a_date_that_is_taken_for_a_text_is_found_and_one_around_the_form_too() -> None:
    ui = {"fields": {"reason": {"value": '= "自" + begins'}, "days": {"visibleIf": '= due != "x"'}}}
    form = form_of(LEAVE, ui=ui)
    found = {field.name: misuse.instead for field, misuse in misused(form.fields, {"due": "date"})}
    assert found == {"reason": "string(begins)", "days": "string(due)"}


def test_dates_in_rows_are_dates_in_their_rows() -> None:
    row = {
        "type": "object",
        "title": "行",
        "properties": {"on": {**DAY, "title": "日"}, "why": {**TEXT, "title": "由"}},
    }
    form = form_of(
        {"from": DAY, "days": {"type": "array", "items": row}},
        ui={"fields": {"days.why": {"visibleIf": "= on < from"}}},
    )
    given = {"from": "2026-03-02", "days": [{"on": "2026-03-01", "why": "补"}, {"on": "2026-03-03"}]}
    assert form.check(given)[1] == []

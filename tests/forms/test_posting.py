"""What a browser posts becomes typed values; what cannot be read stays as it was typed."""

from decimal import Decimal
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from forms.form import Form
from forms.posting import queries
from tests.forms.making import TEXT, draft, form_of

ALL = form_of(
    {
        "text": TEXT,
        "lines": {"type": "array", "items": TEXT},
        "count": {"type": "integer"},
        "money": {"type": "number", "format": "money"},
        "day": {**TEXT, "format": "date"},
        "at": {**TEXT, "format": "date-time"},
        "yes": {"type": "boolean"},
        "level": {"type": "integer", "enum": [2, 3]},
        "flags": {"type": "array", "items": {"type": "string", "enum": ["校园", "涉外"]}},
        "file": {"type": "object", "format": "file"},
        "files": {"type": "array", "items": {"type": "object", "format": "file"}},
        "place": {
            "type": "object",
            "properties": {
                "city": {**TEXT, "title": "city"},
                "tags": {
                    "type": "array",
                    "title": "tags",
                    "items": {"type": "object", "properties": {"n": {**TEXT, "title": "n", "default": "新"}}},
                },
            },
        },
    }
)


@pytest.mark.parametrize(
    ("posted", "value"),
    [
        ({"text": " 文 "}, {"text": "文"}),
        ({"text": ""}, {}),
        ({"lines": "甲\r\n\r\n 乙 "}, {"lines": ["甲", "乙"]}),
        ({"count": "１２"}, {"count": 12}),
        ({"count": "1,234"}, {"count": 1234}),
        ({"count": "12x"}, {"count": "12x"}),
        ({"count": "1.50"}, {"count": Decimal("1.50")}),
        ({"money": "1,234.50"}, {"money": Decimal("1234.50")}),
        ({"money": "1,23"}, {"money": "1,23"}),
        ({"money": "1e9"}, {"money": "1e9"}),
        ({"money": "NaN"}, {"money": "NaN"}),
        ({"day": "2026年1月5日"}, {"day": "2026-01-05"}),
        ({"day": "2026/1/5"}, {"day": "2026-01-05"}),
        ({"day": "明天"}, {"day": "明天"}),
        ({"at": "2026-01-05T09:30"}, {"at": "2026-01-05T09:30:00+08:00"}),
        ({"at": "2026-01-05T25:30"}, {"at": "2026-01-05T25:30"}),
        ({"yes": ["false", "true"]}, {"yes": True}),
        ({"yes": ["false"]}, {"yes": False}),
        ({"level": "3"}, {"level": 3}),
        ({"level": "4"}, {"level": "4"}),
        ({"flags": ["校园", "涉外"]}, {"flags": ["校园", "涉外"]}),
        ({"file": ["f1", ""]}, {"file": {"file": "f1"}}),
        ({"files": ["f1", "f2"]}, {"files": [{"file": "f1"}, {"file": "f2"}]}),
        ({"place.city": "长沙", "place.tags.0.n": "x"}, {"place": {"city": "长沙", "tags": [{"n": "x"}]}}),
        ({"place[city]": "长沙"}, {"place": {"city": "长沙"}}),
        ({"place.tags.10.n": "b", "place.tags.9.n": "a"}, {"place": {"tags": [{"n": "a"}, {"n": "b"}]}}),
        ({"csrf_token": "t", "_add": "x"}, {}),
        ({"evil": "1", "text.x": "2"}, {"evil": "1", "text": {"x": "2"}}),
        ({"text": "a", "text.x": "2"}, {"text": {"": "a", "x": "2"}}),
        ({"place": "a"}, {"place": "a"}),
        ({"place.tags.x": "a"}, {"place": {"tags": {"x": "a"}}}),
    ],
)
def test_posted_text_becomes_a_value(posted: dict[str, Any], value: dict[str, Any]) -> None:
    assert ALL.parse_post(posted) == value
    assert ALL.parse_post(MultiDict(posted)) == value


def test_a_row_nobody_wrote_in_is_left_out() -> None:
    posted = {"consulted.0.unit": "", "consulted.0.opinion": " ", "consulted.1.unit": "czt"}
    assert draft().parse_post(posted) == {"consulted": [{"unit": "czt"}]}


def test_what_is_no_longer_shown_is_dropped() -> None:
    form = draft()
    assert "openness_reason" in form.parse_post({"openness": "不予公开", "openness_reason": "内部"})
    assert "openness_reason" not in form.parse_post({"openness": "主动公开", "openness_reason": "内部"})


def test_what_a_step_does_not_ask_is_left_for_the_check_to_refuse() -> None:
    form = draft().for_step({"title": "read"})
    values = form.parse_post({"title": "改了"})
    assert next((error.pointer, error.code) for error in form.check(values)[1]) == ("/title", "read_only")


class TestButtons:
    def test_handing_in_is_no_edit(self) -> None:
        assert draft().edit({"title": "x"}) is None

    def test_a_row_is_added_with_its_defaults(self) -> None:
        assert ALL.edit({"text": "a", "_add": "place.tags"}) == {
            "text": "a",
            "place": {"tags": [{"n": "新"}]},
        }

    def test_empty_rows_stay_while_the_form_is_being_filled(self) -> None:
        values = draft().edit({"consulted.0.unit": "", "_add": "consulted"})
        assert values == {"consulted": [{}, {}]}

    def test_the_row_meant_is_removed(self) -> None:
        posted = {
            "consulted.0.unit": "a",
            "consulted.1.unit": "b",
            "consulted.2.unit": "c",
            "_remove": "consulted.1",
        }
        assert draft().edit(posted) == {"consulted": [{"unit": "a"}, {"unit": "c"}]}

    @pytest.mark.parametrize("path", ["title", "nothing", "consulted.0.unit", "a.b.c", ""])
    def test_a_button_we_did_not_make_adds_nothing(self, path: str) -> None:
        values = draft().edit({"title": "x", "_add": path, "_refresh": "1"})
        assert values is not None
        assert values["title"] == "x"
        assert not values.get("consulted")

    def test_what_is_searched_for_is_no_answer(self) -> None:
        posted = {"_q.main_to": " 财政 ", "_q.cc": "", "_search": "main_to"}
        assert queries(posted) == {"main_to": "财政"}
        assert draft().edit(posted) == {}


def test_names_made_to_hurt_do_not() -> None:
    names = [
        "." * 5000,
        "a" + ".b" * 5000,
        "consulted.99999999999999999999.unit",
        "[" * 5000,
        "consulted..unit",
    ]
    form: Form = draft()
    values = form.parse_post(dict.fromkeys(names, "x"))
    assert form.check(values)[1]

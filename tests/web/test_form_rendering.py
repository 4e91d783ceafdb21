"""A form on a page: what is drawn is what is asked, and what is drawn comes back as it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage, MultiDict

from forms import shared_groups
from forms.fields import Field
from forms.form import Form, shared
from tests.forms.making import GOOD_DRAFT, TEXT, draft, form_of
from tests.web import formpage
from web.form_pickers import LIST, Entry
from web.form_rendering import present, with_uploads

CHINA = timezone(timedelta(hours=8))
EVERY = form_of(
    {
        "text": TEXT,
        "long": {"type": "string", "maxLength": 500},
        "lines": {"type": "array", "items": TEXT},
        "count": {"type": "integer"},
        "part": {"type": "number"},
        "money": {"type": "number", "format": "money"},
        "day": {**TEXT, "format": "date"},
        "at": {**TEXT, "format": "date-time"},
        "sure": {"type": "boolean"},
        "maybe": {"type": "boolean"},
        "few": {"type": "string", "enum": ["甲", "乙"]},
        "many": {"type": "integer", "enum": [1, 2, 3, 4, 5, 6, 7]},
        "flags": {"type": "array", "items": {"type": "string", "enum": ["校园", "涉外"]}},
        "who": {**TEXT, "format": "person"},
        "whom": {"type": "array", "items": {"type": "string", "format": "person"}},
        "unit": {**TEXT, "format": "unit"},
        "book": {**TEXT, "format": "book"},
        "group": {**TEXT, "format": "group"},
        "file": {"type": "object", "format": "file"},
        "files": {"type": "array", "items": {"type": "object", "format": "file"}},
        "rows": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "name": {**TEXT, "title": "name"},
                    "yes": {"type": "boolean", "title": "yes"},
                    "inner": {
                        "type": "array",
                        "title": "inner",
                        "items": {
                            "type": "object",
                            "properties": {"n": {"type": "integer", "title": "n"}},
                            "required": ["n"],
                        },
                    },
                },
                "required": ["name", "yes"],
            },
        },
        "place": {"type": "object", "properties": {"city": {**TEXT, "title": "city"}}, "required": ["city"]},
    },
    ui={"fields": {"long": {"kind": "multiline"}}},
    required=["sure"],
)


class Browser(HTMLParser):
    """Reads a page as a browser would hand it in: names and values of what is filled, ticked, chosen."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.posted: MultiDict[str, str] = MultiDict()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._select = self._area = ""
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        name, value = found.get("name") or "", found.get("value") or ""
        if tag == "input" and found["type"] != "file":
            if found["type"] not in {"checkbox", "radio"} or "checked" in found:
                self.posted.add(name, value)
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in found:
            self.posted.add(self._select, value)
        elif tag == "textarea":
            self._area, self.text = name, ""

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.posted.add(self._area, self.text.removeprefix("\n").replace("\n", "\r\n"))


LETTERS = st.characters(
    codec="utf-8",
    exclude_categories=["Cc", "Cs", "Zl", "Zp"],
    exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
)
WORDS = st.text(LETTERS, min_size=1, max_size=30).map(str.strip).filter(bool)
FILES = st.sampled_from(["f1", "zz"]).map(lambda one: {"file": one})
NAMES = {
    "person": ["liwei1", "liwei2", "wangfang"],
    "unit": [one.value for one in formpage.UNITS] + ["gone"],
    "book": ["湘政办发", "湘政办函"],
    "group": ["doc_registrar"],
}


def answers(field: Field) -> st.SearchStrategy[Any]:
    """Any valid answer to a field."""
    simple: dict[str, st.SearchStrategy[Any]] = {
        "text": WORDS,
        "multiline": st.text(LETTERS | st.just("\n"), min_size=1, max_size=60).filter(str.strip),
        "lines": st.lists(WORDS.filter(lambda one: len(one.splitlines()) == 1), min_size=1, max_size=4),
        "integer": st.integers(-(10**20), 10**20),
        "decimal": st.decimals(
            allow_nan=False, allow_infinity=False, places=4, min_value=-(10**15), max_value=10**15
        ),
        "money": st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=0, max_value=10**12),
        "date": st.dates(date(1000, 1, 1)).map(date.isoformat),
        "datetime": st.datetimes(datetime.fromisoformat("1900-01-01")).map(
            lambda one: one.replace(microsecond=0, tzinfo=CHINA).isoformat()
        ),
        "boolean": st.booleans(),
        "file": FILES,
        "files": st.lists(FILES, min_size=1, max_size=3),
    }
    if field.kind in simple:
        return simple[field.kind]
    if field.kind == "fields":
        return objects(field.fields)
    if field.kind == "rows":
        return st.lists(objects(field.fields), min_size=1, max_size=3)
    if field.choices:
        one = st.sampled_from([choice.value for choice in field.choices])
    else:
        names = NAMES[{"people": "person", "units": "unit"}.get(field.kind, field.kind)]
        one = st.sampled_from(names)
    return one if field.type != "array" else st.lists(one, min_size=1, unique=True)


def objects(fields: tuple[Field, ...]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {field.name: answers(field) for field in fields if field.required},
        optional={field.name: answers(field) for field in fields if not field.required},
    )


@pytest.fixture(scope="module")
def page_app() -> Iterator[Flask]:
    app = formpage.app()
    with app.app_context(), app.test_request_context():
        yield app


def as_set(form: Form, values: dict[str, Any]) -> dict[str, Any]:
    """Lists that are sets, in one order; an unticked box is no."""
    sets = {field.name for field in form.fields if field.kind in {"choices", "people", "units"}}
    boxes = {field.name: False for field in form.fields if field.kind == "boolean" and not field.required}
    return {**boxes, **{name: sorted(value) if name in sets else value for name, value in values.items()}}


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(values=objects(EVERY.fields))
def test_whatever_is_drawn_is_handed_in_unchanged(page_app: Flask, values: dict[str, Any]) -> None:
    clean, errors = EVERY.check(values)
    assert not errors, [EVERY.message(error, "en") for error in errors]
    assert clean == values
    html = formpage.page(EVERY, values, key="f")
    posted = Browser(html).posted
    assert as_set(EVERY, EVERY.parse_post(posted)) == as_set(EVERY, values)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    values=st.dictionaries(
        st.sampled_from([field.name for field in EVERY.fields]),
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers()
            | st.text(max_size=8)
            | st.decimals(allow_nan=True).filter(lambda number: not number.is_snan()),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
            ),
            max_leaves=6,
        ),
    )
)
def test_nonsense_is_refused_or_accepted_and_always_shown_again(
    page_app: Flask, values: dict[str, Any]
) -> None:
    _clean, errors = EVERY.check(values)
    for lang in ("zh", "en"):
        assert formpage.page(EVERY, values, key="f", errors=errors, lang=lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_titles_values_and_errors_are_escaped(page_app: Flask, lang: str) -> None:
    evil = "\"><script>alert('x')</script>"
    form = form_of(
        {
            "a": {"type": "string", "title": evil, "description": evil},
            "b": {"type": "string", "title": "b", "enum": [evil]},
        },
        ui={
            "fields": {"a": {"example": evil}, "b": {"labels": {evil: evil}}},
            "sections": [{"key": "k", "title": evil, "fields": ["a", "b"]}],
        },
        title=evil,
    )
    errors = form.check({"a": 5, "b": evil + "x"})[1]
    for shown in (False, True):
        html = formpage.page(form, {"a": evil, "b": evil}, lang=lang, key="f", errors=errors, shown=shown)
        assert "script" not in [tag for tag, _ in Browser(html).tags]
        assert "alert" in html


def test_every_error_stands_beside_its_field_and_in_the_summary(page_app: Flask) -> None:
    form = draft()
    values = {**GOOD_DRAFT, "title": "", "direction": None, "consulted": [{"unit": "czt"}], "main_to": []}
    errors = form.check(values)[1]
    assert len(errors) == 5
    browser = Browser(formpage.page(form, values, errors=errors))
    ids = {attrs["id"]: (tag, attrs) for tag, attrs in browser.tags if "id" in attrs}
    links = [
        attrs["href"] for tag, attrs in browser.tags if tag == "a" and (attrs["href"] or "").startswith("#")
    ]
    assert len(links) == 5
    for link in links:
        tag, _attrs = ids[link[1:]]
        assert tag in {"input", "textarea", "select"}, link
        assert f"{link[1:]}-error" in ids


def test_labels_help_and_errors_belong_to_their_inputs(page_app: Flask) -> None:
    for values, errors in ((GOOD_DRAFT, ()), ({}, draft().check({})[1])):
        browser = Browser(formpage.page(draft(), {**values, "consulted": [{}]}, errors=errors))
        ids = [attrs["id"] for _tag, attrs in browser.tags if "id" in attrs]
        assert len(ids) == len(set(ids))
        labelled = {attrs["for"] for tag, attrs in browser.tags if tag == "label"}
        for tag, attrs in browser.tags:
            if tag in {"input", "select", "textarea"} and attrs.get("type") not in {"hidden", "search"}:
                assert attrs["id"] in labelled
            for one in (attrs.get("aria-describedby") or "").split():
                assert one in ids
            if attrs.get("aria-invalid"):
                assert attrs.get("aria-describedby")


def test_what_does_not_apply_is_not_shown(page_app: Flask) -> None:
    html = formpage.page(draft(), {"openness": "主动公开"})
    assert 'name="openness_reason"' not in html
    assert 'name="openness_reason"' in formpage.page(draft(), {"openness": "不予公开"})


def test_what_must_be_answered_now_is_marked(page_app: Flask) -> None:
    form = draft()
    for values, required in (({"openness": "不予公开"}, True), ({}, False)):
        page = present(form, {"issuer": "联合", **values}, choices=formpage.Directory())
        marks = {item.name: item.required for part in page.parts for item in part.items}
        assert marks["joint_units"]
        assert marks.get("openness_reason", False) is required
        assert not marks["cc"]


def test_namesakes_are_told_apart_by_unit_and_post(page_app: Flask) -> None:
    html = formpage.page(shared("feedback_final"), {"signed_by": "liwei2"}, key="x")
    assert "李伟（省教育厅 · 副处长）" in html
    assert "李伟（省财政厅 · 处长）" in html
    assert "李伟 (省教育厅 · 副处长)" in formpage.page(shared("feedback_final"), {}, key="x", lang="en")


def test_too_many_to_list_are_searched_and_the_chosen_stay(page_app: Flask) -> None:
    form = form_of(
        {
            "units": {"type": "array", "items": {"type": "string", "format": "unit"}},
            "one": {**TEXT, "format": "unit"},
        }
    )
    directory = formpage.Directory([Entry(f"u{number}", f"第{number}处") for number in range(LIST + 50)])
    values = {"units": ["u99"], "one": "u98"}
    html = formpage.page(form, values, key="f", choices=directory)
    assert 'name="_q.units"' in html
    assert 'name="_q.one"' in html
    assert form.parse_post(Browser(html).posted) == values
    found = formpage.page(
        form, values, key="f", choices=directory, queries={"units": "第7处", "one": "无此处"}
    )
    assert 'value="u7"' in found
    assert 'value="u8"' not in found
    assert "没有找到“无此处”。" in found
    assert form.parse_post(Browser(found).posted) == values


def test_what_is_read_only_has_no_input(page_app: Flask) -> None:
    form = draft().for_step(
        dict.fromkeys(("title", "main_to", "consulted", "draft_file", "is_normative"), "read")
    )
    given = {**GOOD_DRAFT, "consulted": [{"unit": "jyt", "opinion": "无意见", "adopted": True}]}
    html = formpage.page(form, {}, given=given)
    names = {attrs.get("name") or "" for _tag, attrs in Browser(html).tags}
    assert not [name for name in names if name.startswith(("title", "main_to", "consulted", "draft_file"))]
    for text in ("关于加强防汛工作的通知", "省财政厅", "省教育厅", "无意见", "代拟稿"):
        assert text in html


def test_computed_values_are_shown_and_not_asked(page_app: Flask) -> None:
    html = formpage.page(shared("satisfaction"), {"attitude": "满意", "result": "不满意"}, key="satisfaction")
    assert 'name="overall"' not in html
    assert "系统自动计算" in html
    assert '<span class="form-said">不满意</span>' in html


def test_the_handling_sheet_shows_answers_and_no_inputs(page_app: Flask) -> None:
    values = {
        **GOOD_DRAFT,
        "is_normative": True,
        "validity_until": "2031-01-05",
        "consulted": [{"unit": "czt", "opinion": "同意", "adopted": True}],
    }
    for lang, day, yes in (("zh", "2031年1月5日", "是"), ("en", "5 Jan 2031", "Yes")):
        html = formpage.page(draft(), values, shown=True, lang=lang)
        assert "<input" not in html
        assert day in html
        assert yes in html
    assert "希望印发日期" not in formpage.page(draft(), values, shown=True)


@pytest.mark.parametrize("name", shared_groups.names())
def test_shared_forms_are_drawn_whole_in_english(page_app: Flask, name: str) -> None:
    form = shared(name)
    html = formpage.page(form, {}, key=name, lang="en", errors=form.check({})[1])
    spoken = {text for text in form.texts(name).values() if len(text) > 2}
    assert not [text for text in spoken if f">{text}<" in html]


class TestUploads:
    def files(self, **named: str) -> MultiDict[str, FileStorage]:
        return MultiDict({name: FileStorage(filename=file) for name, file in named.items()})

    def test_a_file_is_saved_and_named_by_its_id(self) -> None:
        uploads = self.files(**{"_upload.draft_file": "a.docx", "_upload.attachments.0.file": "b.pdf"})
        data = with_uploads(
            draft(), MultiDict({"draft_file": "old"}), uploads, lambda file: f"id-{file.filename}"
        )
        assert draft().parse_post(data) == {
            "draft_file": {"file": "id-a.docx"},
            "attachments": [{"file": {"file": "id-b.pdf"}}],
        }

    def test_an_empty_file_input_changes_nothing(self) -> None:
        data = with_uploads(
            draft(), MultiDict({"draft_file": "old"}), self.files(**{"_upload.draft_file": ""}), pytest.fail
        )
        assert draft().parse_post(data) == {"draft_file": {"file": "old"}}

    def test_a_file_nobody_asked_for_is_not_stored(self) -> None:
        uploads = self.files(**{"_upload.title": "x", "evil": "y", "_upload.draft_file": "z"})
        form = draft().for_step({"draft_file": "read"})
        data = with_uploads(form, MultiDict(), uploads, pytest.fail)
        codes = {error.pointer: error.code for error in form.check(form.parse_post(data))[1]}
        assert codes["/evil"] == "unknown_field"
        assert codes["/draft_file"] == "read_only"

    def test_more_files_are_added_to_those_that_are_there(self) -> None:
        form = shared("opinion")
        uploads = MultiDict([("_upload.attachments", FileStorage(filename=name)) for name in ("a", "b")])
        data = with_uploads(form, MultiDict({"attachments": "old"}), uploads, lambda file: str(file.filename))
        assert form.parse_post(data)["attachments"] == [{"file": "old"}, {"file": "a"}, {"file": "b"}]


def test_long_numbers_are_shown_without_exponents(page_app: Flask) -> None:
    form = form_of(
        {"money": {"type": "number", "format": "money"}}, ui={"fields": {"money": {"unit": "万元"}}}
    )
    html = formpage.page(form, {"money": Decimal("1E+9")}, key="f")
    assert 'value="1000000000"' in html
    assert "万元" in html
    assert "× 10,000 yuan" in formpage.page(
        form, {"money": Decimal("1234567.80")}, key="f", lang="en", shown=True
    )
    assert "1,234,567.80" in formpage.page(form, {"money": Decimal("1234567.80")}, key="f", shown=True)

"""An answer is clean, or every refusal names its field and says what to do."""

from decimal import Decimal
from typing import Any

import pytest

from forms.form import FieldError, Form, FormError, shared
from forms.keywords import CONDITION
from forms.words import SENTENCES
from tests.forms.making import GOOD_DRAFT, TEXT, draft, form_of

FLAG = {"type": "boolean"}


def codes(form: Form, values: object, **more: Any) -> dict[str, str]:
    return {error.pointer: error.code for error in form.check(values, **more)[1]}


def test_a_good_draft_is_accepted_as_it_is() -> None:
    assert draft().check(GOOD_DRAFT) == (GOOD_DRAFT, [])


def test_an_empty_draft_lists_what_is_missing_in_the_order_of_the_form() -> None:
    form = draft()
    errors = form.check({})[1]
    required = form.schema["required"]
    assert [error.pointer for error in errors] == [
        f"/{field.name}" for field in form.fields if field.name in required
    ]
    assert form.message(errors[0]) == "请填写“标题”。"
    assert form.message(errors[1], "en") == "Please choose “文种”."


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"issuer": "联合"}, ["/joint_units"]),
        ({"openness": "不予公开"}, ["/openness_reason"]),
        ({"is_normative": True}, ["/interpretation_draft", "/validity_until"]),
        ({"is_normative": True, "openness": "依申请公开"}, ["/openness_reason", "/validity_until"]),
    ],
)
def test_what_is_asked_depends_on_other_answers(change: dict[str, Any], missing: list[str]) -> None:
    assert sorted(codes(draft(), {**GOOD_DRAFT, **change})) == missing


def test_an_answer_to_what_is_not_asked_is_refused() -> None:
    assert codes(draft(), {**GOOD_DRAFT, "validity_until": "2027-01-01"}) == {
        "/validity_until": "not_applicable"
    }


def test_an_unknown_field_is_refused_at_every_depth() -> None:
    form = draft()
    values = {
        **GOOD_DRAFT,
        "is_admin": True,
        "consulted": [{"unit": "a", "opinion": "b", "adopted": True, "x": 1}],
    }
    assert codes(form, values) == {"/is_admin": "unknown_field", "/consulted/0/x": "unknown_field"}


def test_rows_are_told_by_number() -> None:
    form = draft()
    row = {"unit": "czt", "opinion": "无", "adopted": True}
    errors = form.check({**GOOD_DRAFT, "consulted": [row, {"unit": "jyt", "adopted": False}]})[1]
    assert [(error.pointer, form.message(error)) for error in errors] == [
        ("/consulted/1/opinion", "请填写“征求意见情况 2 › 意见”。")
    ]


@pytest.mark.parametrize("empty", [None, "", "  \n", "\u3000"])
def test_blank_says_not_answered(empty: str | None) -> None:
    assert codes(draft(), {**GOOD_DRAFT, "title": empty}) == {"/title": "required"}
    assert codes(draft(), {**GOOD_DRAFT, "cc": [], "requested_issue_date": empty}) == {}


@pytest.mark.parametrize(
    ("schema", "value", "code"),
    [
        (TEXT, 5, "type_string"),
        (TEXT, "a\x00b", "control_character"),
        (TEXT, "a\ud800", "control_character"),
        (TEXT, "公开\u202e密秘", "control_character"),
        (TEXT, "a\nb", "line_break"),
        (TEXT, "字" * 201, "maxLength"),
        ({**TEXT, "minLength": 3}, "ab", "minLength"),
        ({**TEXT, "pattern": "^\\d+$", "maxLength": 9}, "x", "pattern"),
        ({**TEXT, "format": "date"}, "2026-02-29", "format_date"),
        ({**TEXT, "format": "date"}, "20260101", "format_date"),
        ({**TEXT, "format": "date-time"}, "2026-01-05T09:30:00", "format_date-time"),
        ({**TEXT, "format": "date-time"}, "2026-01-05T25:00:00+08:00", "format_date-time"),
        ({**TEXT, "format": "person"}, "li wei", "format_person"),
        ({**TEXT, "format": "unit"}, "../czt", "format_unit"),
        ({"type": "string", "enum": ["甲"]}, "乙", "enum"),
        ({"type": "integer"}, Decimal("1.5"), "type_integer"),
        ({"type": "integer"}, "12", "type_integer"),
        ({"type": "integer"}, True, "type_integer"),
        ({"type": "integer", "minimum": 0}, -1, "minimum"),
        ({"type": "integer", "maximum": 9}, 10, "maximum"),
        ({"type": "number", "exclusiveMinimum": 0}, 0, "exclusiveMinimum"),
        ({"type": "number", "exclusiveMaximum": 1}, 1, "exclusiveMaximum"),
        ({"type": "number", "multipleOf": 0.01}, Decimal("0.001"), "multipleOf"),
        ({"type": "number"}, float("nan"), "not_finite"),
        ({"type": "number"}, Decimal("Infinity"), "not_finite"),
        ({"type": "number"}, Decimal("1E+400"), "number_size"),
        ({"type": "number"}, 10**40, "number_size"),
        (FLAG, "true", "type_boolean"),
        ({**FLAG, "const": True}, False, "const"),
        ({"type": "object", "format": "file"}, "f1", "format_file"),
        ({"type": "object", "format": "file"}, {"file": 3}, "format_file"),
        ({"type": "array", "items": {"type": "string", "format": "unit"}}, "czt", "type_array"),
        ({"type": "array", "items": {"type": "string", "format": "unit"}}, ["a", "a"], "uniqueItems"),
        ({"type": "array", "items": TEXT, "minItems": 2}, ["a"], "minItems"),
        ({"type": "array", "items": TEXT, "maxItems": 1}, ["a", "b"], "maxItems"),
        ({"type": "object", "properties": {"b": {**TEXT, "title": "b"}}}, [1], "type_object"),
    ],
)
def test_each_rule_has_its_sentence(schema: dict[str, Any], value: object, code: str) -> None:
    form = form_of({"a": schema})
    errors = form.check({"a": value})[1]
    assert [error.code for error in errors] == [code]
    assert form.message(errors[0]).startswith("“")
    assert "a" in form.message(errors[0])
    assert form.message(errors[0], "en") != form.message(errors[0])


def test_every_word_of_the_schema_that_can_refuse_can_speak() -> None:
    silent = {"if", "then", "else", "allOf", "properties", "items", "dependentRequired", "type", "$comment"}
    assert CONDITION - silent <= SENTENCES.keys()
    for code in SENTENCES:
        facts = dict.fromkeys(("limit", "length", "value", "name", "line", "column", "zh", "en"), 3)
        for locale in ("zh_CN", "en"):
            said = FieldError("/a", code, facts).message(locale, title="标题")
            assert "{" not in said
            assert said.endswith("。" if locale == "zh_CN" else ".")


def test_numbers_stay_exact() -> None:
    form = form_of({"a": {"type": "number", "format": "money"}, "b": {"type": "integer"}})
    clean, errors = form.check({"a": Decimal("0.10"), "b": Decimal("3.0")})
    assert not errors
    assert str(clean["a"]) == "0.10"
    assert clean["b"] == 3
    assert isinstance(clean["b"], int)
    assert str(form.check({"a": 0.1})[0]["a"]) == "0.1"


def test_sizes_are_limited() -> None:
    form = form_of({"a": TEXT})
    assert codes(form, {"a": "x" * 2_000_000}) == {"": "too_large"}
    deep: Any = "x"
    for _ in range(500):
        deep = [deep]
    assert codes(form, {"a": deep}) == {"": "too_deep"}
    assert codes(form, {"a": ["x"] * 30_000}) == {"": "too_large"}
    assert codes(form, [1]) == {"": "not_an_object"}


class TestSteps:
    def test_what_a_step_hides_is_neither_shown_nor_accepted(self) -> None:
        form = draft().for_step({"code": "hidden"})
        assert "code" not in form.published["properties"]
        assert "code" not in form.published["required"]
        values = {name: value for name, value in GOOD_DRAFT.items() if name != "code"}
        assert form.check(values)[1] == []
        assert codes(form, GOOD_DRAFT) == {"/code": "unknown_field"}

    def test_what_is_read_only_comes_from_the_matter_and_is_not_accepted(self) -> None:
        form = draft().for_step({"is_normative": "read"})
        values = {name: value for name, value in GOOD_DRAFT.items() if name != "is_normative"}
        assert form.published["properties"]["is_normative"]["readOnly"] is True
        assert codes(form, values, given={"is_normative": True}) == {
            "/validity_until": "required_choice",
            "/interpretation_draft": "required_file",
        }
        assert codes(form, GOOD_DRAFT) == {"/is_normative": "read_only"}
        assert "is_normative" not in form.check(values, given={"is_normative": False})[0]

    def test_a_step_cannot_open_what_the_form_closes(self) -> None:
        form = form_of({"a": TEXT, "b": TEXT}, ui={"fields": {"a": {"readonly": True}}})
        assert codes(form.for_step({"a": "write"}), {"a": "x"}) == {"/a": "read_only"}

    def test_permissions_that_mean_nothing_are_refused(self) -> None:
        with pytest.raises(FormError, match="no outermost field"):
            draft().for_step({"titel": "read"})
        with pytest.raises(FormError, match="not known"):
            draft().for_step({"title": "readonly"})


class TestComputed:
    FORM = form_of(
        {
            "price": {"type": "number"},
            "count": {"type": "integer"},
            "sum": {"type": "number", "maximum": 100},
        },
        ui={"fields": {"sum": {"value": "= price * count"}}},
    )

    def test_it_is_worked_out(self) -> None:
        assert self.FORM.check({"price": Decimal("1.5"), "count": 3})[0]["sum"] == Decimal("4.5")
        assert "sum" not in self.FORM.check({"price": 1})[0]

    def test_it_is_not_accepted_from_outside(self) -> None:
        assert codes(self.FORM, {"sum": 3}) == {"/sum": "computed"}

    def test_it_obeys_the_schema_too(self) -> None:
        assert codes(self.FORM, {"price": 50, "count": 3}) == {"/sum": "maximum"}

    def test_in_rows_it_sees_its_row(self) -> None:
        row = {"n": {"type": "integer", "title": "n"}, "twice": {"type": "integer", "title": "twice"}}
        form = form_of(
            {
                "rows": {"type": "array", "items": {"type": "object", "properties": row}},
                "factor": {"type": "integer"},
            },
            ui={"fields": {"rows.twice": {"value": "n * factor"}}},
        )
        clean, errors = form.check({"factor": 2, "rows": [{"n": 3}, {"n": 4}]})
        assert not errors
        assert [one["twice"] for one in clean["rows"]] == [6, 8]

    def test_a_hidden_constant_is_the_forms_own(self) -> None:
        form = form_of({"a": TEXT, "k": {**TEXT, "default": "建议"}}, ui={"fields": {"k": {"hidden": True}}})
        assert form.check({"a": "x"}) == ({"a": "x", "k": "建议"}, [])
        assert codes(form, {"k": "other"}) == {"/k": "computed"}
        assert "k" not in form.published["properties"]


def test_what_was_there_before_and_is_left_out_is_cleared() -> None:
    form = draft()
    clean, errors = form.check(GOOD_DRAFT, given={"cc": ["czt"], "validity_until": "2027-01-01", "other": 1})
    assert not errors
    assert clean == {**GOOD_DRAFT, "cc": None, "validity_until": None}


def test_people_units_and_files_must_exist() -> None:
    known = {("unit", "czt"), ("unit", "jyt"), ("book", "湘政办发")}
    found = codes(draft(), GOOD_DRAFT, exists=lambda kind, value: (kind, value) in known)
    assert found == {"/draft_file": "unknown_file"}


def test_an_expression_that_runs_away_is_a_refusal_not_a_crash() -> None:
    form = form_of(
        {"n": {"type": "integer"}, "total": {"type": "number"}},
        ui={"fields": {"total": {"value": "sum(for i in 1..n, j in 1..n return i * j)"}}},
    )
    assert codes(form, {"n": 999_999}) == {"/total": "not_computable"}


class TestSharedForms:
    def test_a_tick_needs_no_words(self) -> None:
        form = shared("instruct")
        base = {"need_report": False, "visibility": "parties"}
        assert codes(form, {**base, "tick": True}) == {}
        assert codes(form, {**base, "tick": False}) == {"/opinion": "required"}
        assert codes(form, base) == {"/opinion": "required"}

    def test_disagreement_needs_grounds(self) -> None:
        base = {"signer": "liwei1", "seal": True}
        assert codes(shared("countersign_answer"), {**base, "answer": "disagree"}) == {
            "/grounds": "required_rows"
        }
        assert codes(shared("countersign_answer"), {**base, "answer": "agree"}) == {}

    def test_the_text_that_was_signed_is_kept(self) -> None:
        values = {"answer": "agree", "signer": "liwei1", "seal": True}
        clean, errors = shared("countersign_answer").check(values, given={"text_hash": "abc"})
        assert not errors
        assert clean["text_hash"] == "abc"

    def test_the_published_schema_requires_what_is_always_asked(self) -> None:
        """A client that answers what it requires is not told that a field does not apply."""
        form = form_of(
            {"grade": TEXT, "reason": TEXT, "no": TEXT},
            ui={"fields": {"reason": {"visibleIf": 'grade = "other"'}, "no": {"readonly": True}}},
            required=["grade", "reason", "no"],
        )
        assert form.published["required"] == ["grade"]
        assert codes(form, {"grade": "one"}) == {}
        assert codes(form, {"grade": "other"}) == {"/reason": "required"}

    def test_a_return_needs_ten_characters(self) -> None:
        assert codes(shared("return_form"), {"to": "drafter", "reason": "重写"}) == {"/reason": "minLength"}

    @pytest.mark.parametrize(
        ("attitude", "result", "overall"),
        [("满意", "满意", "满意"), ("满意", "基本满意", "基本满意"), ("不满意", "满意", "不满意")],
    )
    def test_the_worse_of_two_counts(self, attitude: str, result: str, overall: str) -> None:
        values = {"attitude": attitude, "result": result, "comments": "说明"}
        assert shared("satisfaction").check(values)[0]["overall"] == overall

    def test_dissatisfaction_needs_a_comment(self) -> None:
        assert codes(shared("satisfaction"), {"attitude": "满意", "result": "不满意"}) == {
            "/comments": "required"
        }

    def test_class_b_needs_a_date(self) -> None:
        assert codes(shared("class_mark"), {"class": "B"}) == {"/promise_date": "required_choice"}
        assert codes(shared("class_mark"), {"class": "A"}) == {}

    def test_every_extension_is_counted(self) -> None:
        values = {"new_due": "2026-03-01", "reason": "a", "progress": "b", "plan": "c"}
        assert shared("extension_request").check(values)[0]["nth"] == 1
        assert shared("extension_request").check(values, given={"nth": 1})[0]["nth"] == 2

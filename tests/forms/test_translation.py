"""Every text of a form has English, or the form says which has not."""

import json

import pytest

from forms import shared_groups
from forms.form import Form, builtin, shared
from tests.forms.making import DATA, draft, file_of


@pytest.mark.parametrize("name", shared_groups.names())
def test_shared_forms_are_in_both_languages(name: str) -> None:
    form = shared(name)
    assert form.untranslated(name, {}) == []
    spoken = form.translated("whatever", {})
    assert spoken.texts("x") == {}
    assert form.check(form.blank())[0] is not None


def test_no_english_is_left_over() -> None:
    keys = {key for name in shared_groups.names() for key in shared(name).texts(name)}
    assert set(shared_groups.english()) == keys


def test_the_draft_in_english() -> None:
    english = json.loads((DATA / "en.json").read_text("utf-8"))
    form = draft()
    assert form.untranslated("draft", english) == []
    spoken = form.translated("draft", english)
    assert spoken.title == "Draft of an outgoing document"
    assert spoken.sections[0].title == "Document"
    assert spoken.field("issuer").choices[0].label == "Provincial Government"
    assert spoken.field("issuer").choices[0].value == "省政府"
    errors = form.check({"issuer": "联合"})[1]
    assert "Please choose “Joint issuers”." in [spoken.message(error, "en") for error in errors]
    assert "请选择“联合发文单位”。" in [form.message(error) for error in errors]


def test_what_has_no_english_stays_chinese_and_is_named() -> None:
    form = Form.read(file_of({"a": {"type": "string", "title": "甲"}}))
    assert form.untranslated("f", {"f": "Form"}) == ["f.a"]
    assert form.translated("f", {"f": "Form"}).fields[0].title == "甲"


def test_a_shared_group_inside_a_form_brings_its_words() -> None:
    form = Form.read(
        file_of({"reply": {"$ref": "shared:accept_or_object", "title": "答复情况"}}, title="表单")
    )
    spoken = form.translated("f", {"f.reply": "Their answer", "f": "Form"})
    inner = {field.name: field for field in spoken.fields[0].fields}
    assert spoken.fields[0].title == "Their answer"
    assert inner["answer"].choices[0].label == "Accept"
    assert inner["reason"].visible_if is not None


def test_tasks_without_a_form_ask_for_an_opinion() -> None:
    assert [field.name for field in builtin().fields] == ["opinion", "attachments"]
    assert builtin().check({"opinion": "同意"})[1] == []

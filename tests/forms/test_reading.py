"""A form file that we would not obey to the letter is refused, with the place and the cure."""

import json

import pytest

from forms.flaws import FLAWS
from forms.form import Form
from tests.forms.making import TEXT, draft, file_of, refused


def test_the_draft_of_an_outgoing_document_is_a_form() -> None:
    form = draft()
    assert [field.name for field in form.fields][:4] == ["title", "wenzhong", "issuer", "joint_units"]
    assert form.field("consulted").kind == "rows"
    assert form.field("consulted").fields[0].path == "consulted.unit"
    assert form.field("main_to").kind == "units"
    assert form.field("direction").choices[0].label == "上行文"
    assert [section.key for section in form.sections] == ["document", "handling", "grounds", "files"]


def test_the_published_schema_says_what_we_insist_on() -> None:
    form = draft()
    published = form.published
    assert published["additionalProperties"] is False
    assert published["properties"]["main_to"]["minItems"] == 1
    assert published["properties"]["main_to"]["uniqueItems"] is True
    assert published["properties"]["draft_file"]["required"] == ["file"]
    assert json.loads(json.dumps(published)) == published


@pytest.mark.parametrize(
    ("data", "place", "cure"),
    [
        (b"{", "", "not valid JSON"),
        (b"\xff", "", "not valid JSON"),
        (b"[]", "", "an object is expected"),
        (b'{"schema": {}, "schema": {}}', "", "stands twice"),
        (b'{"schema": {}, "extra": 1}', "", "“extra” is not known"),
        (b'{"ui": {}}', "", "“schema” is missing"),
        (b'{"schema": []}', "/schema", "object is expected"),
        (b'{"schema": {"title": "x", "minimum": NaN}}', "", "NaN is not a JSON number"),
        (b"[" * 100_000, "", "not valid JSON"),
        (b'{"schema": "' + b"x" * 300_000 + b'"}', "", "too big"),
        (b'{"schema": {"type": "array", "title": "x"}}', "/schema", "outermost schema"),
        (file_of({"a": {"type": "sting"}}), "/schema/properties/a/type", "breaks JSON Schema"),
        (file_of({"a": {"type": ["string", "null"]}}), "/schema/properties/a", "is not supported"),
        (file_of({"a": {"title": "", "type": "string"}}), "/schema/properties/a", "no title"),
        (file_of({"a": {**TEXT, "maxLenght": 3}}), "/schema/properties/a", "“maxLenght” is not known"),
        (file_of({"a": {**TEXT, "minimum": 3}}), "/schema/properties/a", "“minimum” is not known"),
        (file_of({"a": {**TEXT, "readOnly": True}}), "/schema/properties/a", "“readOnly”"),
        (file_of({"a": {**TEXT, "format": "email"}}), "/schema/properties/a", "format “email”"),
        (file_of({"a": {"type": "string", "enum": ["x", " "]}}), "/schema/properties/a/enum", "enum"),
        (file_of({"a": {"type": "array"}}), "/schema/properties/a", "needs items"),
        (
            file_of({"a": {"type": "array", "items": {"type": "number"}}}),
            "/schema/a",
            "entries of an array cannot be “decimal”",
        ),
        (file_of({"a b": TEXT}), "/schema/properties/a b", "cannot be a field's name"),
        (file_of({"return": TEXT}), "/schema/properties/return", "cannot be a field's name"),
        (file_of({"a": TEXT}, required=["b"]), "/schema/required", "“b” is not a field"),
        (file_of({"a": TEXT}, patternProperties={}), "/schema", "“patternProperties”"),
        (file_of({"a": TEXT}, additionalProperties=True), "/schema/additionalProperties", "only be false"),
        (file_of({"a": TEXT}, then={"required": ["a"]}), "/schema", "“if” is missing"),
        (
            file_of({"a": TEXT}, **{"if": {"properties": {"x": {"const": 1}}}, "then": {"required": ["a"]}}),
            "/schema/if/properties",
            "“x” is not a field",
        ),
        (
            file_of(
                {"a": {"type": "string", "enum": ["是", "否"]}},
                allOf=[{"if": {"properties": {"a": {"const": "yes"}}}, "then": {"required": ["a"]}}],
            ),
            "/schema/allOf/0/if/properties/a",
            "“yes”",
        ),
        (
            file_of({"a": {**TEXT, "pattern": "(a+)+$", "maxLength": 50}}),
            "/schema/properties/a/pattern",
            "ways",
        ),
        (file_of({"a": {"title": "a", "$ref": "shared:nothing"}}), "/schema/properties/a", "leads nowhere"),
        (file_of({"a": {"title": "a", "$ref": "http://x/y"}}), "/schema/properties/a", "leads nowhere"),
        (
            file_of({"a": {"$ref": "#/$defs/d"}}, **{"$defs": {"d": {"$ref": "#/$defs/d"}}}),
            "/schema/properties/a",
            "leads back to itself",
        ),
        (
            file_of({"a": {"$ref": "shared:opinion", "required": []}}),
            "/schema/properties/a",
            "beside $ref",
        ),
        (file_of({"a": TEXT}, ui={"fields": {"b": {}}}), "/ui/fields", "“b” in ui.fields is not a field"),
        (file_of({"a": TEXT}, ui={"theme": 1}), "/ui", "“theme” is not known"),
        (file_of({"a": TEXT}, ui={"fields": {"a": {"colour": "red"}}}), "/ui/fields/a", "“colour”"),
        (file_of({"a": TEXT}, ui={"fields": {"a": {"kind": "date"}}}), "/ui/fields/a", "kind “date”"),
        (
            file_of({"a": TEXT}, ui={"fields": {"a": {"unit": "元"}}}),
            "/ui/fields/a",
            "no effect on kind “text”",
        ),
        (file_of({"a": TEXT}, ui={"fields": {"a": {"hidden": True}}}), "/ui/fields/a", "needs a value"),
        (file_of({"a": TEXT}, ui={"fields": {"a": {"wide": "yes"}}}), "/ui/fields/a/wide", "true or false"),
        (
            file_of({"a": TEXT}, ui={"fields": {"a": {"visibleIf": "= 1 +"}}}),
            "/ui/fields/a/visibleIf",
            "FEEL",
        ),
        (
            file_of({"a": TEXT, "b": TEXT}, ui={"sections": [{"key": "k", "title": "t", "fields": ["a"]}]}),
            "/ui/sections",
            "“b” must stand in exactly one section (now 0)",
        ),
        (file_of({"a": {**TEXT, "default": 7}}), "/schema/properties/a/default", "default breaks"),
    ],
)
def test_what_we_would_not_obey_is_refused(data: bytes, place: str, cure: str) -> None:
    flaws = refused(data)
    assert any(where == place and cure in sentence for where, sentence in flaws), flaws


def test_all_flaws_are_told_at_once() -> None:
    data = file_of({"a": {**TEXT, "x": 1}, "b": {**TEXT, "y": 1}}, required=["c"])
    assert len(refused(data)) == 3


def test_every_flaw_speaks_both_languages() -> None:
    for chinese, english in FLAWS.values():
        assert chinese != english
        assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)


def test_nesting_has_an_end() -> None:
    schema: dict[str, object] = {"type": "string", "title": "t"}
    for _ in range(30):
        schema = {"type": "object", "title": "t", "properties": {"a": schema}}
    assert any(
        "nested deeper" in sentence for _, sentence in refused(json.dumps({"schema": schema}).encode())
    )


def test_a_definition_is_put_where_it_is_used() -> None:
    form = Form.read(
        file_of(
            {"a": {"$ref": "#/$defs/place", "title": "起点"}, "b": {"$ref": "#/$defs/place"}},
            **{"$defs": {"place": {"type": "string", "title": "地点", "maxLength": 5}}},
        )
    )
    assert [(field.title, field.schema["maxLength"]) for field in form.fields] == [("起点", 5), ("地点", 5)]
    assert "$defs" not in form.schema

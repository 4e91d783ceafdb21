"""What can be wrong with a form file, with the cure, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

FLAWS: Mapping[str, tuple[str, str]] = {
    # code: (中文, English)
    "not_json": ("不是有效的 JSON：{reason}", "not valid JSON: {reason}"),
    "too_big": ("表单文件太大（上限 {limit}）", "the form file is too big (limit {limit})"),
    "not_an_object": ("此处应为 JSON 对象", "an object is expected here"),
    "unknown_key": (
        "不认识“{name}”；可用的有：{known}。请改正或删除",
        "“{name}” is not known here; write one of {known}, or remove it",
    ),
    "missing_key": ("缺少“{name}”；请补上", "“{name}” is missing; add it"),
    "schema": ("不符合 JSON Schema 2020-12：{reason}", "breaks JSON Schema 2020-12: {reason}"),
    "dialect": (
        "只支持 JSON Schema 2020-12；请删除 $schema 或写 {dialect}",
        "only JSON Schema 2020-12 is read; remove $schema or write {dialect}",
    ),
    "ref": (
        "“$ref: {ref}”找不到；请写 “#/$defs/名称” 或 “shared:名称”（现有：{known}）",
        "“$ref: {ref}” leads nowhere; write “#/$defs/NAME” or “shared:NAME” ({known})",
    ),
    "ref_cycle": (
        "“$ref: {ref}”引用了自身；请去掉循环",
        "“$ref: {ref}” leads back to itself; break the circle",
    ),
    "ref_sibling": (
        "$ref 旁边只能写 title、description、default；请把“{name}”移到被引用处",
        "beside $ref only title, description and default may stand; move “{name}” into what it refers to",
    ),
    "root_type": (
        "表单最外层必须是 “type: object” 并有 properties",
        "the outermost schema must have “type: object” and properties",
    ),
    "field_name": (
        "字段名“{name}”不可用；请用字母或汉字开头，只含字母、汉字、数字、下划线，最多 60 个字符",
        "“{name}” cannot be a field's name; begin with a letter, then letters, digits and _ (at most 60)",
    ),
    "title": ("字段缺少 title（中文名称）；请补上", "the field has no title (its Chinese name); add one"),
    "type": (
        "字段类型“{type}”不支持；请用 string、integer、number、boolean、array、object 之一",
        "type “{type}” is not supported; write string, integer, number, boolean, array or object",
    ),
    "format": (
        "format “{format}”不适用于类型 {type}；可用：{known}",
        "format “{format}” does not go with type {type}; write one of {known}",
    ),
    "enum": (
        "enum 的值必须都是文字或都是整数，不能为空或重复",
        "enum values must be all text or all whole numbers, not blank and without repetition",
    ),
    "items": ("数组必须写 items，说明每一项是什么", "an array needs items that say what one entry is"),
    "items_kind": (
        "数组的每一项不能是“{kind}”；可用文字、选项、人员、单位、文件或对象",
        "entries of an array cannot be “{kind}”; use text, choices, people, units, files or objects",
    ),
    "closed": (
        "additionalProperties 只能为 false（未知字段一律拒绝）",
        "additionalProperties may only be false (unknown fields are always refused)",
    ),
    "unknown_property": (
        "“{name}”不是此处的字段；现有字段：{known}",
        "“{name}” is not a field here; the fields are {known}",
    ),
    "nested_too_deep": (
        "字段嵌套超过 {limit} 层；请拆开",
        "fields are nested deeper than {limit}; split the form",
    ),
    "too_many": ("字段超过 {limit} 个；请拆成几张表单", "more than {limit} fields; split the form"),
    "pattern": ("正则表达式不可用：{reason}", "the pattern cannot be used: {reason}"),
    "ui_field": (
        "ui.fields 中的“{name}”不是字段；现有：{known}",
        "“{name}” in ui.fields is not a field; the fields are {known}",
    ),
    "ui_value": ("“{name}”的值应为{zh}", "“{name}” must be {en}"),
    "ui_kind": (
        "kind “{kind}”不适用于这样的 schema；此处可用：{known}",
        "kind “{kind}” does not go with this schema; here one of {known}",
    ),
    "ui_label": (
        "labels 中的“{name}”不是 enum 的值；现有：{known}",
        "“{name}” in labels is not one of the enum's values: {known}",
    ),
    "ui_useless": (
        "“{name}”对 kind “{kind}”没有作用；请删除",
        "“{name}” has no effect on kind “{kind}”; remove it",
    ),
    "ui_nested": (
        "“{name}”只能用于最外层字段；请移到外层或删除",
        "“{name}” is for outermost fields only; move it or remove it",
    ),
    "ui_hidden": (
        "隐藏字段必须有 value 或 default，否则永远是空的",
        "a hidden field needs a value or a default, else it is always empty",
    ),
    "ui_conflict": ("“{name}”与“{other}”不能同时使用", "“{name}” and “{other}” cannot stand together"),
    "section": (
        "字段“{name}”必须且只能出现在一个 section 中（现在 {count} 次）",
        "field “{name}” must stand in exactly one section (now {count})",
    ),
    "section_key": ("section 的 key “{name}”重复", "two sections have the key “{name}”"),
    "feel": (
        "FEEL 表达式有误：第{line}行第{column}列，{zh}",
        "the FEEL expression is wrong: line {line}, column {column}: {en}",
    ),
    "default": (
        "default 不符合字段自己的规则：{reason}",
        "the default breaks the field's own rules: {reason}",
    ),
    "access": (
        "环节权限提到的“{name}”不是表单的最外层字段；现有：{known}",
        "the step's permissions name “{name}”, which is no outermost field of the form: {known}",
    ),
    "access_value": (
        "字段权限“{value}”不认识；请写 read、write 或 hidden",
        "permission “{value}” is not known; write read, write or hidden",
    ),
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong with a form file: where (JSON pointer), what, and the facts to say so."""

    pointer: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    def message(self, locale: str = "en") -> str:
        """What is wrong and what to write instead."""
        chinese, english = FLAWS[self.code]
        facts = {name: _listed(value) for name, value in self.params.items()}
        return (english if locale.startswith("en") else chinese).format_map(facts)


class FormError(Exception):
    """The file cannot be used as a form; ``flaws`` says everything that is wrong with it."""

    def __init__(self, flaws: Sequence[Flaw]) -> None:
        super().__init__("; ".join(f"{flaw.pointer or '/'}: {flaw.message()}" for flaw in flaws))
        self.flaws = tuple(flaws)


def _listed(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(str(one) for one in value) or "–"
    return str(value)


def pointer(*parts: str | int) -> str:
    """A JSON pointer (RFC 6901) from its parts."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)

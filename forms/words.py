"""Every sentence a form can say to the person who fills it, in both languages.

A field error is a code with parameters; the sentence is chosen when somebody reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

SENTENCES: Mapping[str, tuple[str, str]] = {
    # code: (中文, English)
    "nobody_chosen": ("请选择单位或者人员。", "Choose units or people."),
    "nobody_there": ("其中没有可以送达的人员。", "Nobody can be reached by this choice."),
    "day_over": ("这一天已经过去。", "That day is over."),
    "required": ("请填写“{title}”。", "Please fill in “{title}”."),
    "required_choice": ("请选择“{title}”。", "Please choose “{title}”."),
    "required_file": ("请上传“{title}”。", "Please upload “{title}”."),
    "required_rows": ("“{title}”至少要有一项。", "“{title}” needs at least one entry."),
    "unknown_field": ("表单中没有“{name}”这一项。", "The form has no field “{name}”."),
    "read_only": ("“{title}”在本环节只读，不能修改。", "“{title}” is read-only at this step."),
    "computed": (
        "“{title}”由系统自动计算，不能填写。",
        "“{title}” is worked out by the system and cannot be sent.",
    ),
    "not_applicable": ("当前情况下不需要填写“{title}”。", "“{title}” does not apply here; leave it empty."),
    "type_string": ("“{title}”应为文字。", "“{title}” must be text."),
    "type_integer": ("“{title}”应为整数。", "“{title}” must be a whole number."),
    "type_number": ("“{title}”应为数字。", "“{title}” must be a number."),
    "type_boolean": ("“{title}”应为“是”或“否”。", "“{title}” must be yes or no."),
    "type_array": ("“{title}”应为列表。", "“{title}” must be a list."),
    "type_object": ("“{title}”应为一组字段。", "“{title}” must be a group of fields."),
    "enum": ("“{title}”的值“{value}”不在可选范围内。", "“{value}” is not one of the choices of “{title}”."),
    "const": ("“{title}”必须为“{limit}”。", "“{title}” must be “{limit}”."),
    "minLength": ("“{title}”至少需要{limit}个字。", "“{title}” needs at least {limit} characters."),
    "maxLength": (
        "“{title}”不能超过{limit}个字（现有{length}个）。",
        "“{title}” may have at most {limit} characters (it has {length}).",
    ),
    "pattern": ("“{title}”的格式不正确{example}。", "“{title}” does not have the right form{example}."),
    "minimum": ("“{title}”不能小于{limit}。", "“{title}” must be {limit} or more."),
    "maximum": ("“{title}”不能大于{limit}。", "“{title}” must be {limit} or less."),
    "exclusiveMinimum": ("“{title}”必须大于{limit}。", "“{title}” must be more than {limit}."),
    "exclusiveMaximum": ("“{title}”必须小于{limit}。", "“{title}” must be less than {limit}."),
    "multipleOf": ("“{title}”必须是{limit}的整数倍。", "“{title}” must be a multiple of {limit}."),
    "minItems": ("“{title}”至少要有{limit}项。", "“{title}” needs at least {limit} entries."),
    "maxItems": ("“{title}”最多{limit}项。", "“{title}” may have at most {limit} entries."),
    "uniqueItems": ("“{title}”中有重复的项。", "“{title}” has the same entry twice."),
    "contains": ("“{title}”缺少规定的项。", "“{title}” lacks an entry that must be there."),
    "minContains": (
        "“{title}”中规定的项至少要有{limit}个。",
        "“{title}” needs at least {limit} of the prescribed entries.",
    ),
    "maxContains": (
        "“{title}”中规定的项最多{limit}个。",
        "“{title}” may have at most {limit} of the prescribed entries.",
    ),
    "minProperties": (
        "“{title}”至少要填写{limit}项。",
        "At least {limit} fields of “{title}” must be filled in.",
    ),
    "maxProperties": (
        "“{title}”最多填写{limit}项。",
        "At most {limit} fields of “{title}” may be filled in.",
    ),
    "not": ("“{title}”填写了不允许的内容。", "“{title}” has a value that is not allowed."),
    "anyOf": (
        "“{title}”的填写不符合任何一种允许的情况。",
        "“{title}” fits none of the permitted cases.",
    ),
    "oneOf": (
        "“{title}”的填写必须符合且只符合一种允许的情况。",
        "“{title}” must fit exactly one of the permitted cases.",
    ),
    "never": ("“{title}”的这种填法不允许。", "“{title}” may not be filled in this way."),
    "format_date": (
        "“{title}”应为有效日期，如 2026-01-05。",
        "“{title}” must be a real date, like 2026-01-05.",
    ),
    "format_date-time": (
        "“{title}”应为有效的日期时间，如 2026-01-05T09:30:00+08:00。",
        "“{title}” must be a real date and time, like 2026-01-05T09:30:00+08:00.",
    ),
    "format_person": ("“{title}”应为人员登录名。", "“{title}” must be a person's login."),
    "format_unit": ("“{title}”应为单位代码。", "“{title}” must be the key of a unit."),
    "format_group": ("“{title}”应为组代码。", "“{title}” must be the key of a group."),
    "format_book": ("“{title}”应为字号簿代码。", "“{title}” must be the code of a number book."),
    "format_file": ("“{title}”应为已上传的文件。", "“{title}” must be an uploaded file."),
    "unknown_person": ("“{title}”：没有“{value}”这个人员。", "“{title}”: there is no person “{value}”."),
    "unknown_unit": ("“{title}”：没有“{value}”这个单位。", "“{title}”: there is no unit “{value}”."),
    "unknown_group": ("“{title}”：没有“{value}”这个组。", "“{title}”: there is no group “{value}”."),
    "unknown_book": (
        "“{title}”：没有“{value}”这个字号簿。",
        "“{title}”: there is no number book “{value}”.",
    ),
    "unknown_file": (
        "“{title}”：文件不存在或已失效，请重新上传。",
        "“{title}”: the file is not there any more; please upload it again.",
    ),
    "control_character": (
        "“{title}”含有不可见的控制字符，请删除。",
        "“{title}” contains control characters; please remove them.",
    ),
    "line_break": ("“{title}”只能填写一行。", "“{title}” takes one line only."),
    "not_finite": ("“{title}”不是有效的数字。", "“{title}” is not a finite number."),
    "number_size": ("“{title}”的数字太长。", "The number in “{title}” has too many digits."),
    "not_computable": (
        "“{title}”无法计算，请检查所填内容。",
        "“{title}” cannot be worked out from these values.",
    ),
    "feel": (
        "“{title}”：FEEL 第{line}行第{column}列，{zh}。",
        "“{title}”: FEEL, line {line}, column {column}: {en}.",
    ),
    "too_deep": ("提交的内容嵌套太深。", "The submitted values are nested too deeply."),
    "too_large": ("提交的内容太多。", "Too much was submitted."),
    "not_an_object": ("提交的内容应为一组字段。", "What is submitted must be a set of fields."),
}


def plain(value: object) -> str:
    """A value as a person reads it in a sentence: numbers without exponents, long text cut."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal) and value.is_finite():
        return f"{value:f}"
    text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"


@dataclass(frozen=True, slots=True)
class FieldError:
    """One answer that cannot be accepted: where (JSON pointer), what (code), and the facts to say so.

    What the field is called is added by the form, in the language it has been put into: `Form.message`.
    """

    pointer: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    def message(self, locale: str = "zh_CN", *, title: str = "", example: str = "") -> str:
        """The sentence for the person who filled the form."""
        chinese, english = SENTENCES[self.code]
        facts = {name: plain(value) for name, value in self.params.items()}
        in_english = locale.startswith("en")
        facts["title"] = title or self.pointer.rpartition("/")[2]
        facts["example"] = example and (f", for example {example}" if in_english else f"，例如 {example}")
        return (english if in_english else chinese).format_map(facts)

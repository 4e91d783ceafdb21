"""The few words the form macros say themselves, in both languages.

They stand here and not in the catalogues because the same words go into printed handling sheets and
into messages, where nobody's session has a language.
"""

from __future__ import annotations

from collections.abc import Mapping

_WORDS: Mapping[str, tuple[str, str]] = {
    # word: (中文, English)
    "summary_one": ("有 1 处需要更正", "There is 1 thing to correct"),
    "summary": ("有 {count} 处需要更正", "There are {count} things to correct"),
    "error": ("错误：", "Error: "),
    "required": ("必填", "required"),
    "required_note": ("带 * 的为必填项。", "Fields marked * must be filled in."),
    "yes": ("是", "Yes"),
    "no": ("否", "No"),
    "choose": ("请选择", "Choose"),
    "nothing": ("未填写", "Not filled in"),
    "no_rows": ("尚未添加。", "None yet."),
    "add": ("添加一项", "Add an entry"),
    "phrases": ("常用语", "Phrases"),
    "remove": ("删除", "Remove"),
    "remove_row": ("删除第 {number} 项", "Remove entry {number}"),
    "row": ("第 {number} 项", "Entry {number}"),
    "search": ("查找", "Search"),
    "search_for": ("查找：{title}", "Search: {title}"),
    "more": (
        "还有更多，请输入姓名、单位等关键字查找。",
        "There are more; search by a name or a unit.",
    ),
    "found_nothing": ("没有找到“{query}”。", "Nothing found for “{query}”."),
    "unknown": ("（查无此项）", " (unknown)"),
    "chosen": ("已选 {count} 项", "{count} chosen"),
    "uploaded": ("取消勾选即移除已上传的文件。", "Untick an uploaded file to remove it."),
    "replace": ("重新选择文件将替换已上传的文件。", "Choosing another file replaces the uploaded one."),
    "missing_file": ("文件已失效", "the file is not there any more"),
    "one_a_line": ("每行一项。", "One in each line."),
    "max_length": ("不超过 {limit} 个字。", "At most {limit} characters."),
    "refresh": ("按所填内容更新表单", "Update the form"),
    "refresh_note": (
        "有些字段只在特定情况下填写，选择后请更新表单。",
        "Some fields apply in certain cases only: update the form after choosing.",
    ),
    "computed": ("系统自动计算", "Worked out by the system"),
}
_UNITS = {
    "元": "yuan",
    "万元": "× 10,000 yuan",
    "亿元": "× 100 million yuan",
    "人": "people",
    "天": "days",
    "个": "",
    "份": "copies",
}


class Words:
    """The words in one language."""

    def __init__(self, locale: str) -> None:
        self.is_english = locale.startswith("en")

    def __call__(self, word: str, **facts: object) -> str:
        """The text of one word with its facts filled in."""
        return _WORDS[word][self.is_english].format(**facts)

    def unit(self, unit: str) -> str:
        """A unit of measure; what is not known stays as the form has it."""
        return _UNITS.get(unit, unit) if self.is_english else unit

    def aside(self, text: str) -> str:
        """Text in brackets after a name."""
        if not text:
            return ""
        return f" ({text})" if self.is_english else f"（{text}）"

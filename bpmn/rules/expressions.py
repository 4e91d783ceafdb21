"""Every expression is FEEL that can be parsed, calls only functions that exist, and can be more than null."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import feel
from bpmn.subject import Fault, Subject, error
from bpmn.written import Written, texts


def check(subject: Subject) -> Iterator[Fault]:
    """Parse each; a text with a foreign language's signs is left to the rule about code."""
    for text in texts(subject.process):
        if text.is_feel and "${" not in text.text and "#{" not in text.text:
            yield from _expression(subject, text)


def _expression(subject: Subject, text: Written) -> Iterator[Fault]:
    functions = subject.known.functions
    try:
        expression = feel.parse(text.feel, functions=functions or ())
    except feel.FeelError as wrong:
        line, column = wrong.line, wrong.column
        yield error(
            text.at,
            f"{text.place} {text.text!r} is no FEEL: {wrong.message} (line {line}, column {column})",
            f"{text.place}“{text.text}”不是正确的 FEEL：{wrong.message_zh}（第 {line} 行第 {column} 列）",
            text.line,
        )
        return
    for note in feel.always_null(expression):
        line, column = note.line, note.column
        yield error(
            text.at,
            f"{text.place} {text.text!r} can only be null: {note.message} (line {line}, column {column})",
            f"{text.place}“{text.text}”的结果恒为空值：{note.message_zh}（第 {line} 行第 {column} 列）",
            text.line,
        )
    for name in sorted(expression.functions - functions if functions is not None else ()):
        yield error(
            text.at,
            f"{text.place} calls {name}(), which does not exist; see the list of functions",
            f"{text.place}调用的函数 {name}() 不存在；请查阅函数表",
            text.line,
        )

"""A date that a form asks for is a date in expressions, and is not taken for a text there."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn import dates, feel
from bpmn.date_uses import misuses
from bpmn.subject import Fault, Subject, error
from bpmn.written import Written, texts


def check(subject: Subject) -> Iterator[Fault]:
    """Look at every expression that can be read; the others have a rule of their own."""
    kinds = dates.of_process(subject.process, subject.known.dates)
    functions = subject.known.functions or ()
    for text in texts(subject.process):
        if not text.is_feel:
            continue
        try:
            expression = feel.parse(text.feel, functions=functions)
        except feel.FeelError:
            continue
        yield from _faults(text, expression, kinds)


def _faults(text: Written, expression: feel.Expression, kinds: dates.Kinds) -> Iterator[Fault]:
    for found in misuses(expression.tree, kinds):
        yield error(
            text.at,
            f"{text.place} {text.text!r} is null: {found.why}; write {found.instead} for {found.what}",
            f"{text.place}“{text.text}”的结果为空：{found.why_zh}；请将 {found.what} 写作 {found.instead}",
            text.line,
        )

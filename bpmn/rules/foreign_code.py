"""No code of another language: no JUEL, no script but FEEL."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.subject import Fault, Subject, error
from bpmn.written import texts

FEEL_FORMATS = frozenset({"feel", "application/feel", "text/feel"})


def check(subject: Subject) -> Iterator[Fault]:
    """Scripts by their format, other texts by their signs."""
    for element in subject.of_type("scriptTask"):
        written = element.attributes.get("scriptFormat", "")
        if element.script and written.lower() not in FEEL_FORMATS:
            yield error(
                element,
                f'a script must be FEEL (scriptFormat="feel"), this one is {written or "of no language"}; '
                "write FEEL, or use a decision or a handler",
                f'脚本必须是 FEEL（scriptFormat="feel"），这是{written or "未注明语言"}；请改用 FEEL',
            )
        if not element.script and not element.extensions.script and not element.extensions.task_definition:
            yield error(
                element,
                "the script task has no script; write FEEL, or name a handler",
                "脚本任务没有脚本；请填写 FEEL，或指定处理程序",
            )
    for text in texts(subject.process):
        if "${" in text.text or "#{" in text.text:
            yield error(
                text.at,
                f"{text.place} {text.text!r} is JUEL, which is not executed; write FEEL after a =",
                f"{text.place}“{text.text}”是 JUEL 表达式，不予执行；请改写为 FEEL（以 = 开头）",
                text.line,
            )

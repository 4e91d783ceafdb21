"""A multi-instance activity says how often, and collects its results under a name."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Element, MultiInstance
from bpmn.subject import Fault, Subject, error, warning

MOST = 1000


def check(subject: Subject) -> Iterator[Fault]:
    """Look at every loop."""
    for element in subject.elements:
        loop = element.loop
        if isinstance(loop, MultiInstance):
            yield from _multi_instance(element, loop)
        elif loop is not None and loop.condition is None and loop.maximum is None:
            yield error(
                element,
                "the loop never ends; write a loopCondition or a loopMaximum",
                "循环永远不会结束；请填写循环条件或最大次数",
                loop.line,
            )


def _multi_instance(element: Element, loop: MultiInstance) -> Iterator[Fault]:
    if bool(loop.input_collection) == bool(loop.cardinality):
        yield error(
            element,
            "the multi-instance activity needs either an input collection or a cardinality; give one of both",
            "多实例活动需要输入集合或实例数，二者取一",
            loop.line,
        )
    count = (loop.cardinality or "").lstrip("= ")
    if count.isdecimal() and int(count) > MOST:
        yield error(
            element,
            f"{count} instances are too many; at most {MOST} are made",
            f"实例数 {count} 过多；最多 {MOST} 个",
            loop.line,
        )
    if bool(loop.output_collection) != bool(loop.output_element):
        yield warning(
            element,
            "results are collected only with both outputCollection and outputElement; give both",
            "输出集合与输出元素须同时填写，否则结果不会汇集",
            loop.line,
        )

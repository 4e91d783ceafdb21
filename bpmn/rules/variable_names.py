"""A variable that is written has a name that expressions can read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bpmn.diagram import Element, MultiInstance
from bpmn.subject import Fault, Subject, error
from bpmn.written import variables

NAME = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
TAKEN = frozenset(
    {"loopCounter", "numberOfInstances", "numberOfActiveInstances", "numberOfCompletedInstances"}
)
WORDS = frozenset(
    {"true", "false", "null", "if", "then", "else", "for", "return", "some", "every", "in", "and", "or"}
)


def check(subject: Subject) -> Iterator[Fault]:
    """Targets of mappings, results, items of a loop."""
    for element in subject.elements:
        for name in dict.fromkeys(_written(element)):
            if not NAME.fullmatch(name) or name in WORDS:
                yield error(
                    element,
                    f"{name!r} is no name for a variable; use letters, digits and _, beginning with a letter",
                    f"“{name}”不能作变量名；请用文字、数字和下划线，并以文字开头",
                )
            elif name in TAKEN:
                yield error(
                    element,
                    f"{name!r} is counted by the engine itself; choose another name",
                    f"“{name}”由引擎自己计数；请换一个名称",
                )


def _written(element: Element) -> Iterator[str]:
    yield from variables(element)
    yield from (mapping.target for mapping in element.extensions.inputs)
    if isinstance(element.loop, MultiInstance) and element.loop.input_element:
        yield element.loop.input_element

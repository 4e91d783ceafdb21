"""Writes docs/reference/bpmn.md from the rows: ``python -m tests.conformance.page``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from tests.conformance.row import Refused, Runs
from tests.conformance.rows import REFUSED, RUNS
from tests.conformance.schema import OF_ALL, Schema, schema

PAGE = Path(__file__).parents[2] / "docs/reference/bpmn.md"
HEAD = """# What of BPMN 2.0 runs · BPMN 2.0 支持情况

Made from the tests (`python -m tests.conformance.page`): a line that says **runs** has a diagram that was run through
the engine, on SQLite and PostgreSQL, and left the trace that stands here; a line that says **refused** has a diagram
that the deployment gate refused with this finding. There is no third state: a test goes through every element,
attribute and value of the standard's own XML Schema and fails when one stands in neither. 本页由测试生成：标明“执行”的
各行都有在两种数据库上运行过的流程图和经过的节点；标明“拒绝”的各行都有被发布检查拒绝的流程图。标准中的每个元素、属性和取值
都必居其一。

What is particular about events, gateways and messages here stands in [events](events.md), our own words in
[vocabulary](vocabulary.md), the findings of lint in [lint](lint.md).

## How some of it runs · 若干说明

**Ad hoc sub-process 即席子流程.** Whoever may do an activity (or is named by `liye:startableBy`) begins it on the
matter's page, as often as he wants; an activity that a flow leads to begins when a token comes. `zeebe:adHoc`
names those that are begun at once. After each activity the completion condition is looked at; without one the
sub-process is over when nothing goes on and all it began with is done. 由有权的人在事项页面上选择启动；每办完一项即检查完成条件。

**Data 数据.** A data object is a variable of the scope it is drawn in, called by its name where that is a plain one,
else by its id; a property is one of its process or activity, a data input or output one of its activity. What an
association copies, and nothing else, goes out of an activity that has one; a call activity with associations gives and
takes only what they say. When no input set is whole, the activity is an incident until the data are there
(`DATA_INPUT_MISSING`), and so is its end (`DATA_OUTPUT_MISSING`). A **data store** is a table of the office under its
name: reading gives a context of all entries, writing a context changes the entries it names (null takes one away);
a matter that reads or changes it holds it until its step is committed. 数据对象是其所在范围内的变量；数据存储是全机关共用的
按名称存取的表，写入空值即删除该条目。

**Quantities 数量.** `startQuantity` tokens, on whichever flow they come, begin an activity once; `completionQuantity`
tokens leave on each flow that is taken. 启动数量按到达的令牌计，不分连线。

**What a loop throws 循环抛出的事件.** With `behavior` None, One or Complex the activity's own boundary events hear it at
once, even of the last instance; signals reach everybody else too. 活动自身的边界事件立即捕获。

**Global tasks 全局任务** are called like processes, by their id; people do not start them. 全局任务只能被调用活动调用。
"""


@dataclass
class Use:
    """What a row shows of the schema: elements, and attributes with their values, by declaring type."""

    tags: set[str] = field(default_factory=set)
    attributes: set[tuple[str, str]] = field(default_factory=set)
    values: set[tuple[str, str, str]] = field(default_factory=set)
    children: set[tuple[str, str]] = field(default_factory=set)

    def read(self, data: bytes, known: Schema) -> None:
        """Take in a diagram."""
        for node in etree.fromstring(data).iter("{*}*"):
            if "BPMN" not in etree.QName(node).namespace:
                continue
            tag = etree.QName(node).localname
            self.tags.add(tag)
            parent = node.getparent()
            if parent is not None:
                for holder in known.line(known.elements.get(etree.QName(parent).localname)):
                    self.children.add((holder, tag))
            for name, value in node.attrib.items():
                if (holder_of := known.declared(tag, name)) is not None:
                    self.attributes.add((holder_of, name))
                    self.values.add((holder_of, name, value))


def uses() -> tuple[Use, Use]:
    """What runs, and what is refused: of a refusal only what it names."""
    known, runs, refused = schema(), Use(), Use()
    for number, row in enumerate(RUNS):
        runs.read(row.file(f"row{number}"), known)
    for row in REFUSED:
        seen = Use()
        seen.read(row.file(), known)
        refused.tags |= seen.tags
        refused.attributes |= seen.attributes
        refused.values |= seen.values
        refused.children |= seen.children
    return runs, refused


# Elements the schema has for the sake of others, of which no diagram can hold one.
HEADS = frozenset(
    {
        "activity", "artifact", "baseElement", "baseElementWithMixedContent", "callableElement", "catchEvent",
        "choreographyActivity", "conversationNode", "event", "eventDefinition", "expression", "flowElement",
        "flowNode", "gateway", "loopCharacteristics", "rootElement", "throwEvent", "dataAssociation",
        "formalExpression", "bpmndi:BPMNDiagram", "partitionElement",
    }
)  # fmt: skip


def missing() -> list[str]:
    """What of the standard stands in no row."""
    known, (runs, refused) = schema(), uses()
    found = [f"<{tag}>" for tag in sorted(known.elements) if tag not in runs.tags | refused.tags | HEADS]
    for holder, name, values in known.attributes():
        if (holder, name) not in runs.attributes | refused.attributes:
            found.append(f"{holder}/@{name}")
        seen = {
            value
            for one, attribute, value in runs.values | refused.values
            if (one, attribute) == (holder, name)
        }
        if runs.tags & set(known.elements_of(holder)):  # the values of what is refused are refused with it
            found += [f"{holder}/@{name}={value}" for value in values if value not in seen]
    for one in known.types.values():
        for child in one.children:
            if child not in HEADS and (one.name, child) not in runs.children | refused.children:
                found.append(f"{one.name}/{child}")
    return found


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for section in dict.fromkeys(row.section for row in RUNS):
        rows = [_runs(row) for row in RUNS if row.section == section]
        parts.append(
            f"## {section}\n\n| what | 中文 | | what happens | trace |\n|---|---|---|---|---|\n{''.join(rows)}"
        )
    parts.append(
        "## Refused · 拒绝\n\n| what | | finding | instead |\n|---|---|---|---|\n"
        + "".join(map(_refused, REFUSED))
    )
    parts.append("## Every element · 全部元素\n\n" + "".join(_elements()))
    return "\n".join(parts)


def _runs(row: Runs) -> str:
    ending = (
        ""
        if row.outcome == "normal"
        else f" ⇒ {row.outcome}"
        if row.outcome
        else f" ⇒ incident at {row.waits}"
    )
    return f"| {row.name} | {row.zh} | **runs** 执行 | {_code(row.story)} | `{row.trace}`{ending} |\n"


def _refused(row: Refused) -> str:
    return f"| {_code(row.what)} | **refused** 拒绝 | `{row.rule}` | {row.cure} |\n"


def _code(text: str) -> str:
    return f"`{text.replace('|', '∣')}`" if text else ""


def _elements() -> Iterator[str]:
    """A line for each element, with its own attributes and their values."""
    known, (runs, _) = schema(), uses()
    yield "| element | | its attributes that run | refused |\n|---|---|---|---|\n"
    for tag in sorted(known.elements):
        if tag in HEADS:
            continue
        names = [name for one in known.line(known.elements[tag]) for name in known.types[one].attributes]
        own = [name for name in dict.fromkeys(names) if name not in OF_ALL]
        running, not_running = [], []
        for name in own:
            holder = known.declared(tag, name) or ""
            values = known.types[holder].attributes[name]
            works = [value for value in values if (holder, name, value) in runs.values]
            said = f"{name}={'∣'.join(works)}" if works else name
            if tag in runs.tags and (holder, name) in runs.attributes:
                running.append(said)
                not_running += [f"{name}={value}" for value in values if value not in works]
            else:
                not_running.append(name)
        verdict = "**runs** 执行" if tag in runs.tags else "**refused** 拒绝"
        yield f"| `{tag}` | {verdict} | {_list(running)} | {_list(not_running)} |\n"


def _list(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")

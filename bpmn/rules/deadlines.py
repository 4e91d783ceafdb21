"""A deadline has its own key, a limit that is understood, and ends at a node that exists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from bpmn.diagram import Element, Process
from bpmn.subject import Fault, Subject, error
from bpmn.written import texts

LIMIT = re.compile(r"-?\d{1,4}(WD|CD|M|Y|H|min)( no roll)?")
ASKED = re.compile(r"\bdeadline\(\s*\"([^\"]+)\"\s*\)")


def check(subject: Subject) -> Iterator[Fault]:
    """Every liye:deadline, and every expression that asks for one."""
    holders: list[Process | Element] = [subject.process, *subject.elements]
    keys = Counter(deadline.key for holder in holders for deadline in holder.extensions.deadlines)
    for holder in holders:
        yield from _deadlines(subject, holder, keys)
    for text in texts(subject.process):
        for key in ASKED.findall(text.text) if text.is_feel else ():
            if key not in keys:
                yield error(
                    text.at,
                    f"{text.place} asks for the deadline {key!r}, which nothing sets; add liye:deadline",
                    f"{text.place}引用的期限“{key}”没有定义；请用 liye:deadline 定义",
                    text.line,
                )


def _deadlines(subject: Subject, holder: Process | Element, keys: Counter[str]) -> Iterator[Fault]:
    policies = subject.known.policies
    for deadline in holder.extensions.deadlines:
        if keys[deadline.key] > 1:
            yield error(
                holder,
                f"the deadline key {deadline.key!r} is used {keys[deadline.key]} times; give each its own",
                f"期限键“{deadline.key}”重复了 {keys[deadline.key]} 次；请各用各的键",
                deadline.line,
            )
        literal = deadline.policy and not deadline.policy.startswith("=")
        known = LIMIT.fullmatch(deadline.policy) or policies is None or deadline.policy in policies
        if literal and not known:
            yield error(
                holder,
                f"the limit {deadline.policy!r} is neither a policy nor like 5WD, 30CD, 3M, 4H; correct it",
                f"期限“{deadline.policy}”既不是期限规则，也不是 5WD、30CD、3M、4H 的形式；请更正",
                deadline.line,
            )
        if deadline.paused_by is not None:
            yield error(
                holder,
                "a deadline cannot be paused yet; take pausedBy away",
                "期限暂不支持中止计算；请去掉 pausedBy",
                deadline.line,
            )
        for place, nodes in (("completedBy", deadline.completed_by), ("pausedBy", deadline.paused_by)):
            for key in (nodes or "").split(","):
                if key.strip() and key.strip() not in subject.process.elements:
                    yield error(
                        holder,
                        f"{place} names {key.strip()!r}, which is not in this process; name one of its nodes",
                        f"{place} 引用的节点“{key.strip()}”不在本流程中；请改为本流程的节点",
                        deadline.line,
                    )

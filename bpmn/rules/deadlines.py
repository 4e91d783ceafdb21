"""A deadline has its own key, a limit that is understood, and ends at a node that exists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from bpmn.diagram import Element, Process
from bpmn.subject import Fault, Subject, error
from bpmn.vocabulary import Deadline
from bpmn.written import texts

LIMIT = re.compile(r"-?\d{1,4}(WD|CD|M|Y|H|min)( no roll)?")
CLOCK = re.compile(r"-?\d{1,4}(H|min)")
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
        yield from _pauses(subject, holder, deadline)
        for place, nodes in (("completedBy", deadline.completed_by), ("pausedBy", deadline.paused_by)):
            for key in (nodes or "").split(","):
                if key.strip() and key.strip() not in subject.process.elements:
                    yield error(
                        holder,
                        f"{place} names {key.strip()!r}, which is not in this process; name one of its nodes",
                        f"{place} 引用的节点“{key.strip()}”不在本流程中；请改为本流程的节点",
                        deadline.line,
                    )


def _pauses(subject: Subject, holder: Process | Element, deadline: Deadline) -> Iterator[Fault]:
    """A limit waits for activities, and one by the clock for nothing."""
    if deadline.paused_by is None:
        return
    if CLOCK.fullmatch(deadline.policy):
        yield error(
            holder,
            f"a limit by the clock ({deadline.policy}) is never paused; take pausedBy away",
            f"按小时计的期限（{deadline.policy}）不中止计算；请去掉 pausedBy",
            deadline.line,
        )
    for key in (one.strip() for one in deadline.paused_by.split(",")):
        element = subject.process.elements.get(key)
        if element is not None and not element.is_activity:
            yield error(
                holder,
                f"pausedBy names {key!r}, which is no activity; name the step that is waited for",
                f"pausedBy 引用的“{key}”不是活动；请改为所等待的环节",
                deadline.line,
            )

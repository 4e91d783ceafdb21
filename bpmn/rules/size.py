"""A diagram stays within what people read and the engine runs: length, depth, branches."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.subject import Fault, Subject, error

NODES, IN_A_ROW, DEEP, BRANCHES = 1500, 300, 10, 200


def check(subject: Subject) -> Iterator[Fault]:
    """The limits of the runtime, said before it is asked."""
    if len(subject.process.elements) > NODES:
        yield error(
            subject.process,
            f"it has {len(subject.process.elements)} nodes, at most {NODES} may be; use call activities",
            f"有 {len(subject.process.elements)} 个节点，最多 {NODES} 个；请用调用活动拆分",
        )
        return
    for element in subject.elements:
        if len(element.outgoing) > BRANCHES:
            yield error(
                element,
                f"{len(element.outgoing)} flows leave it, at most {BRANCHES} may; use multi-instance",
                f"有 {len(element.outgoing)} 条连线离开，最多 {BRANCHES} 条；请改用多实例活动",
            )
        depth = _depth(subject, element.scope)
        if depth > DEEP and element.scope in subject.process.elements:
            yield error(
                element,
                f"it lies {depth} sub-processes deep, at most {DEEP} may be; use call activities",
                f"子流程嵌套了 {depth} 层，最多 {DEEP} 层；请改用调用活动",
            )
            return
    for scope, inside in subject.scopes.items():
        longest = _longest(subject, [element.id for element in inside])
        if longest > IN_A_ROW:
            yield error(
                subject.process.elements.get(scope, subject.process),
                f"{longest} nodes follow each other, at most {IN_A_ROW} may; divide it by call activities",
                f"有 {longest} 个节点首尾相连，最多 {IN_A_ROW} 个；请用调用活动拆分",
            )


def _depth(subject: Subject, scope: str) -> int:
    depth = 0
    while scope in subject.process.elements:
        depth, scope = depth + 1, subject.process.elements[scope].scope
    return depth


def _longest(subject: Subject, keys: list[str]) -> int:
    """The most nodes on a shortest way from a start: loops do not count."""
    ahead = [key for key in keys if not subject.process.elements[key].incoming]
    reached = dict.fromkeys(ahead, 1)
    for key in ahead:  # grows while it is read
        for target in subject.next[key]:
            if target not in reached:
                reached[target] = reached[key] + 1
                ahead.append(target)
    return max(reached.values(), default=0)

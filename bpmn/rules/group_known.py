"""Somebody may do every user task: an assignee, a group that exists, or the lane it stands in."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Element
from bpmn.subject import Fault, Located, Subject, warning


def check(subject: Subject) -> Iterator[Fault]:
    """Groups are a role, a unit, or UNIT:ROLE; what is computed is not known before."""
    groups = subject.known.groups
    yield from _named(subject.process, subject.process.extensions.startable_by, groups)
    for element in subject.of_type("userTask"):
        who = element.extensions.assignment
        yield from _named(element, who.candidate_groups if who else None, groups)
        if not (who and (who.assignee or who.candidate_groups or who.candidate_users)):
            yield from _by_lane(element, groups)


def _named(at: Located, said: str | None, groups: frozenset[str] | None) -> Iterator[Fault]:
    """The groups of a list that the directory does not have."""
    if groups is None or not said or said.startswith("="):
        return
    for name in filter(None, map(str.strip, said.split(","))):
        if not _is_known(name, groups):
            yield warning(
                at,
                f"no role or unit is named {name!r}; correct it, or add it to the directory",
                f"通讯录中没有名为“{name}”的角色或单位；请更正，或先添加",
            )


def _by_lane(element: Element, groups: frozenset[str] | None) -> Iterator[Fault]:
    if not element.lane or (groups is not None and not _is_known(element.lane, groups)):
        yield warning(
            element,
            "nobody is named who may do it, and its lane is no role or unit; set candidate groups",
            "没有指定办理人，所在泳道也不是角色或单位；请设置办理人或候选组",
        )


def _is_known(name: str, groups: frozenset[str]) -> bool:
    return name in groups or (":" in name and all(part in groups for part in name.split(":", 1)))

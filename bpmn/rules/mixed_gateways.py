"""What a gateway divides, a gateway of its kind joins: exclusive with exclusive, parallel with parallel."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Element
from bpmn.subject import Fault, Subject, warning


def check(subject: Subject) -> Iterator[Fault]:
    """Look where all branches of a split first meet."""
    for split in subject.of_type("exclusiveGateway", "eventBasedGateway", "parallelGateway"):
        join = subject.join_of(split) if len(split.outgoing) > 1 else None
        if join is None or len(join.incoming) < 2 or not _meet_there(subject, split, join):
            continue
        if split.type != "parallelGateway" and join.type == "parallelGateway":
            yield warning(
                join,
                f"the parallel gateway waits for all ways but {split.id} chooses one: it waits for ever; "
                f"join with an exclusive gateway",
                f"并行网关等待所有分支，而 {split.id} 只走一支，会永远等待；请改用排他网关汇合",
            )
        elif split.type == "parallelGateway" and join.type not in {
            "parallelGateway",
            "inclusiveGateway",
            "complexGateway",
            "endEvent",
        }:
            yield warning(
                join,
                f"{split.id} starts several ways and nothing joins them: what follows runs several times; "
                f"join with a parallel gateway",
                f"{split.id} 同时开出多支，在此之前没有汇合，其后的步骤会执行多次；请用并行网关汇合",
            )


def _meet_there(subject: Subject, split: Element, join: Element) -> bool:
    """Whether at least two branches come to the join by flows of their own."""
    ways = [
        inside | {split.id} if flow.target == join.id else inside for flow, inside in subject.branches(split)
    ]
    entered = [{flow.id for flow in subject.flows_into(join) if flow.source in inside} for inside in ways]
    return (
        any(one - other and other - one for one in entered for other in entered)
        or sum(map(bool, entered)) > 1
    )

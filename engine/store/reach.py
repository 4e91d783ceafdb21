"""Which tasks a person may do, himself or for those he stands for, as subqueries of ids.

A look-up in an index for each way it may be his, so that a person's list costs what the person has, not what
the office has: neither database finds that by itself in one condition with OR. That nobody has a task is put
so that the index of assignees, in which half of all tasks have none, is not taken for it. The same rule as
``engine.rights.capacity``, so that lists and rights never differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import and_, exists, func, or_, select, union_all

from engine.model import Actor, Standing
from engine.store.tables.instances import process_instance, user_task, user_task_candidate
from engine.store.tables.standing import deputy_offer, past_holder, proxy_limit

Way = list[Any]


def own(login: str, groups: tuple[str, ...], states: tuple[str, ...] | None) -> Any:
    """Mine, or offered to me while nobody has it."""
    mine = user_task.alias()
    return _ids(mine, states, _ways(mine, login, groups))


def own_or_acting(
    login: str, groups: tuple[str, ...], states: tuple[str, ...] | None, acting: Actor | None
) -> Any:
    """The same, and what may be done for somebody he stands for."""
    if acting is None or not (acting.stands_for or acting.deputises_for):
        return own(login, groups, states)
    mine = user_task.alias()
    return _ids(mine, states, [*_ways(mine, login, groups), *_for_others(mine, acting)])


def offered_and_taken(login: str, groups: tuple[str, ...], states: tuple[str, ...] | None) -> Any:
    """Offered to me, and somebody else has it by now: still seen."""
    mine = user_task.alias()
    names = (*sorted(groups), f"@{login}")
    among = select(user_task_candidate.c.user_task_id).where(user_task_candidate.c.name.in_(names))
    return _ids(mine, states, ([mine.c.offered_to.in_(names)], [mine.c.id.in_(among)]))


def acting_only(acting: Actor, states: tuple[str, ...] | None) -> Any:
    """What may be done for others; None where he stands for nobody."""
    if not (acting.stands_for or acting.deputises_for):
        return None
    mine = user_task.alias()
    return _ids(mine, states, list(_for_others(mine, acting)))


def handled(login: str) -> Any:
    """What a person completed, and what he gave away."""
    mine = user_task.alias()
    done = select(mine.c.id).where(mine.c.closed_by == login, mine.c.state == "completed")
    return union_all(done, select(past_holder.c.user_task_id).where(past_holder.c.login == login))


def _ids(mine: Any, states: tuple[str, ...] | None, ways: Iterable[Way]) -> Any:
    in_state = [mine.c.state.in_(states)] if states is not None else []
    return union_all(*(select(mine.c.id).where(*in_state, *way) for way in ways))


def _ways(mine: Any, login: str, groups: Iterable[str]) -> list[Way]:
    names = (*sorted(groups), f"@{login}")
    among = select(user_task_candidate.c.user_task_id).where(user_task_candidate.c.name.in_(names))
    free = func.coalesce(mine.c.assignee, "") == ""
    return [
        [mine.c.assignee == login],
        [free, mine.c.offered_to.in_(names)],
        [free, mine.c.id.in_(among)],
    ]


def _for_others(mine: Any, actor: Actor) -> Iterator[Way]:
    """Of each he stands for, what the proxy is for; and what lies unanswered. Never in a matter he began."""
    began = exists().where(
        process_instance.c.id == mine.c.process_instance_id, process_instance.c.started_by == actor.login
    )
    for standing in actor.stands_for:
        let = _let(mine, standing, actor)
        for way in _ways(mine, standing.holder, standing.groups):
            yield [*way, *let, ~began]
    if actor.deputises_for:
        offered = select(deputy_offer.c.user_task_id).where(
            deputy_offer.c.deputy == actor.login, deputy_offer.c.holder.in_(actor.deputises_for)
        )
        yield [mine.c.id.in_(offered), ~began]


def _let(mine: Any, standing: Standing, actor: Actor) -> Way:
    """What the proxy is for, and what the step says of those who act for others."""
    me = (f"@{actor.login}", *sorted(actor.groups))
    any_only = exists().where(proxy_limit.c.user_task_id == mine.c.id, proxy_limit.c.kind == "only")
    conditions: Way = [
        ~_limited(mine, "except", (*me, f"@{standing.holder}", *sorted(standing.groups))),
        or_(~any_only, _limited(mine, "only", me)),
    ]
    if not standing.can_sign:
        conditions.append(~mine.c.signs)
    if standing.processes is not None:
        conditions.append(mine.c.process_key.in_(sorted(standing.processes)))
    if standing.since is not None:
        conditions.append(mine.c.created_at >= standing.since)
    return conditions


def _limited(mine: Any, kind: str, names: Iterable[str]) -> Any:
    limited = and_(proxy_limit.c.user_task_id == mine.c.id, proxy_limit.c.kind == kind)
    return exists().where(limited, proxy_limit.c.name.in_(tuple(names)))

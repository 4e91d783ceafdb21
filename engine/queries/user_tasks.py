"""What one may know of user tasks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from engine import rights, views, world
from engine.errors import NotFound, Rejected
from engine.machine import Engine
from engine.model import Actor, Json, Page, UserTask
from engine.queries import _cursors
from engine.runtime import Case
from engine.store import instances, standings, user_tasks
from engine.store.unit_of_work import AnyRow, View
from engine.store.user_tasks import SORTS, Wanted
from forms.form import Form, builtin

SOON = timedelta(days=3)  # yellow from three days before, as the ladder's first level


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A task as the person who may see it meets it: what it asks, what is known, what he may do."""

    task: UserTask
    form: Form
    has_own_form: bool  # false: the built-in opinion, and any variables are taken
    variables: Mapping[str, Json]  # what the task's scope shows
    actions: tuple[str, ...]
    draft: Mapping[str, Json] | None
    on_behalf_of: str | None = None  # for whom he would do it
    posts: tuple[str, ...] = ()  # to choose from, his or of the one he acts for; the usual first


def get(engine: Engine, task_id: str, actor: Actor) -> Opened:
    """A task with its form and what is known to it."""
    with engine.reading() as view:
        row = _visible(view, task_id, actor)
        matter = instances.row(view, row.process_instance_id)
        if matter is None:
            raise NotFound("there is no such user task", code="USER_TASK_NOT_FOUND")
        version = engine.versions.get(view, matter.process_definition_id)
        asking = engine.versions.asking(view, version, row.element_id, row.called_definition_id)
        form = asking.form_of(row.element_id, row.form_key)
        seen: Mapping[str, Json] = {}
        if row.state == "open":
            case = Case.load(
                matter.snapshot,
                version.definition,
                world.World(engine, view, version, matter.id, starter=matter.started_by),
            )
            seen = dict(case.read(task_id))
        kept = user_tasks.read_draft(view, task_id, actor.login)
        found = rights.capacity(view, row, actor) if row.state == "open" else None
        return Opened(
            task=_view(view, row),
            form=form or builtin(),
            has_own_form=form is not None,
            variables=seen,
            actions=_actions(view, row, matter, actor),
            draft=kept.values if kept else None,
            on_behalf_of=found.holder if found else None,
            posts=_posts(engine, row, found.holder or actor.login) if found else (),
        )


def page(
    engine: Engine,
    wanted: Wanted,
    actor: Actor,
    *,
    sort: str = "created",
    group: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
    of_matters: bool = False,
) -> Page[UserTask]:
    """Tasks: of managers all; of others what they may do, ``of_matters`` also those of their matters."""
    if sort not in SORTS:
        raise Rejected(f"sort is one of {', '.join(SORTS)}", code="BAD_SORT")
    after = _cursors.decode(cursor, int)
    offset = after[0] if after else 0
    limit = _cursors.limited(limit)
    with engine.reading() as view:
        narrowed = _narrowed(wanted, actor, of_matters=of_matters)
        rows = user_tasks.page(view, narrowed, sort=sort, group=group, offset=offset, limit=limit + 1)
        shown, more = _cursors.cut(rows, limit)
        several = user_tasks.candidates_of(view, [row.id for row in shown if row.offered_to is None])
    items = tuple(views.user_task(row._asdict(), several.get(row.id, ())) for row in shown)
    return Page(items, _cursors.encode(offset + limit) if more else None)


@dataclass(frozen=True, slots=True)
class Colours:
    """How many tasks are late, due soon, and the rest."""

    late: int
    soon: int
    other: int


def colours(engine: Engine, wanted: Wanted, actor: Actor) -> Colours:
    """Counts by deadline of what a list shows."""
    now = engine.clock.now()
    with engine.reading() as view:
        return Colours(*user_tasks.colours(view, _narrowed(wanted, actor), now, now + SOON))


def acted_for(engine: Engine, shown: Sequence[UserTask], actor: Actor) -> dict[str, str]:
    """Of the tasks of a list that somebody would do for another: for whom, by the task's id."""
    foreign = [
        t for t in shown if t.state == "open" and t.assignee != actor.login and not t.is_offered_to(actor)
    ]
    if not foreign or not (actor.stands_for or actor.deputises_for):
        return {}
    with engine.reading() as view:
        rows = (user_tasks.row(view, task.id) for task in foreign)
        found = {row.id: rights.capacity(view, row, actor) for row in rows if row is not None}
    return {key: one.holder for key, one in found.items() if one is not None and one.holder is not None}


def of_instance(engine: Engine, instance_id: str, actor: Actor) -> Sequence[UserTask]:
    """All tasks of a matter the caller may see, the oldest first."""
    with engine.reading() as view:
        rights.visible_instance(view, instances.row(view, instance_id), actor)
        rows = user_tasks.of_instance(view, instance_id)
        several = user_tasks.candidates_of(view, [row.id for row in rows if row.offered_to is None])
    return [views.user_task(row._asdict(), several.get(row.id, ())) for row in rows]


def open_of(engine: Engine, instance_ids: Sequence[str], actor: Actor) -> dict[str, list[UserTask]]:
    """The open tasks of several matters, by matter: for the managers' list."""
    rights.refuse_unless_manager(actor)
    found: dict[str, list[UserTask]] = {}
    if not instance_ids:
        return found
    with engine.reading() as view:
        rows = user_tasks.open_of(view, instance_ids)
        several = user_tasks.candidates_of(view, [row.id for row in rows if row.offered_to is None])
    for row in rows:
        task = views.user_task(row._asdict(), several.get(row.id, ()))
        found.setdefault(task.process_instance_id, []).append(task)
    return found


def whatever(engine: Engine, task_id: str) -> UserTask:
    """A task whatever the caller's rights are now: after a command that looked at them and moved it away."""
    with engine.reading() as view:
        row = user_tasks.row(view, task_id)
        if row is None:
            raise NotFound("there is no such user task", code="USER_TASK_NOT_FOUND")
        return _view(view, row)


def _narrowed(wanted: Wanted, actor: Actor, *, of_matters: bool = False) -> Wanted:
    if actor.is_manager or actor.login in {wanted.assignee, wanted.closed_by, wanted.handled_by}:
        return wanted
    me = actor.login, tuple(sorted(actor.groups))
    acting = wanted.acting if wanted.visible_to == me else actor  # a list may leave out what is for others
    if of_matters:
        return replace(wanted, seen_by=me, acting=actor)
    return replace(wanted, visible_to=me, acting=acting)


def _visible(view: View, task_id: str, actor: Actor) -> AnyRow:
    row = user_tasks.row(view, task_id)
    if row is None:
        raise NotFound("there is no such user task", code="USER_TASK_NOT_FOUND")
    rights.refuse_unless_sees(view, row, actor)
    return row


def _view(view: View, row: AnyRow) -> UserTask:
    several = () if row.offered_to is not None else user_tasks.candidates(view, row.id)
    return views.user_task(row._asdict(), several)


def _posts(engine: Engine, row: AnyRow, whose: str) -> tuple[str, ...]:
    """The posts to choose from, where somebody holds several: first the one the task is offered to."""
    directory, today = engine.desk.directory, engine.today()
    posts = directory.posts_of(whose, today)
    if len(posts) < 2:
        return ()
    fits = {post.id: row.offered_to in directory.groups_of_post(post, today) for post in posts}
    return tuple(sorted(fits, key=lambda post: not fits[post]))


def _actions(view: View, row: AnyRow, matter: AnyRow, actor: Actor) -> tuple[str, ...]:
    """What this person may do with the task now (api.md: `actions`)."""
    if row.state == "completed" and row.closed_by == actor.login:
        taken_back = ("withdraw",) if rights.may_withdraw(view, row, matter) else ()
        return taken_back if matter.state in {"completed", "cancelled"} else (*taken_back, "correct")
    if row.state != "open" or matter.state == "suspended":
        return ()
    found = rights.capacity(view, row, actor)
    actions = list(_of_doer(view, row, actor, found))
    if actor.is_manager and "transfer" not in actions:
        actions.append("transfer")
    if _may_take_back(view, row, actor):
        actions.append("take-back")
    if row.awaits and "complete" in actions:
        actions.remove("complete")
    if found is not None or actor.is_manager:
        actions += ["circulate", "consult"]
    takes_part = actor.is_manager or instances.is_party(view, row.process_instance_id, actor.login)
    if row.assignee != actor.login and takes_part:
        actions.append("urge")
    if found is not None or takes_part:
        actions += ["comments", "attachments"] if found is not None else ["comments"]
    return tuple(actions)


def _of_doer(view: View, row: AnyRow, actor: Actor, found: rights.Capacity | None) -> Iterator[str]:
    """Of whoever may do it: what was given to be prepared is given back; a proxy never hands it on."""
    if found is None:
        return
    if row.owner is not None:
        yield "resolve"
        return
    if row.assignee is None:
        yield "claim"
    yield "complete"
    yield "return"
    if found != rights.OWN:
        return
    if row.assignee == actor.login and (row.offered_to is not None or user_tasks.candidates(view, row.id)):
        yield "unclaim"
    yield "transfer"
    yield "delegate"
    yield "signers"


def _may_take_back(view: View, row: AnyRow, actor: Actor) -> bool:
    """What I gave to be prepared; what I transferred and nobody has opened."""
    if row.owner == actor.login:
        return True
    past = standings.past(view, row.id, actor.login) if row.opened_at is None else None
    return past is not None and past.how == "transferred" and past.to_login == row.assignee

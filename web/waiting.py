"""Why it is waiting, in one sentence: for whom, since when in working hours, opened or not, what is next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from flask import Flask, g

from engine.model import ProcessInstance, UserTask
from engine.queries import waiting as queries
from engine.queries.waiting import Waiting
from web import current, languages, naming, people, showing
from web.languages import gettext as _
from web.languages import ngettext


def of_matter(matter: ProcessInstance) -> Sequence[Waiting]:
    """The reasons of one matter, the weightiest first."""
    return of_matters([matter]).get(matter.id, ())


def of_matters(matters: Iterable[ProcessInstance]) -> dict[str, Sequence[Waiting]]:
    """The reasons of the matters of a page."""
    return queries.of_matters(current.engine(), matters)


def sentence(one: Waiting, process_key: str) -> str:
    """All of it."""
    step = naming.element_in(naming.newest(process_key), one.element_id)
    if one.task is not None:
        step = naming.step_name(one.task)
    parts = [_reason(one, step), *_facts(one)]
    return _("%(parts)s.", parts=_("; ").join(parts))


def matter_sentence(matter: ProcessInstance, reasons: Sequence[Waiting] | None = None) -> str:
    """Of a matter the first reason, and how many there are besides; empty once it has ended."""
    found = of_matter(matter) if reasons is None else reasons
    if matter.state == "suspended":
        return _("Suspended: nothing moves until a manager resumes it.")
    if not found:
        return "" if not matter.is_running else _("The machine is at work.")
    said = sentence(found[0], matter.process_key)
    more = len(found) - 1
    return said if not more else said + " " + ngettext("And %(num)s more.", "And %(num)s more.", more)


def holders(task: UserTask) -> str:
    """Whom a task waits for, by name."""
    if task.assignee is not None:
        return _named(task.assignee)
    names = [*(_named(login) for login in task.candidate_users), *people.group_names(task.candidate_groups)]
    return languages.listed(names) or _("nobody")


def worked(length: timedelta) -> str:
    """Working time in hours and minutes."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(num)s minute", "%(num)s minutes", minutes)
    hours = ngettext("%(num)s hour", "%(num)s hours", minutes // 60)
    return (
        hours
        if not minutes % 60
        else f"{hours} {ngettext('%(num)s minute', '%(num)s minutes', minutes % 60)}"
    )


def level(name: str) -> str:
    """A rung of the ladder in words."""
    return {
        "L1": _("a reminder before the end"),
        "L2": _("a reminder on the last day"),
        "L3": _("a written reminder, red"),
        "L4": _("a report to the deputy secretary-general"),
        "L5": _("a report to the secretary-general"),
        "overdue": _("a daily reminder"),
    }.get(name, _("a reminder"))


def _named(login: str) -> str:
    reader = current.actor()
    if reader is not None and reader.login == login:
        return _("you")
    who = people.person_of(login)
    return (
        f"{who.name}（{who.unit}）"
        if who.unit and naming.is_chinese()
        else who.name + (f" ({who.unit})" if who.unit else "")
    )


def _reason(one: Waiting, step: str) -> str:
    since, length = showing.short(one.since), worked(one.worked)
    match one.kind:
        case "person" if one.task is not None:
            return _(
                "Waits for %(who)s at “%(step)s” since %(since)s: %(length)s of office hours",
                who=holders(one.task), step=step, since=since, length=length,
            )  # fmt: skip
        case "incident":
            cause = naming.cause_text(one.detail)
            return _("Stopped at “%(step)s” since %(since)s: %(cause)s", step=step, since=since, cause=cause)
        case "failed_job":
            return _("The work of “%(step)s” failed; a manager must have it tried again", step=step)
        case "job":
            return _("The machine works at “%(step)s” since %(since)s", step=step, since=since)
        case "external_job":
            return _(
                "Waits for another system (%(name)s) at “%(step)s” since %(since)s: "
                "%(length)s of office hours",
                name=one.name, step=step, since=since, length=length,
            )  # fmt: skip
        case "timer":
            return _("Waits at “%(step)s” until %(at)s", step=step, at=_at(one.due_at))
        case "message":
            return _(
                "Waits for the message “%(name)s” at “%(step)s” since %(since)s: %(length)s of office hours",
                name=one.name, step=step, since=since, length=length,
            )  # fmt: skip
        case "signal":
            return _("Waits for the signal “%(name)s” at “%(step)s”", name=one.name, step=step)
        case "choice":
            return _("Waits at “%(step)s” until somebody begins what is to be done next", step=step)
    return _("Waits at “%(step)s” for what else has to happen", step=step)


def _facts(one: Waiting) -> list[str]:
    """Opened or not, the next deadline, the next escalation: of what a person has."""
    if one.kind == "job" and one.detail:
        return [_("it is tried again at %(at)s", at=_at(one.due_at))]
    if one.task is None:
        return []
    found = [_opened(one.task)]
    if one.due_at is not None:
        late, at = one.due_at < current.now(), _at(one.due_at)
        found.append(_("overdue since %(at)s", at=at) if late else _("due %(at)s", at=at))
    if one.escalation is not None:
        rung, when = one.escalation
        found.append(_("next %(what)s on %(at)s", what=level(rung), at=_at(when)))
    return found


def _opened(task: UserTask) -> str:
    if task.opened_at is None:
        return _("not opened yet")
    return _("opened %(at)s", at=showing.short(task.opened_at))


def _at(instant: datetime | None) -> str:
    return showing.short(instant) if instant is not None else "—"


def waiting_of_task(task: UserTask) -> str:
    """The sentence of one task on its own page; looked up once a request."""
    known: dict[str, str] = g.setdefault("waiting", {})
    if task.id not in known:
        found = queries.of_tasks(current.engine(), [task]).get(task.id)
        known[task.id] = sentence(found, task.process_key) if found is not None else ""
    return known[task.id]


def waiting_of_tasks(tasks: Sequence[UserTask]) -> dict[str, str]:
    """The sentences of a list of tasks, by id."""
    keys = {task.id: task.process_key for task in tasks}
    found = queries.of_tasks(current.engine(), tasks)
    return {task_id: sentence(one, keys[task_id]) for task_id, one in found.items()}


def waiting_of_matters(matters: Sequence[ProcessInstance]) -> dict[str, str]:
    """The sentences of a list of matters, by id."""
    found = of_matters(matters)
    return {one.id: matter_sentence(one, found.get(one.id, ())) for one in matters}


def init(app: Flask) -> None:
    """Give the templates their sentences."""
    app.jinja_env.globals.update(
        waiting_of_matter=of_matter,
        waiting_sentence=sentence,
        waiting_of_task=waiting_of_task,
        waiting_of_tasks=waiting_of_tasks,
        waiting_of_matters=waiting_of_matters,
        level_name=level,
    )

"""Notifications in words: a key of the catalogue with its facts becomes a sentence and a link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from engine.model import Page
from engine.office.notifications import Notification
from web import handling_news, naming, news_standings, showing
from web.languages import gettext as _


@dataclass(frozen=True, slots=True)
class News:
    """A line of the page."""

    text: str
    about: str
    url: str
    at: datetime
    read_at: datetime | None


def page(found: Page[Notification]) -> Page[News]:
    """The notifications as lines."""
    return Page(tuple(_line(one) for one in found.items), found.next)


def _line(one: Notification) -> News:
    return News(
        text=_sentence(one),
        about=_about(one),
        url=_link(one),
        at=one.at,
        read_at=one.read_at,
    )


def _about(one: Notification) -> str:
    """The matter; before it the step, where the sentence does not name it."""
    facts = one.params
    step = "" if one.kind == "task" else _step(facts)
    return " · ".join(filter(None, (step, _title(facts))))


def _sentence(one: Notification) -> str:
    if handling_news.is_ours(one):
        return handling_news.sentence(one)
    facts = one.params
    task = _step(facts) or str(facts.get("task", ""))
    said = _asked_and_told(one.text, facts, task) or _limits(one.text, _due(facts.get("due")))
    said = said or news_standings.sentence(one, task)
    if said is not None:
        return said
    if one.kind == "red":
        return _("Overdue since %(due)s", due=_due(facts.get("due")))
    if one.kind == "reminder":
        return _("Due soon: %(due)s", due=_due(facts.get("due")))
    return str(facts.get("text", "")) or one.text


def _asked_and_told(key: str, facts: Mapping[str, object], task: str) -> str | None:
    match key:
        case "task.opened":
            return _("New task: %(task)s", task=task)
        case "task.transferred":
            reason = str(facts.get("reason", ""))
            return _("You were handed a task: %(task)s (%(reason)s)", task=task, reason=reason)
    return _sent_back(key, task, str(facts.get("reason", "")))


def _sent_back(key: str, task: str, reason: str) -> str | None:
    match key:
        case "task.returned":
            return _("Sent back to you: %(task)s (%(reason)s)", task=task, reason=reason)
        case "matter.withdrawn":
            return _("Taken back by who began it (%(reason)s)", reason=reason)
    return None


def _limits(key: str, due: str) -> str | None:
    match key:
        case "extension.asked":
            return _("An extension is asked for: due %(due)s", due=due)
        case "extension.approved":
            return _("Your extension was approved: now due %(due)s", due=due)
        case "extension.refused":
            return _("Your extension was refused: still due %(due)s", due=due)
        case "reminder.L2":
            return _("Due today: %(due)s", due=due)
        case "reminder.L4":
            return _("Overdue since %(due)s: a talk is suggested", due=due)
        case "reminder.L5":
            return _("Overdue since %(due)s: it is in the draft of the bulletin", due=due)
    return None


def _title(facts: Mapping[str, object]) -> str:
    """The matter's title; null where the person may not see it."""
    title = facts.get("title", "")
    if title is None:
        return _("(a matter you may not see)")
    return naming.titled(str(facts.get("process", "")), str(title))


def _step(facts: Mapping[str, object]) -> str:
    """The step whose limit it is; nothing where the limit is the whole matter's."""
    process, element = facts.get("process"), facts.get("element")
    if not isinstance(process, str) or not isinstance(element, str) or element == process:
        return ""
    return naming.element_in(naming.newest(process), element)


def _due(said: object) -> str:
    return showing.short(datetime.fromisoformat(said)) if isinstance(said, str) and said else "—"


def _link(one: Notification) -> str:
    if one.text == "extension.asked":
        return url_for("deadlines.extension", extension_id=str(one.params.get("extension")))
    if handling_news.is_ours(one):
        return handling_news.link(one)
    if one.user_task is not None:
        return url_for("tasks.show", task_id=one.user_task)
    if one.process_instance is not None:
        return url_for("matters.show", matter_id=one.process_instance)
    return url_for("standings.mine" if one.text.startswith("proxy.") else "tasks.inbox")

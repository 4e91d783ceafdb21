"""What people are told of proxies, deputies, prepared tasks and work that is handed over, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from engine.model import Json
from engine.office.notifications import Notification
from web import languages, people, showing
from web.languages import gettext as _

Facts = Mapping[str, Json]


def sentence(one: Notification, task: str) -> str | None:
    """The sentence, if it is one of these; ``task``: its step in the reader's language."""
    said = _SENTENCES.get(one.text)
    return None if said is None else said({**one.params, "task": task})


def _name(facts: Facts, key: str) -> str:
    return people.person_of(str(facts.get(key, ""))).name


def _day(facts: Facts, key: str) -> str:
    return showing.short(datetime.fromisoformat(str(facts[key])))


def _last_day(facts: Facts) -> str:
    """A proxy that ends at midnight ends with the day before."""
    return showing.end(datetime.fromisoformat(str(facts["ends_at"])) - timedelta(minutes=1))


def _task(facts: Facts) -> str:
    return str(facts.get("task", ""))


def _asked(facts: Facts) -> str:
    reason = str(facts.get("reason", ""))
    return f" ({reason})" if reason else ""


def _digest(facts: Facts) -> str:
    by = facts.get("by")
    names = (
        languages.listed(people.person_of(str(login)).name for login in by) if isinstance(by, list) else ""
    )
    titles = facts.get("titles")
    about = "；".join(str(one) for one in titles) if isinstance(titles, list) else ""
    return _("Done for you by %(names)s: %(n)s. %(about)s", names=names, n=facts.get("n"), about=about)


_SENTENCES: Mapping[str, Callable[[Facts], str]] = {
    "task.opened_for": lambda f: _(
        "New task for %(name)s, for whom you act: %(task)s", name=_name(f, "holder"), task=_task(f)
    ),
    "task.unanswered": lambda f: _(
        "Nobody has looked at a task of %(name)s; you may do it too: %(task)s",
        name=_name(f, "holder"), task=_task(f),
    ),
    "task.delegated": lambda f: _(
        "%(name)s asks you to prepare: %(task)s", name=_name(f, "by"), task=_task(f)
    ) + _asked(f),
    "task.resolved": lambda f: _(
        "%(name)s has prepared it; please confirm: %(task)s", name=_name(f, "by"), task=_task(f)
    ),
    "task.taken_back": lambda f: _("%(name)s took back: %(task)s", name=_name(f, "by"), task=_task(f)),
    "proxy.given": lambda f: _(
        "%(deputy)s acts for %(holder)s from %(start)s to %(end)s",
        deputy=_name(f, "deputy"), holder=_name(f, "holder"),
        start=_day(f, "starts_at"), end=_last_day(f),
    ),
    "proxy.revoked": lambda f: _(
        "%(deputy)s no longer acts for %(holder)s", deputy=_name(f, "deputy"), holder=_name(f, "holder")
    ),
    "proxy.digest": _digest,
    "handover.received": lambda f: _(
        "The work of %(name)s was handed over to you: %(n)s", name=_name(f, "from"), n=f.get("n")
    ) + _asked(f),
    "handover.returned": lambda f: _("Your work came back to you: %(n)s", n=f.get("n")),
}  # fmt: skip

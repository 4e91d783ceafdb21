"""How instants, deadlines and values are written on a page. All times are the office's (Asia/Shanghai)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, request, url_for
from markupsafe import Markup, escape

from engine import json
from engine.clock import OFFICE_ZONE
from engine.queries.user_tasks import SOON
from web import current, languages
from web.assets import asset
from web.form_pickers import filesize
from web.languages import gettext as _
from web.languages import ngettext

STATIC = Path(__file__).parent / "static"
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def day(instant: datetime) -> str:
    """3月12日, with the year when it is not this one."""
    at = instant.astimezone(OFFICE_ZONE)
    this_year = at.year == current.now().astimezone(OFFICE_ZONE).year
    if languages.locale() == "zh_CN":
        return f"{at.month}月{at.day}日" if this_year else f"{at.year}年{at.month}月{at.day}日"
    return f"{at.day} {MONTHS[at.month - 1]}" + ("" if this_year else f" {at.year}")


def short(instant: datetime) -> str:
    """3月12日 09:30."""
    return f"{day(instant)} {instant.astimezone(OFFICE_ZONE):%H:%M}"


def end(instant: datetime) -> str:
    """The end of a limit: its day, with the minute when it does not end with the day."""
    return day(instant) if _ends_with_the_day(instant) else short(instant)


def full(instant: datetime) -> str:
    """2026年3月12日 09:30, where the year must not be left out."""
    return f"{signed_day(instant)} {instant.astimezone(OFFICE_ZONE):%H:%M}"


def iso(instant: datetime) -> str:
    """For machines: RFC 3339 with the office's offset."""
    return instant.astimezone(OFFICE_ZONE).isoformat(timespec="seconds")


def signed_day(instant: datetime) -> str:
    """The date of a signature: always with the year."""
    return calendar_day(instant.astimezone(OFFICE_ZONE))


def calendar_day(at: date) -> str:
    """A day with its year."""
    if languages.locale() == "zh_CN":
        return f"{at.year}年{at.month}月{at.day}日"
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}"


def span(length: timedelta) -> str:
    """How long something took, in the largest unit that says enough."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 1:
        return _("less than a minute")
    if minutes < 60:
        return ngettext("%(num)s minute", "%(num)s minutes", minutes)
    if minutes < 48 * 60:
        return ngettext("%(num)s hour", "%(num)s hours", minutes // 60)
    return ngettext("%(num)s day", "%(num)s days", minutes // (24 * 60))


@dataclass(frozen=True, slots=True)
class Light:
    """A deadline's colour and the words that say the same."""

    colour: str  # late, soon, fine, done
    text: str


def light_of(due_at: datetime, closed_at: datetime | None = None) -> Light:
    """Late when the office's clock is past it, soon from three days before; a closed thing as it was."""
    at = closed_at or current.now()
    late = at - due_at
    if closed_at is not None:
        text = _("%(span)s late", span=span(late)) if late > timedelta() else _("in time")
        return Light("late" if late > timedelta() else "done", text)
    if late > timedelta():
        return Light("late", _("%(span)s overdue", span=span(late)))
    colour = "soon" if due_at - at < SOON else "fine"
    if _office_day(due_at) == _office_day(at) and _ends_with_the_day(due_at):
        return Light(colour, _("due today"))
    if due_at - at < timedelta(days=1):
        return Light(colour, _("%(span)s left", span=span(due_at - at)))
    days = (_office_day(due_at) - _office_day(at)).days
    return Light(colour, ngettext("%(num)s day left", "%(num)s days left", days))


def _ends_with_the_day(instant: datetime) -> bool:
    return f"{instant.astimezone(OFFICE_ZONE):%H:%M}" == "23:59"


def _office_day(instant: datetime) -> date:
    return instant.astimezone(OFFICE_ZONE).date()


def value(thing: object) -> str:
    """A variable as a person reads it."""
    if thing is None:
        return "—"
    if isinstance(thing, bool):
        return _("yes") if thing else _("no")
    if isinstance(thing, str):
        return thing
    return json.dump(thing).decode()


def marked(text: str) -> Markup:
    """A sentence whose words `in backticks` are code."""
    parts = text.split("`")
    return Markup().join(
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part)
        for place, part in enumerate(parts)
    )


def icon(name: str) -> Markup:
    """One of our line icons; decoration, so no reader reads it."""
    return Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>').format(
        static_file("icons.svg"), escape(name)
    )


def static_file(name: str) -> str:
    """The address of a file of ours; changes with its content, so that it may be cached for ever."""
    path = STATIC / name
    return url_for("static", filename=name, v=_digest(path, path.stat().st_mtime_ns))


@cache
def _digest(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def bundle(name: str) -> str:
    """The address of a bundle of the islands."""
    return url_for("static", filename=asset(name))


def here(**changed: str | None) -> str:
    """This page with some of its query changed; None takes a parameter away."""
    query: dict[str, Any] = {**request.args.to_dict(), **changed}
    kept = {name: text for name, text in query.items() if text not in {None, ""}}
    return url_for(str(request.endpoint), **(request.view_args or {}), **kept)


def init(app: Flask) -> None:
    """Give the templates their ways of writing."""
    app.jinja_env.filters.update(
        day=day,
        short=short,
        end=end,
        full=full,
        iso=iso,
        span=span,
        signed_day=signed_day,
        value=value,
        filesize=filesize,
        marked=marked,
    )
    app.jinja_env.globals.update(
        icon=icon, static_file=static_file, bundle=bundle, here=here, light_of=light_of
    )

    @app.context_processor
    def words() -> dict[str, object]:
        return {"lang": languages.LOCALES[languages.locale()], "now": current.now()}

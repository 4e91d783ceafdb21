"""Limits: paused, resumed, extended; the clock that goes on, and a list of holidays that changes."""

from __future__ import annotations

import json
from datetime import timedelta

from engine.commands import bulletins, calendars, clock, deadlines, extensions
from engine.model import SYSTEM, UserTask
from engine.queries import process_instances as instance_queries
from engine.store import bulletins as bulletin_rows
from engine.store import extensions as extension_rows
from tests.office import ROOT
from tests.operations.deeds.register import deed
from tests.operations.life import MANAGER, Life

KNOWN = ROOT / "engine" / "office" / "calendars" / "2026.json"


def _limit(life: Life) -> str | None:
    limits = instance_queries.deadlines(life.engine, life.matter.id, SYSTEM)
    return str(life.dice.choice(limits)["id"]) if limits else None


@deed(deadlines.pause)
def pause(life: Life, task: UserTask | None) -> None:
    limit, ground = _limit(life), life.dice.choice(life.engine.desk.policies.texts(deadlines.GROUNDS))
    who = MANAGER if task is None else life.dice.choice((MANAGER, life.doer(task)))
    if limit is not None:
        life.tries("deadline.pause", who, deadlines.pause, life.matter.id, limit, ground, "x")


@deed(deadlines.resume)
def go_on(life: Life, task: UserTask | None) -> None:
    del task
    limit = _limit(life)
    if limit is not None:
        life.tries("deadline.resume", MANAGER, deadlines.resume, life.matter.id, limit)


@deed(extensions.ask)
def extension(life: Life, task: UserTask | None) -> None:
    limit = _limit(life)
    if task is not None and limit is not None:
        life.tries("extension.ask", life.doer(task), extensions.ask, life.matter.id, limit, "5WD", "x")


@deed(extensions.approve, extensions.refuse)
def decide(life: Life, task: UserTask | None) -> None:
    del task
    with life.engine.reading() as view:
        asked = [x for x in extension_rows.of_instance(view, life.matter.id) if x.state == "asked"]
    if asked and life.dice.random() < 0.5:
        life.tries("extension.approve", MANAGER, extensions.approve, asked[0].id)
    elif asked:
        life.tries("extension.refuse", MANAGER, extensions.refuse, asked[0].id, "x")


@deed(clock.advance)
def time(life: Life, task: UserTask | None) -> None:
    del task
    life.office.advance(hours=life.dice.choice((2, 24, 30, 72)))


@deed(calendars.load_year)
def holidays(life: Life, task: UserTask | None) -> None:
    """One more day is free this year; every open limit is counted anew."""
    del task
    if life.dice.random() < 0.3:
        day = life.office.now.date() + timedelta(days=life.dice.randint(1, 20))
        listed = {"year": day.year, "source": "通知", "holidays": [], "working": []}
        if str(day.year) in KNOWN.name:
            listed |= json.loads(KNOWN.read_text("utf-8"))
        listed["holidays"] = [*listed["holidays"], {"from": str(day), "to": str(day)}]
        listed["working"] = [one for one in listed["working"] if one != str(day)]
        life.tries("calendar.load", life.holder_of("sys_admin"), calendars.load_year, listed)


@deed(bulletins.decide)
def bulletin(life: Life, task: UserTask | None) -> None:
    """A line that the ladder drafted is published, left out or put back."""
    del task
    with life.engine.reading() as view:
        lines = [
            one
            for state in bulletin_rows.STATES
            for one in bulletin_rows.page(view, state, after=None, limit=200)
            if one.process_instance_id == life.matter.id
        ]
    if lines:
        line, state = life.dice.choice(lines), life.dice.choice(bulletin_rows.STATES)
        life.tries("bulletin.decide", MANAGER, bulletins.decide, line.id, state)

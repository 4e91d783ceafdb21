"""The window: pages and the API on a machine that was built elsewhere."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path

from flask import Flask, g
from flask_openapi3.openapi import OpenAPI

from engine.machine import Engine
from engine.queries import jobs, notifications, user_tasks
from web import api, auth, current, handling, inbox, languages, naming, refusals, security, showing, waiting
from web.views import (
    admin,
    bulletins,
    deadlines,
    decisions,
    delegations,
    events,
    handovers,
    instances,
    ledgers,
    matters,
    notices,
    registers,
    saved_filters,
    standings,
    studio,
    tasks,
    together,
    webhooks,
)
from web.views import auth as auth_pages
from web.views import returns as return_pages

WEB = Path(__file__).parent
FIELDS = 20_000  # of one form; a browser never sends so many


def create_app(machine: Engine) -> Flask:
    """The WSGI application on this machine."""
    app = OpenAPI("web", root_path=str(WEB), **api.DOCUMENT)
    attach(app, machine)
    app.config.update(
        MAX_FORM_PARTS=FIELDS,
        SESSION_COOKIE_NAME="liye_page",
        SESSION_COOKIE_SAMESITE="Lax",
        SEND_FILE_MAX_AGE_DEFAULT=365 * 86400,
    )
    for part in (languages, showing, naming, waiting, security, auth, refusals):
        part.init(app)
    of_people = (saved_filters, delegations, standings, handovers, deadlines, bulletins)
    outwards = (notices, webhooks, events)
    of_matters = (matters, registers, ledgers, instances, studio, decisions)
    for module in (auth_pages, together, tasks, *of_people, *outwards, *of_matters, admin):
        app.register_blueprint(module.pages)
    app.register_blueprint(return_pages.pages)
    handling.init(app)
    app.context_processor(_frame)
    api.init(app)
    return app


def attach(app: Flask, machine: Engine) -> None:
    """Put a machine behind the pages; whatever depends on its settings is set here."""
    app.extensions["liye"] = machine
    app.extensions.pop("liye_streams", None)  # windows follow the machine they were opened on
    app.secret_key = _secret(machine)
    app.config.update(
        LIYE_LOCALE=machine.settings.locale,
        MAX_CONTENT_LENGTH=machine.settings.request_bytes,
        MAX_FORM_MEMORY_SIZE=machine.settings.request_bytes,
    )


def _frame() -> dict[str, object]:
    """What the bar and the side menu of every page need; worked out only for whoever is signed in."""
    actor = current.actor()
    if actor is None or g.get("is_refusing"):
        return {}
    engine = current.engine()
    colours = user_tasks.colours(engine, inbox.mine(actor), actor)
    counts = {
        "open": colours.late + colours.soon + colours.other,
        "late": colours.late,
        "unread": notifications.unread(engine, actor),
    }
    if actor.is_manager:
        found = jobs.troubles(engine, actor)
        counts |= {"incidents": found.incidents, "failed_jobs": found.failed_jobs}
    return {"me": actor, "counts": counts}


def _secret(machine: Engine) -> str:
    """The key that signs cookies: the setting, else one made once and kept in `home`."""
    if machine.settings.secret_key:
        return machine.settings.secret_key
    kept = machine.settings.home / "secret_key"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        made = kept.with_suffix(f".{secrets.token_hex(4)}")
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(48), "ascii")
        with suppress(FileExistsError):  # another process was faster: its key counts
            kept.hardlink_to(made)
        made.unlink()
    return kept.read_text("ascii")

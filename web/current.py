"""What a request stands on: the machine, who acts, what time it is."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from flask import current_app, g

from engine.clock import OFFICE_ZONE
from engine.commands.sessions import SignedIn
from engine.machine import Engine
from engine.model import Actor


def engine() -> Engine:
    """The machine this app was built on."""
    return cast("Engine", current_app.extensions["liye"])


def signed_in() -> SignedIn | None:
    """Who is signed in by the session cookie, if anybody."""
    return cast("SignedIn | None", g.get("signed_in"))


def actor() -> Actor | None:
    """The person in front of this page."""
    found = signed_in()
    return found.actor if found else None


def now() -> datetime:
    """The office's time, the same throughout a request; tests move it."""
    if "now" not in g:
        g.now = engine().clock.now()
    return cast("datetime", g.now)


def today() -> date:
    """The day it is in the office."""
    return now().astimezone(OFFICE_ZONE).date()

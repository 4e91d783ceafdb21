"""What a request stands on: the machine, who acts, what time it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from flask import current_app, g

from engine.model import Actor


def engine() -> Any:
    """The machine this app was built on."""
    return current_app.extensions["liye"]


def actor() -> Actor | None:
    """Who is signed in, if anybody."""
    return cast("Actor | None", g.get("actor"))


def now() -> datetime:
    """The office's time; tests move it."""
    return cast("datetime", engine().clock.now())

"""Deeds that a page foretells before it does them: the first press shows what would come of it."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, request

from engine.commands.preview import preview
from engine.machine import Engine
from web import asking, current
from web.auth import Answer

Page = Callable[..., str]  # takes ``error``, what is wrong with it, or ``found``, what would come of it


def given(*names: str) -> dict[str, str]:
    """What was typed into these fields, trimmed; empty where nothing was."""
    return {name: request.form.get(name, "").strip() for name in names}


def looked_at_first(page: Page, act: Callable[[Engine], object], done: Callable[[], str]) -> Answer:
    """Foretell it; with the button ``do`` do it. What is refused shows the page again.

    ``done`` says what was done and answers where to go.
    """
    asking.if_refused(lambda error: page(error=error))
    if "do" not in request.form:
        return page(found=preview(current.engine(), act))
    act(current.engine())
    return redirect(done())

"""Deeds that a page foretells before it does them: the first press shows what would come of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import redirect, request

from engine.commands.preview import Preview, preview
from engine.errors import InvalidSubmission
from engine.machine import Engine
from web import asking, current, refusals
from web.auth import Answer


@dataclass(frozen=True)
class Deed:
    """One as its page shows it: what was typed, and what is wrong with it or what would come of it."""

    given: Mapping[str, str] = field(default_factory=dict)
    error: InvalidSubmission | None = None
    found: Preview | None = None

    @property
    def shown(self) -> dict[str, Any]:
        """The same for a template."""
        return {"given": self.given, "errors": refusals.by_field(self.error), "found": self.found}


Page = Callable[[Deed], str]


def given(*names: str) -> dict[str, str]:
    """What was typed into these fields, trimmed; empty where nothing was."""
    return {name: request.form.get(name, "").strip() for name in names}


def looked_at_first(
    page: Page, given: Mapping[str, str], act: Callable[[Engine], object], done: Callable[[], str]
) -> Answer:
    """Foretell it; with the button ``do`` do it. What is refused shows the page again.

    ``done`` says what was done and answers where to go.
    """
    deed = Deed(given)
    asking.if_refused(lambda error: page(replace(deed, error=error)))
    if "do" not in request.form:
        return page(replace(deed, found=preview(current.engine(), act)))
    act(current.engine())
    return redirect(done())

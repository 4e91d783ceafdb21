"""Notifications as letters: the same sentences as in the window, in the language the person chose."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, url_for

from engine.machine import Engine
from engine.model import Page
from engine.office.notifications import Notification
from web import languages
from web.languages import gettext as _
from web.languages import ngettext

NOWHERE = "http://liye.invalid"  # links need a host even where none is written
_apps: list[tuple[Engine, Flask]] = []  # the last machine letters were written for, and its pages


def write(engine: Engine, told: Sequence[Notification], language: str) -> tuple[str, str]:
    """The subject and the body of one letter about all of them."""
    from web import news

    address = engine.settings.public_url.rstrip("/")
    headers = {"Cookie": f"{languages.COOKIE}={language}"}
    with _app(engine).test_request_context("/", base_url=address or NOWHERE, headers=headers):
        lines = news.page(Page(tuple(told))).items
        parts = [_part(one, address) for one in lines]
        parts.append(_foot(address))
        return f"[{_('liye')}] {_subject(lines)}", "\n\n".join(parts) + "\n"


def _subject(lines: Sequence[object]) -> str:
    if len(lines) == 1:
        return str(getattr(lines[0], "text", ""))
    return ngettext("%(num)s notification", "%(num)s notifications", len(lines))


def _part(one: object, address: str) -> str:
    found = [str(getattr(one, "text", "")), str(getattr(one, "about", ""))]
    if address:
        found.append(f"{address}{getattr(one, 'url', '')}")
    return "\n".join(filter(None, found))


def _foot(address: str) -> str:
    foot = "--\n" + _("How you are told is yours to choose.")
    return f"{foot}\n{address}{url_for('notices.settings')}" if address else foot


def _app(engine: Engine) -> Flask:
    """The pages of this machine, for their addresses and words alone."""
    from web.app import create_app

    if not _apps or _apps[0][0] is not engine:
        _apps[:] = [(engine, create_app(engine))]
    return _apps[0][1]

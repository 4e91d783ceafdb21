"""Notifications as letters: the same sentences as in the window, in the language the person chose."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, url_for

from engine.machine import Engine
from engine.model import Page
from engine.office.notifications import Notification
from web import languages, news
from web.app import create_app
from web.languages import gettext as _
from web.languages import ngettext
from web.news import News

NOWHERE = "http://liye.invalid"  # a request needs a host; links are written behind the public address
_apps: list[tuple[Engine, Flask]] = []  # the last machine letters were written for, and its pages


def write(engine: Engine, told: Sequence[Notification], language: str) -> tuple[str, str]:
    """The subject and the body of one letter about all of them."""
    address = engine.settings.public_url.rstrip("/")
    headers = {"Cookie": f"{languages.COOKIE}={language}"}
    with _app(engine).test_request_context("/", base_url=NOWHERE, headers=headers):
        lines = news.page(Page(tuple(told))).items
        parts = [_part(one, address) for one in lines]
        parts.append(_foot(address))
        return f"[{_('liye')}] {_subject(lines)}", "\n\n".join(parts) + "\n"


def _subject(lines: Sequence[News]) -> str:
    if len(lines) == 1:
        return lines[0].text
    return ngettext("%(num)s notification", "%(num)s notifications", len(lines))


def _part(one: News, address: str) -> str:
    link = f"{address}{one.url}" if address else ""
    return "\n".join(filter(None, (one.text, one.about, link)))


def _foot(address: str) -> str:
    foot = "--\n" + _("How you are told is yours to choose.")
    return f"{foot}\n{address}{url_for('notices.settings')}" if address else foot


def _app(engine: Engine) -> Flask:
    """The pages of this machine, for their addresses and words alone."""
    if not _apps or _apps[0][0] is not engine:
        _apps[:] = [(engine, create_app(engine))]
    return _apps[0][1]

"""One application for all tests of a process: its hundred routes and templates are made ready once."""

from __future__ import annotations

from flask import Flask

from engine.machine import Engine
from web.app import attach, create_app

_made: list[Flask] = []


def app_of(machine: Engine) -> Flask:
    """The application, on this machine from now on."""
    if not _made:
        _made.append(create_app(machine))
    attach(_made[0], machine)
    return _made[0]

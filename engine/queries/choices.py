"""How a person is told, and what became of his letters."""

from __future__ import annotations

from engine.machine import Engine
from engine.model import Actor
from engine.office import news_choices
from engine.office.news_choices import Choices


def of(engine: Engine, actor: Actor) -> Choices:
    """What the caller chose; else the office's way."""
    with engine.reading() as view:
        return news_choices.of(view, actor.login, engine.settings.locale)

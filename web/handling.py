"""Pages of what people do beside completing tasks: sending round, talking, giving opinions."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask

from engine.queries import attachments
from engine.queries.attachments import Attachment
from web import confirming, current, endings, limits, opinions, talking, walls
from web.views import attachments as attachment_pages
from web.views import circulations, talk
from web.views import opinions as opinion_pages


def init(app: Flask) -> None:
    """Put them behind the window."""
    for part in (walls, talking, opinions, limits, confirming, endings):
        part.init(app)
    for module in (circulations, talk, opinion_pages, attachment_pages):
        app.register_blueprint(module.pages)
    app.jinja_env.globals.update(attachments_of=attachments_of)


def attachments_of(matter_id: str) -> Sequence[Attachment]:
    """What was added to a matter beside its forms: for its page."""
    actor = current.actor()
    return () if actor is None else attachments.of_instance(current.engine(), matter_id, actor)

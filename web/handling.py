"""Pages of what people do beside completing tasks: sending round, talking, giving opinions."""

from __future__ import annotations

from flask import Flask

from web import confirming, endings, limits, opinions, talking, walls
from web.views import attachments as attachment_pages
from web.views import circulations, talk
from web.views import opinions as opinion_pages


def init(app: Flask) -> None:
    """Put them behind the window."""
    for part in (walls, talking, opinions, limits, confirming, endings):
        part.init(app)
    for module in (circulations, talk, opinion_pages, attachment_pages):
        app.register_blueprint(module.pages)
    app.jinja_env.globals.update(attachments_of=attachment_pages.attachments_of)

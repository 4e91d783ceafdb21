"""Live updates for the window of whoever is signed in."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, current_app, request

from web import auth, current
from web.streams import Hub, TooManyStreams

pages = auth.protect(Blueprint("events", __name__))


@pages.get("/events")
def stream() -> Response:
    """New tasks, tasks that are gone, notifications. 204 tells a browser not to come back: sign in first."""
    actor = current.actor()
    if actor is None:
        return Response(status=204)
    try:
        opened = hub().open(actor.login, request.environ.get("gunicorn.socket"))
    except TooManyStreams as error:
        return Response(error.message, 503, {"Retry-After": "60"}, mimetype="text/plain")
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Response(iter(opened), mimetype="text/event-stream", headers=headers)


def hub() -> Hub:
    """The open windows of this process."""
    known = current_app.extensions.setdefault("liye_streams", None) or Hub(current.engine())
    current_app.extensions["liye_streams"] = known
    return cast("Hub", known)

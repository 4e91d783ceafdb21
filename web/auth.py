"""Who stands behind a request: the session cookie, and the decorators that hand the person to a view."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeAlias

from flask import Blueprint, Flask, Response, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine.commands import sessions
from engine.errors import Forbidden
from engine.model import Actor
from web import current, keeping, security

COOKIE = "liye_session"
P = ParamSpec("P")
Answer: TypeAlias = "AnyResponse | str | tuple[str, int]"


class RoleNeeded(Forbidden):
    """This page is for holders of another role."""

    code = "ROLE_NEEDED"


def signed_in(view: Callable[Concatenate[Actor, P], Answer]) -> Callable[P, Answer]:
    """Give the view the person who asks; send whoever is not signed in to the door."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Answer:
        actor = current.actor()
        if actor is None:
            return _door()
        return view(actor, *args, **kwargs)

    return guarded


def holding(role: str) -> Callable[[Callable[Concatenate[Actor, P], Answer]], Callable[P, Answer]]:
    """Give the view the person who asks, if he holds this system role."""

    def decorator(view: Callable[Concatenate[Actor, P], Answer]) -> Callable[P, Answer]:
        def guarded(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> Answer:
            if role not in actor.roles:
                raise RoleNeeded(f"this is for holders of the role {role}")
            return view(actor, *args, **kwargs)

        return wraps(view)(signed_in(guarded))

    return decorator


def _door() -> Answer:
    """To the sign-in page and back; what somebody was sending waits there, and a script is told to wait."""
    by_a_script = "HX-Request" in request.headers or request.accept_mimetypes.best == "application/json"
    if request.method != "GET":
        kept = keeping.of(request)
        if by_a_script:
            return Response(status=401)  # the page stays, and what is written in it
        if kept is not None:
            return render_template("auth/login.html", next="", login=kept.by, kept=kept), 401
        return redirect(url_for("auth.login"))
    there = url_for("auth.login", next=request.full_path.rstrip("?"))
    if "HX-Request" in request.headers:
        return Response(status=204, headers={"HX-Redirect": there})
    return redirect(there)


def read_session() -> None:
    """Before a request: who is it? Kept on the request alone."""
    token = request.cookies.get(COOKIE)
    g.signed_in = sessions.of(current.engine(), token) if token else None


def protect(pages: Blueprint) -> Blueprint:
    """Pages of people: forms of theirs carry the proof that they are ours."""
    pages.before_request(security.refuse_nul)
    pages.before_request(security.refuse_forged)
    return pages


def set_cookie(answer: AnyResponse, token: str) -> AnyResponse:
    """The browser keeps the session until it is closed; no script can read it."""
    answer.set_cookie(COOKIE, token, httponly=True, samesite="Lax", secure=request.is_secure)
    return answer


def init(app: Flask) -> None:
    """Know who asks, on every page; static files need nobody."""

    @app.before_request
    def read() -> None:
        if request.endpoint != "static":
            read_session()

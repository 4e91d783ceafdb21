"""Signing in and out, one's own password, the language."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, make_response, redirect, render_template, request, session, url_for

from engine.commands import sessions
from engine.errors import InvalidSubmission
from engine.model import Actor
from web import auth, current, keeping, languages
from web.auth import Answer, signed_in
from web.languages import gettext as _

pages = auth.protect(Blueprint("auth", __name__))


@pages.get("/login")
def login() -> Answer:
    """The door; whoever is in already goes on inside."""
    if current.actor() is not None:
        return redirect(_inside(request.args.get("next", "")))
    return render_template("auth/login.html", next=request.args.get("next", ""), login="")


@pages.post("/login")
def enter() -> Answer:
    """Somebody gives his account and password."""
    name = request.form.get("login", "")
    try:
        token = sessions.open_(current.engine(), name, request.form.get("password", ""), _address())
    except sessions.TooManyAttempts as refusal:
        return _refused(_("Too many failed attempts. Try again in %(n)s minutes.", n=refusal.minutes), 429)
    except sessions.SignInRefused:
        return _refused(_("The account or the password is wrong."), 403)
    name = name.strip()
    keeping.signed_in(name)
    kept = keeping.read(request.form.get("kept", ""))
    if kept is not None and kept.is_of(name) and _inside(kept.to) == kept.to:
        return auth.set_cookie(make_response(render_template("auth/kept.html", kept=kept)), token)
    return auth.set_cookie(redirect(_inside(request.form.get("next", ""))), token)


@pages.post("/logout")
def logout() -> Answer:
    """The person goes."""
    found = current.signed_in()
    if found is not None:
        sessions.close(current.engine(), found.session, found.actor)
    session.clear()
    answer = redirect(url_for("auth.login"))
    answer.delete_cookie(auth.COOKIE)
    return answer


@pages.get("/password")
@signed_in
def password(actor: Actor) -> Answer:
    """Asks for a new password."""
    return render_template("auth/password.html", errors={})


@pages.post("/password")
@signed_in
def change_password(actor: Actor) -> Answer:
    """The person changes his own password."""
    new, found = request.form.get("new", ""), current.signed_in()
    errors = _faults(new, actor)
    if not errors and found is not None:
        try:
            old = request.form.get("current", "")
            sessions.change_password(current.engine(), found.session, old, new, actor)
        except InvalidSubmission as refusal:
            errors = _named(refusal)
    if errors:
        return render_template("auth/password.html", errors=errors), 422
    flash(_("Your password was changed."), "success")
    return redirect(url_for("tasks.inbox"))


@pages.post("/language")
def language() -> Answer:
    """The pages in the other language, in this browser."""
    chosen = request.form.get("locale", "")
    answer = redirect(_inside(request.form.get("next", "")))
    if chosen in languages.LOCALES:
        answer.set_cookie(languages.COOKIE, chosen, max_age=365 * 86400, samesite="Lax", httponly=True)
    return answer


def _refused(text: str, status: int) -> tuple[str, int]:
    name, after = request.form.get("login", ""), request.form.get("next", "")
    kept = keeping.read(request.form.get("kept", ""))
    return render_template("auth/login.html", refused=text, next=after, login=name, kept=kept), status


def _faults(new: str, actor: Actor) -> dict[str, str]:
    if len(new) < 8:
        return {"new": _("At least 8 characters.")}
    if new.casefold() == actor.login.casefold():
        return {"new": _("Not your account name, please.")}
    if new != request.form.get("again", ""):
        return {"again": _("The two are not the same.")}
    return {}


def _named(refusal: InvalidSubmission) -> dict[str, str]:
    if refusal.errors[0].pointer == "/old":
        return {"current": _("This is not your present password.")}
    return {"new": _("8 to 1024 characters, please.")}


def _inside(target: str) -> str:
    """Where to go next, if it is a page of ours."""
    parts = urlsplit(target.replace("\\", "/"))
    inside = target.startswith("/") and not target.startswith("//") and not parts.netloc and not parts.scheme
    printable = target.isprintable() and "\\" not in target
    return target if inside and printable else url_for("tasks.inbox")


def _address() -> str:
    return request.remote_addr or ""

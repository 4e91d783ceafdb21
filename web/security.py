"""What stands on every answer, and the proof that a form was ours.

Scripts come from our own files alone (no inline script exists), so the policy needs no nonce. The
``style=""`` attributes that bpmn-js writes are the only inline thing allowed.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from flask import Flask, Response, abort, current_app, request, session

from engine.errors import Forbidden

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
READING = {"GET", "HEAD", "OPTIONS"}
SEED = "csrf"


class ForgedRequest(Forbidden):
    """The request does not carry the proof that it came from a page of ours."""

    code = "CSRF"

    def __init__(self) -> None:
        super().__init__("the page was open too long, or the request did not come from it; load it again")


def csrf_token() -> str:
    """What a form of this browser carries; made from a seed in its signed cookie."""
    if SEED not in session:
        session[SEED] = secrets.token_urlsafe(24)
    return _proof(str(session[SEED]))


def refuse_forged() -> None:
    """Every request that changes something carries the token: as a field, or as X-CSRF-Token."""
    if request.method in READING:
        return
    given = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token") or ""
    seed = session.get(SEED)
    if not seed or not hmac.compare_digest(given.encode(), _proof(str(seed)).encode()):
        raise ForgedRequest


def refuse_nul() -> None:
    """No text of ours holds a NUL, and one of the databases cannot keep it: nobody types it by mistake."""
    texts = [text for name, said in request.args.lists() for text in (name, *said)]
    texts += [str(one) for one in (request.view_args or {}).values()]
    if request.method not in READING:
        texts += [text for name, said in request.form.lists() for text in (name, *said)]
    if any("\0" in text for text in texts):
        abort(400)


def _proof(seed: str) -> str:
    key = str(current_app.secret_key).encode()
    return hmac.new(key, b"csrf:" + seed.encode(), hashlib.sha256).hexdigest()


def init(app: Flask) -> None:
    """Put the headers on every answer."""
    app.jinja_env.globals["csrf_token"] = csrf_token

    @app.after_request
    def headers(answer: Response) -> Response:
        for name, text in HEADERS.items():
            answer.headers.setdefault(name, text)
        if request.is_secure:
            answer.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.endpoint == "static":
            answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        elif "Cache-Control" not in answer.headers:
            answer.headers["Cache-Control"] = "no-store"
        return answer

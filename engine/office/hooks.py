"""Calls to other systems: only to hosts the operator allowed, signed, never redirected."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import ssl
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from engine.errors import EngineError, FieldError, InvalidSubmission

PATIENCE = 10.0  # seconds for the other side to answer
MOST = 64 * 1024  # bytes of an answer that are read
PORTS = {"http": 80, "https": 443}


class HookRefused(EngineError):
    """The other side did not take it."""

    code = "HOOK_REFUSED"


def checked(url: str, allowed: str) -> SplitResult:
    """An address that may be called, or a refusal that says why not."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _bad("this is no address") from None
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url or len(url) > 500:
        raise _bad("an address is plain ASCII without blanks")
    if parts.scheme not in PORTS or not parts.hostname:
        raise _bad("an address begins with http:// or https:// and names a host")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise _bad("an address has no user, password or fragment")
    usual = port is None or port in PORTS.values()
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    known = {one.lower() for one in allowed.split()}
    if f"{host}:{port or PORTS[parts.scheme]}" not in known and not (usual and host in known):
        raise _bad("this host is not allowed; the operator lists those that are in LIYE_WEBHOOK_HOSTS")
    return parts


def sign(secret: str, timestamp: int, body: bytes) -> str:
    """The header ``Liye-Signature``: when, and HMAC-SHA256 over that and the body."""
    digest = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={digest}"


def post(url: str, body: bytes, headers: Mapping[str, str], allowed: str) -> None:
    """Send it; anything but 2xx within ten seconds is raised, a redirection too."""
    parts = checked(url, allowed)
    host = str(parts.hostname)
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(host, parts.port, timeout=PATIENCE, context=context)
    else:
        connection = http.client.HTTPConnection(host, parts.port, timeout=PATIENCE)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body, dict(headers))
        answer = connection.getresponse()
        answer.read(MOST)
        if not 200 <= answer.status < 300:
            raise HookRefused(f"the other side answered {answer.status}")
    finally:
        connection.close()


def _bad(why: str) -> InvalidSubmission:
    return InvalidSubmission([FieldError("/url", why)])

"""What somebody was about to send when his session turned out to be over.

The sign-in page carries it; whoever signs in under the same name is shown it and sends it on. Files are
chosen again: a browser hands them over once.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from flask import Request, session

from web import security

WHO = "who"  # in the browser's own cookie: who signed in last
AGAIN = "_shown_again"  # a form that says so is shown once more instead of being sent on as it stands
REFRESH = "_refresh"
SECRET = {"auth", "admin"}  # pages whose forms hold passwords
STEERING = frozenset({AGAIN, "_add", "_remove", "_search", "_say", "csrf_token"})


@dataclass(frozen=True, slots=True)
class Kept:
    """A form on its way: where it goes, whose it is, what it says."""

    to: str
    by: str
    fields: tuple[tuple[str, str], ...]
    files: bool = False

    @property
    def text(self) -> str:
        """As the sign-in page carries it."""
        return json.dumps([self.to, self.by, self.fields, self.files], ensure_ascii=False)

    @property
    def is_shown_again(self) -> bool:
        """Does the person see his form again before anything is done?"""
        return (REFRESH, "1") in self.fields

    def is_of(self, login: str) -> bool:
        """Only whoever wrote it gets to see it."""
        return self.by == login


def of(request: Request) -> Kept | None:
    """What this request wanted to send, if it is known who wrote it; passwords are typed again."""
    by = str(session.get(WHO, ""))
    if request.method != "POST" or not by or request.blueprint in SECRET:
        return None
    sent = tuple(
        (name, text) for name, texts in request.form.lists() for text in texts if name not in STEERING
    )
    again = ((REFRESH, "1"),) if AGAIN in request.form and (REFRESH, "1") not in sent else ()
    files = any(one.filename for one in request.files.values())
    return Kept(request.full_path.rstrip("?"), by, (*sent, *again), files)


def read(text: str) -> Kept | None:
    """What a sign-in page carried; nonsense is nothing."""
    try:
        to, by, fields, files = json.loads(text)
        return Kept(str(to), str(by), tuple((str(name), str(said)) for name, said in fields), bool(files))
    except (ValueError, TypeError, RecursionError):
        return None


def signed_in(login: str) -> None:
    """A new person, a new proof of forms; pages the same person still has open stay good."""
    seed = session.get(security.SEED) if session.get(WHO) == login else None
    session.clear()
    session[WHO] = login
    if seed:
        session[security.SEED] = seed

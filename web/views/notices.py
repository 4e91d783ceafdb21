"""How a person is told beside the window."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for

from engine.commands import mails
from engine.errors import InvalidSubmission
from engine.model import Actor
from engine.office.news_choices import Choices
from engine.office.notifications import KINDS
from engine.queries import choices
from web import asking, auth, current
from web.auth import Answer, signed_in
from web.languages import gettext as _

pages = auth.protect(Blueprint("notices", __name__))


@pages.get("/notifications/settings")
@signed_in
def settings(actor: Actor) -> Answer:
    """What he chose."""
    return _page(choices.of(current.engine(), actor))


@pages.post("/notifications/settings")
@signed_in
def choose(actor: Actor) -> Answer:
    """Keep it."""
    given = _given(actor)
    asking.if_refused(lambda error: _page(given, error))
    mails.choose(current.engine(), given, actor)
    flash(_("Saved."), "success")
    return redirect(url_for("notices.settings"))


def _given(actor: Actor) -> Choices:
    said = request.form
    begins, ends = said.get("quiet_from", "").strip(), said.get("quiet_to", "").strip()
    quiet = "-" if "never" in said else f"{begins}-{ends}" if begins or ends else ""
    return Choices(
        actor.login,
        email=said.get("email", "").strip(),
        language=said.get("language", ""),
        mail={kind: said.get(f"mail-{kind}", "now") for kind in KINDS},
        digest_at=said.get("digest_at", "").strip(),
        quiet=quiet,
    )


def _page(chosen: Choices, error: InvalidSubmission | None = None) -> str:
    places = {one.pointer.split("/")[1] for one in error.errors} if error else set()
    policies = current.engine().desk.policies
    quiet = chosen.quiet or policies.text("notification.quiet")
    begins, _dash, ends = ("", "", "") if quiet == "-" else quiet.partition("-")
    return render_template(
        "notices/settings.html",
        chosen=chosen,
        kinds=_kinds(),
        ways=_ways(),
        digest_at=chosen.digest_at or policies.text("notification.digest_at"),
        quiet=(begins, ends),
        is_sent=current.engine().mailer is not None,
        errors={place: text for place, text in _sentences().items() if place in places},
        refused=_("Something is missing or wrong.") if error else None,
    )


def _sentences() -> dict[str, str]:
    return {
        "email": _("Give one mail address, such as name@office.example."),
        "digest_at": _("Give a time of the day, such as 08:30."),
        "quiet": _("Give both ends, such as 22:00 and 07:00."),
    }


def _kinds() -> list[tuple[str, str, str]]:
    """Each kind, what it is called, what it tells."""
    return [
        ("task", _("New tasks"), _("a task reaches you or one of your groups")),
        ("reminder", _("Reminders"), _("a limit comes near")),
        ("red", _("Red cards"), _("a limit has passed; sent in the quiet hours too")),
        ("notice", _("Other notices"), _("answers, decisions, what was done for you")),
    ]


def _ways() -> list[tuple[str, str]]:
    return [("now", _("at once")), ("digest", _("in the daily digest")), ("off", _("not by mail"))]

"""Notifications about what is sent round, said, urged and followed, in words."""

from __future__ import annotations

from flask import url_for

from engine.office.notifications import Notification
from web import people
from web.languages import gettext as _

PREFIXES = ("circulation.", "urge.", "comment.", "followed.")


def is_ours(one: Notification) -> bool:
    """Whether it is said here."""
    return one.text.startswith(PREFIXES)


def sentence(one: Notification) -> str:
    """What happened."""
    who = people.person_of(str(one.params.get("from", ""))).name
    step, text = str(one.params.get("task", "")), str(one.params.get("text", ""))
    said = {
        "circulation.read": _("%(who)s sent you something to read", who=who),
        "circulation.copy": _("%(who)s sent you a copy", who=who),
        "circulation.consult": _("%(who)s asks what you think", who=who),
        "circulation.answered": _("%(who)s answered your question", who=who),
        "circulation.all_read": _("Everybody has read what you sent"),
        "circulation.recalled": _("%(who)s recalled what was sent to you", who=who),
        "circulation.due": _("You have not read yet what was sent to you"),
        "circulation.unread": _("Not everybody has read what you sent"),
        "circulation.urged": _("%(who)s asks you to read what was sent to you", who=who),
        "urge.task": _("%(who)s urges: %(step)s", who=who, step=step),
        "comment.mention": _("%(who)s mentions you: %(words)s", who=who, words=text),
        "comment.added": _("%(who)s says: %(words)s", who=who, words=text),
        "followed.step": _("%(who)s has done: %(step)s", who=who, step=step),
        "followed.ended": _("A matter you follow has ended"),
    }.get(one.text, one.text)
    return f"{said} ({text})" if one.text == "urge.task" and text else said


def link(one: Notification) -> str:
    """Where it leads."""
    if one.text == "circulation.recalled":
        return url_for("circulations.mine")
    if one.text in {"circulation.all_read", "circulation.unread"}:
        return url_for("circulations.wall", matter_id=one.process_instance)
    if one.text.startswith("circulation."):
        return url_for("circulations.read", circulation_id=one.params.get("circulation", ""))
    if one.user_task is not None:
        return url_for("tasks.show", task_id=one.user_task)
    place = "comments" if one.text.startswith("comment.") else None
    return url_for("matters.show", matter_id=one.process_instance, _anchor=place)

"""Urging, comments, following, as pages: buttons and a few words, then back to where one was."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for

from engine.commands import comments, followers, urges
from engine.model import Actor
from engine.queries import circulations
from engine.queries import user_tasks as tasks
from web import asking, auth, current, people, refusals, walls
from web.auth import Answer, signed_in
from web.languages import gettext as _
from web.views import matters

pages = auth.protect(Blueprint("talk", __name__))


@pages.post("/tasks/<task_id>/urge")
@signed_in
def urge(actor: Actor, task_id: str) -> Answer:
    """Remind whoever has a task."""
    told = urges.urge(current.engine(), task_id, request.form.get("text", ""), actor)
    _say_urged(told)
    matter = tasks.whatever(current.engine(), task_id).process_instance_id
    return redirect(url_for("matters.show", matter_id=matter))


@pages.post("/readings/<circulation_id>/urge")
@signed_in
def urge_readers(actor: Actor, circulation_id: str) -> Answer:
    """Remind those who have not read it."""
    told = urges.urge_readers(current.engine(), circulation_id, request.form.get("text", ""), actor)
    _say_urged(told)
    sent = circulations.get(current.engine(), circulation_id, actor)
    return redirect(url_for("circulations.wall", matter_id=sent.process_instance_id))


@pages.post("/matters/<matter_id>/comments")
@signed_in
def comment(actor: Actor, matter_id: str) -> Answer:
    """Say something about a matter."""
    text = request.form.get("text", "")
    asking.if_refused(lambda error: matters.page_of(actor, matter_id, text, refusals.by_field(error)["text"]))
    comments.comment(current.engine(), matter_id, text, actor)
    return redirect(url_for("matters.show", matter_id=matter_id, _anchor="comments"))


@pages.post("/matters/<matter_id>/follow")
@signed_in
def follow(actor: Actor, matter_id: str) -> Answer:
    """Be told how it goes."""
    followers.follow(current.engine(), matter_id, actor)
    flash(_("You follow this matter: you are told how it goes."), "success")
    return redirect(url_for("matters.show", matter_id=matter_id))


@pages.post("/matters/<matter_id>/unfollow")
@signed_in
def unfollow(actor: Actor, matter_id: str) -> Answer:
    """No more."""
    followers.unfollow(current.engine(), matter_id, actor)
    flash(_("You do not follow this matter any more."), "success")
    return redirect(url_for("matters.show", matter_id=matter_id))


def _say_urged(told: list[str]) -> None:
    names = walls.named([people.person_of(login).name for login in told])
    flash(_("Urged: %(names)s.", names=names), "success")

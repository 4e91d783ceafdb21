"""A page on which a designer tries a decision: what it asks, its tables, which rules matched, which not."""

from __future__ import annotations

from flask import Blueprint, render_template

from engine.model import Actor
from engine.queries import decisions as queries
from engine.queries.decisions import Deployed
from web import asking, auth, current, deciding, trying
from web.auth import Answer, holding

pages = auth.protect(Blueprint("decisions", __name__, url_prefix="/studio"))


@pages.get("/<key>/<int:version>/decisions/<decision_id>")
@holding("designer")
def show(actor: Actor, key: str, version: int, decision_id: str) -> Answer:
    """A decision as written, with the form to try it."""
    found = queries.deployed(current.engine(), key, version, decision_id)
    trial = trying.trial(found)
    drawn = asking.drawn(trial.form, trial.form.blank(), actor)
    return _page(found, deciding.unasked(found), drawn)


@pages.post("/<key>/<int:version>/decisions/<decision_id>")
@holding("designer")
def tried(actor: Actor, key: str, version: int, decision_id: str) -> Answer:
    """The same with an answer; nothing is kept."""
    found = queries.deployed(current.engine(), key, version, decision_id)
    trial = trying.trial(found)
    posted = asking.Posted(trial.form, actor, {})
    values, errors = trial.form.check(posted.values)
    engine, now = current.engine(), current.now()
    variables, wrong = trial.read(values, engine.functions(now), now)
    errors += wrong
    drawn = asking.drawn(trial.form, posted.values, actor, errors=errors, posted=posted)
    if errors or posted.edited is not None:
        return _page(found, deciding.unasked(found), drawn), 422 if errors else 200
    explanation = queries.explained(engine, found.decision, variables, actor)
    return _page(found, deciding.asked(found, explanation), drawn)


def _page(found: Deployed, answer: deciding.Answered, form: object) -> str:
    return render_template("decisions/show.html", found=found, answer=answer, page=form)

"""Ledgers: what processes enter of their matters, to be searched, narrowed, printed and taken along."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, render_template, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from engine.commands import ledgers as commands
from engine.model import Actor
from web import auth, current, exports, ledger_pages
from web.auth import Answer, signed_in

pages = auth.protect(Blueprint("ledgers", __name__, url_prefix="/ledgers"))


@pages.get("/<key>")
@signed_in
def show(actor: Actor, key: str) -> Answer:
    """One ledger, narrowed by its filters, lamp, days and words."""
    kept = ledger_pages.one(key)
    return render_template(
        "ledgers/show.html", ledger=ledger_pages, **ledger_pages.of(kept, actor, request.args)
    )


@pages.get("/<key>/export.<form>")
@signed_in
def export(actor: Actor, key: str, form: str) -> Answer:
    """What the list shows, as a file; who took it is recorded."""
    kept = ledger_pages.one(key)
    exports.refuse_unknown(form)
    found = commands.export(current.engine(), ledger_pages.wanted(kept, request.args), form, actor)
    title = ledger_pages.title_of(kept)
    content, kind = exports.table(form, title, ledger_pages.heads(kept), ledger_pages.rows(kept, found))
    answer: AnyResponse = send_file(
        BytesIO(content), mimetype=kind, as_attachment=True, download_name=f"{title}.{form}"
    )
    return answer

"""Registers: every number with what it was given to; void ones with their reason."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine.commands import registers as commands
from engine.model import Actor
from engine.office import registers
from web import auth, current, exports, ledger_pages, register_pages
from web.auth import Answer, signed_in

pages = auth.protect(Blueprint("registers", __name__, url_prefix="/registers"))


@pages.get("/")
@signed_in
def first(actor: Actor) -> Answer:
    """The register most people look for."""
    del actor
    return redirect(url_for("registers.show", key=next(iter(registers.registers()))))


@pages.get("/<key>")
@signed_in
def show(actor: Actor, key: str) -> Answer:
    """One register, narrowed by book, year, day, state and words."""
    return render_template(
        "registers/show.html",
        name_of=register_pages.name_of,
        state_of=register_pages.state_of,
        tabs=ledger_pages.tabs(),
        **register_pages.of(key, actor, request.args),
    )


@pages.get("/<key>/export.<form>")
@signed_in
def export(actor: Actor, key: str, form: str) -> Answer:
    """What the list shows, as a file; who took it is recorded."""
    title = register_pages.name_of(registers.register(key))
    exports.refuse_unknown(form)
    found = commands.export(current.engine(), register_pages.wanted(key, request.args), form, actor)
    content, kind = exports.table(form, title, register_pages.heads(), register_pages.rows(found))
    answer: AnyResponse = send_file(
        BytesIO(content), mimetype=kind, as_attachment=True, download_name=f"{title}.{form}"
    )
    return answer

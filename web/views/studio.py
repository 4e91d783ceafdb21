"""Pages of designers: processes and versions, the editor, findings, publishing."""

from __future__ import annotations

import re

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from engine import json
from engine.commands import deployments
from engine.errors import EngineError, FieldError, InvalidDeployment, InvalidSubmission, NotFound
from engine.model import Actor, ProcessDefinition
from engine.queries import definitions
from web import auth, catalogue, current, drawn, naming, refusals
from web.auth import Answer, holding
from web.languages import gettext as _

pages = auth.protect(Blueprint("studio", __name__, url_prefix="/studio"))
KEY = re.compile(r"[a-z][a-z0-9_]{1,99}")


@pages.get("/", endpoint="overview")
@holding("designer")
def list_processes(actor: Actor) -> Answer:
    """All processes with their newest version."""
    engine = current.engine()
    kept = {one.key for one in definitions.kept_from_designers(engine)}
    found = definitions.page(engine, latest=True, limit=200).items
    return render_template("studio/list.html", processes=found, kept=kept)


@pages.get("/new")
@holding("designer")
def new(actor: Actor) -> Answer:
    """Name and key of a process to be drawn."""
    return render_template("studio/new.html", errors={})


@pages.get("/draw")
@holding("designer")
def draw(actor: Actor) -> Answer:
    """The editor with an empty diagram."""
    key, name = request.args.get("key", "").strip(), request.args.get("name", "").strip()[:200]
    if not KEY.fullmatch(key) or not name:
        errors = {"key": _("Two or more lower-case letters, digits or underscores; a letter first.")}
        return render_template("studio/new.html", errors=errors), 422
    return render_template(
        "studio/edit.html", title=name, lead=key, key=key, crumbs=_crumbs(), opens=_opens()
    )


@pages.get("/catalogue.json", endpoint="catalogue")
@holding("designer")
def choices(actor: Actor) -> Answer:
    """What the editor offers to choose from lists."""
    return Response(json.dump(catalogue.of_editor()), mimetype="application/json")


@pages.post("/check")
@holding("designer")
def check(actor: Actor) -> Answer:
    """What a deployment would say of the diagram in the editor."""
    done = deployments.dry_run(current.engine(), catalogue.diagram_sent(), actor)
    return catalogue.deployed(done, 200)


@pages.post("/publish")
@holding("designer")
def publish(actor: Actor) -> Answer:
    """The diagram in the editor becomes a new version."""
    files = catalogue.diagram_sent()
    catalogue.refuse_if_newer(files)
    done = deployments.deploy(current.engine(), files, actor, source="studio")
    return catalogue.deployed(done, 201 if done.created else 200)


@pages.post("/upload")
@holding("designer")
def upload(actor: Actor) -> Answer:
    """Files drawn elsewhere are checked, or published."""
    files = {one.filename or "": one.stream.read() for one in request.files.getlist("files") if one.filename}
    if not files:
        raise InvalidSubmission([FieldError("/files", _("Choose at least one file."))])
    if "dry_run" in request.form:
        done = deployments.dry_run(current.engine(), files, actor)
        return _findings(done, _("The files can be deployed."))
    return _findings(deployments.deploy(current.engine(), files, actor, source="studio"), _("Published."))


@pages.get("/<key>")
@holding("designer")
def show(actor: Actor, key: str) -> Answer:
    """One process: its versions, one of them drawn."""
    versions = _versions(key)
    wanted = request.args.get("version", type=int)
    shown = _numbered(versions, wanted) if wanted is not None else versions[0]
    kept = {one.key for one in definitions.kept_from_designers(current.engine())}
    decisions = definitions.version(current.engine(), shown.id).compiled.decisions.values()
    return render_template(
        "studio/show.html",
        key=key,
        shown=shown,
        newest=versions[0],
        versions=versions,
        is_kept=key in kept,
        decisions=decisions,
    )


@pages.get("/<key>/<int:version>")
@holding("designer")
def opened(actor: Actor, key: str, version: int) -> Answer:
    """A version, by its own address."""
    return redirect(url_for("studio.show", key=key, version=version))


@pages.get("/<key>/<int:version>/edit")
@holding("designer")
def edit(actor: Actor, key: str, version: int) -> Answer:
    """A version in the editor; what is published from it becomes the newest."""
    versions = _versions(key)
    found = _numbered(versions, version)
    return render_template(
        "studio/edit.html",
        title=naming.process_name(key),
        lead=_("Version %(n)s", n=version),
        crumbs=[*_crumbs(), (naming.process_name(key), url_for("studio.show", key=key))],
        xml_url=url_for("studio.diagram", key=key, version=version),
        base=found.version,
        etag=catalogue.etag(versions[0]),
        key=key,
        opens=_opens(),
    )


@pages.get("/<key>/<int:version>.bpmn")
@holding("designer")
def diagram(actor: Actor, key: str, version: int) -> Answer:
    """The diagram of a version."""
    content = drawn.diagram(_numbered(_versions(key), version).id)
    return Response(content, mimetype="application/xml")


@pages.post("/<key>/<int:version>/publish")
@holding("designer")
def publish_again(actor: Actor, key: str, version: int) -> Answer:
    """An earlier version becomes the newest."""
    found = _numbered(_versions(key), version)
    done = deployments.publish_again(current.engine(), found.id, actor)
    if done.created:
        flash(_("Version %(n)s was published again.", n=version), "success")
    else:
        flash(_("Its content is the newest already."), "info")
    return redirect(url_for("studio.show", key=key))


@pages.errorhandler(EngineError)
def refused(error: EngineError) -> Answer:
    """For the editor a problem document; for a person a page, with the findings if there are any."""
    if request.endpoint in {"studio.check", "studio.publish"}:
        return catalogue.problem(error)
    if isinstance(error, InvalidDeployment):
        return render_template("studio/findings.html", findings=error.findings, done=None), 422
    return refusals.refused(error)


def _findings(done: deployments.Deployed, text: str) -> Answer:
    published = done.deployment.process_definitions if done.deployment else ()
    return render_template("studio/findings.html", findings=done.findings, done=text, published=published)


def _versions(key: str) -> list[ProcessDefinition]:
    found = list(definitions.page(current.engine(), key=key, limit=200).items)
    if not found:
        raise NotFound(f"there is no process {key!r}", code="PROCESS_NOT_FOUND")
    return found


def _numbered(versions: list[ProcessDefinition], number: int) -> ProcessDefinition:
    for one in versions:
        if one.version == number:
            return one
    raise NotFound(f"there is no version {number}", code="PROCESS_NOT_FOUND")


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Processes and versions"), url_for("studio.overview"))]


def _opens() -> str:
    return url_for("studio.overview") + "{key}?version={version}"

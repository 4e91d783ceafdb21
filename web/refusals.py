"""The machine's refusals as pages. An error carries a code and data; here it gets a status and words."""

from __future__ import annotations

import logging

from flask import Flask, Response, flash, g, redirect, render_template, request
from werkzeug.exceptions import HTTPException

from engine.errors import EngineError, FieldError, InvalidSubmission
from web import asking, current, field_words, problems, showing
from web.auth import Answer
from web.languages import gettext as _
from web.people import person_of
from web.problems import status_of

log = logging.getLogger(__name__)


def said(error: EngineError) -> str:
    """A sentence for the person, in his language; what has none keeps the machine's own."""
    return _sentences().get(error.code) or error.message


def init(app: Flask) -> None:
    """Turn every error of the machine, and Flask's own, into a page."""
    app.register_error_handler(EngineError, refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def refused(error: EngineError) -> Answer:
    """The page for a refusal: the form again with its errors; else back to where it was, with the reason."""
    if problems.is_asked_for() or _by_a_script():
        return problems.refused(error)
    if isinstance(error, InvalidSubmission):
        again = asking.shown_again(error)
        if again is not None:
            return again
    status = status_of(error)
    if status >= 500:
        log.error("refused: %s", error, exc_info=error)
    back = _before()
    if request.method == "POST" and back and status in {400, 403, 409, 412, 422} and current.actor():
        flash(" ".join([said(error), *details(error)]), "error")
        return redirect(back)
    return _page(status, _title(status), said(error), error.code, details(error), back)


def _by_a_script() -> bool:
    """A page's script asks, such as a draft that saves itself: nobody waits for a page."""
    return request.accept_mimetypes.best == "application/json"


def _http(error: HTTPException) -> Answer:
    if problems.is_asked_for():
        return problems.http(error)
    if error.code is None or error.code < 400:
        return Response(error.get_body(), error.code or 500)
    detail = _texts().get(error.code, "")
    return _page(error.code, _title(error.code), detail, error.name.upper().replace(" ", "_"), (), _before())


def _unforeseen(error: Exception) -> Answer:
    if problems.is_asked_for():
        return problems.unforeseen(error)
    log.error("a page failed", exc_info=error)
    return _page(500, _title(500), _texts()[500], "INTERNAL_ERROR", (), None)


def _page(
    status: int, title: str, detail: str, code: str, lines: tuple[str, ...], back: str | None
) -> tuple[str, int]:
    g.is_refusing = True  # nothing is asked of the machine for this page
    said_as = {"status": status, "title": title, "detail": detail, "code": code, "lines": lines, "back": back}
    return render_template("errors/refused.html", **said_as), status


def _before() -> str | None:
    """The page of ours from which the person came."""
    referrer = request.referrer or ""
    if not referrer.startswith(request.host_url) or referrer == request.url:
        return None
    return "/" + referrer.removeprefix(request.host_url).lstrip("/")


def details(error: EngineError) -> tuple[str, ...]:
    """Who was faster and when; which fields; which findings."""
    if isinstance(error, InvalidSubmission):
        return tuple(_with_field(one) for one in error.errors)
    known = getattr(error, "details", {})
    by, at = known.get("completed_by") or known.get("assignee"), known.get("at")
    if by is None:
        return ()
    when = f" {showing.short(at)}" if at is not None else ""
    return (_("%(who)s%(when)s.", who=person_of(str(by)).name, when=when),)


def field_error(error: FieldError) -> str:
    """The sentence for one field, in the reader's language where we have one."""
    known = {
        "/reason": _("Say why."),
        "/to": _("There is no such active account, or it is the same person."),
        "/ground": _("Choose one of the grounds."),
        "/from": _("There is no such account."),
        "/until": _("Say a last day that is not over and not before the first."),
        "/scope": _("Say what it is for."),
        "/holder": _("There is no such active account."),
        "/login": _("There is no such active account."),
        "/post": _("This post is not held by whom it counts for."),
    }
    return field_words.said(error.message) or known.get(error.pointer) or error.message


def by_field(error: InvalidSubmission | None) -> dict[str, str]:
    """The first sentence for each field, by its name."""
    found: dict[str, str] = {}
    for one in error.errors if error else ():
        found.setdefault(one.pointer.strip("/").split("/")[0], field_error(one))
    return found


def _with_field(error: FieldError) -> str:
    said = field_error(error)
    return said if said != error.message else f"{error.pointer.lstrip('/')}: {said}"


def _title(status: int) -> str:
    titles = {
        400: _("This cannot be read"),
        403: _("You may not do this"),
        404: _("There is no such page"),
        405: _("Not this way"),
        409: _("Somebody was faster"),
        412: _("It changed meanwhile"),
        413: _("Too large"),
        415: _("This kind of content is not taken"),
        422: _("Something is missing or wrong"),
        429: _("Too often"),
        500: _("Something broke"),
    }
    return titles.get(status, _("Something went wrong"))


def _texts() -> dict[int, str]:
    return {
        400: _("The request was not complete, or not in a form we understand."),
        404: _("The address is wrong, or what stood here is gone, or you have no right to know of it."),
        405: _("This address does something else."),
        413: _("What was sent is larger than allowed."),
        500: _("It was noted. Nothing was half done: what you sent was either kept whole or not at all."),
    }


def _sentences() -> dict[str, str]:
    return {
        "ABSENCE_ENDED": _("This absence is over or was cancelled already."),
        "ABSENCE_NOT_FOUND": _("There is no such absence, or it is not yours."),
        "ADMINS_ONLY": _("Only managers and administrators may do this."),
        "ALREADY_CLAIMED": _("Somebody else has claimed this task."),
        "BAD_CURSOR": _("This list cannot go on from there; it was started anew."),
        "ALREADY_ANSWERED": _("You have read and answered it already."),
        "CIRCULATION_NOT_FOUND": _("It was not sent to you, or was recalled."),
        "CIRCULATION_RECALLED": _("It was recalled; nothing is expected of you."),
        "CONSULTATION_OPEN": _("Those you asked have not answered yet; withdraw the question, or wait."),
        "NOT_IN_BULK": _("This step is handled task by task."),
        "NO_OPINION_HERE": _("This step takes no opinion: handle it without one."),
        "ANSWER_NOT_OFFERED": _("This answer is not among those that approve here: open the task."),
        "DRAFT_BEGUN": _("You have saved a draft of it: open it and hand it in by itself."),
        "NOBODY_TO_URGE": _("Nobody but you has it."),
        "CANNOT_SHOW": _("It cannot be shown here; download it instead."),
        "NOT_YOURS_TO_ATTACH": _("Only who takes part in the matter adds files."),
        "NOT_YOUR_OPINION": _("Only who gave an opinion corrects it."),
        "NOT_YOURS_TO_URGE": _("Only who takes part in the matter, or sent it, urges."),
        "URGED_RECENTLY": _("It was urged a short time ago; please wait before urging again."),
        "NOTHING_TO_RECALL": _("Everybody has read it, or it was recalled already."),
        "NOT_SENT_TO_YOU": _("It was sent to others."),
        "NOT_YOURS_TO_CIRCULATE": _(
            "Only who takes part in the matter, or was sent it to read, circulates it."
        ),
        "NOT_YOURS_TO_RECALL": _("Only who sent it recalls it."),
        "CSRF": _("The page was open too long. Nothing was changed; please do it again."),
        "DELEGATED": _("Somebody prepares this task; it is given back to its owner, not done."),
        "DESIGNERS_ONLY": _("Only designers may do this."),
        "FILE_NOT_FOUND": _("There is no such file, or you have no right to see it."),
        "FORBIDDEN": _("You have no right to do this."),
        "HANDOVER_ENDED": _("It was taken back already, or the account it came from is locked."),
        "HANDOVER_NOT_FOUND": _("There is no such handover."),
        "INCIDENT_NOT_FOUND": _("There is no such incident."),
        "INCIDENT_RESOLVED": _("This incident was repaired already."),
        "INSTANCE_ENDED": _("The matter has ended; nothing can be changed any more."),
        "INSTANCE_SUSPENDED": _("The matter is suspended; a manager must resume it first."),
        "INSTANCE_NOT_SUSPENDED": _("The matter is not suspended."),
        "INVALID_DEPLOYMENT": _("The files cannot be deployed; nothing was stored."),
        "INVALID_SUBMISSION": _("Something is missing or wrong."),
        "JOB_NOT_FAILED": _("This job has not failed, or is being tried again already."),
        "LOGIN_TAKEN": _("There is an account of this name already."),
        "MANAGERS_ONLY": _("Only managers may do this."),
        "MAY_NOT_START": _("You may not start this process."),
        "NO_CANDIDATES": _("The task was given to this person alone; hand it to somebody else instead."),
        "NOT_DELEGATED": _("Nobody gave you this task to prepare."),
        "NOT_FOUND": _("It does not exist, or you have no right to know of it."),
        "NOT_YOUR_TASK": _("This task is somebody else's."),
        "OWN_ACCOUNT": _("Nobody locks himself out: ask another administrator."),
        "PROCESS_INSTANCE_NOT_FOUND": _("This matter does not exist, or you have no right to see it."),
        "PROCESS_NOT_FOUND": _("There is no such process, or no such version."),
        "PROXY_ENDED": _("The proxy has ended; nothing was changed."),
        "PROXY_MAY_NOT_HAND_ON": _("Whoever acts for another does not hand his tasks on."),
        "PROXY_NOT_FOUND": _("There is no such proxy, or it does not concern you."),
        "ROLE_NEEDED": _("This page is for holders of another role."),
        "STALE": _("It was changed since you opened the page. Look at it again before you go on."),
        "SYS_ADMIN_ONLY": _("Only a system administrator may do this."),
        "TOO_LARGE": _("What was sent is larger than allowed."),
        "TOO_LATE_TO_TAKE_BACK": _("It can no longer be taken back: it was opened or handed on."),
        "TOO_LATE_TO_WITHDRAW": _("It can no longer be taken back: somebody has opened what followed."),
        "USER_NOT_FOUND": _("There is no such account."),
        "USER_TASK_CLOSED": _("This task is closed already."),
        "USER_TASK_NOT_FOUND": _("This task does not exist, or you have no right to see it."),
    }

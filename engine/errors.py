"""Our errors.

* EngineError
  x NotFound                 there is no such thing, or the caller may not know of it
  x Rejected                 the command was understood and refused; nothing changed
    + Forbidden              the caller sees it but may not
    + InvalidSubmission      answers that do not fit the form
    + InvalidDeployment      files that cannot be deployed, with the findings
    + TooLarge               over a size limit
  x Conflict                 someone was faster, or the state does not allow it
    + UserTaskClosed         with who closed it and when
    + Stale                  the caller's version is not the current one
  x Broken                   becomes an incident

An error carries data and a ``code`` (upper snake); it knows no HTTP. Codes are listed in
docs/reference/problems.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


class EngineError(Exception):
    """Whatever the machine refuses or cannot do."""

    code = "ENGINE_ERROR"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code


class NotFound(EngineError):
    """There is no such thing, or the caller may not know that there is."""

    code = "NOT_FOUND"


class Rejected(EngineError):
    """The command was understood and refused; nothing changed."""

    code = "REJECTED"


class Forbidden(Rejected):
    """The caller may see this, but may not do it."""

    code = "FORBIDDEN"


class TooLarge(Rejected):
    """A size limit was passed."""

    code = "TOO_LARGE"


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that cannot be accepted: a JSON pointer and a sentence for the person who filled it."""

    pointer: str
    message: str


class InvalidSubmission(Rejected):
    """The values do not fit; each error names its field."""

    code = "INVALID_SUBMISSION"

    def __init__(self, errors: Sequence[FieldError], message: str = "some fields cannot be accepted") -> None:
        super().__init__(message)
        self.errors = tuple(errors)


class InvalidDeployment(Rejected):
    """The files cannot be deployed; nothing was stored. Findings are ``bpmn.lint.Finding``."""

    code = "INVALID_DEPLOYMENT"

    def __init__(self, findings: Sequence[object], message: str = "the files cannot be deployed") -> None:
        super().__init__(message)
        self.findings = tuple(findings)


class Conflict(EngineError):
    """Someone was faster, or the present state does not allow it."""

    code = "CONFLICT"

    def __init__(
        self, message: str, *, code: str | None = None, details: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(message, code=code)
        self.details = dict(details or {})


class UserTaskClosed(Conflict):
    """The task was completed or cancelled meanwhile."""

    code = "USER_TASK_CLOSED"

    def __init__(self, task: str, completed_by: str | None, at: datetime | None) -> None:
        super().__init__(f"user task {task} is closed", details={"completed_by": completed_by, "at": at})


class Stale(Conflict):
    """The caller looked at an older version."""

    code = "STALE"


class Broken(EngineError):
    """The machine cannot go on here; a person must look. Becomes an incident at ``element_id``."""

    code = "BROKEN"

    def __init__(self, message: str, *, element_id: str | None = None, code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.element_id = element_id

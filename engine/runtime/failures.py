"""What can go wrong in a step.

* Failure     the step cannot be done; it is undone and its token waits for a person: an incident
* Thrown      a BPMN error that a handler throws by code; caught in scope, or it ends the instance
* StateError  bytes that are no state of ours, or of a version this program does not know
"""

from __future__ import annotations

from engine.model import Variables


class Failure(Exception):
    """The step cannot be done. ``cause`` is a code (upper snake), ``detail`` a sentence for a person."""

    def __init__(self, cause: str, detail: str, *, halts: bool = False) -> None:
        super().__init__(detail)
        self.cause = cause
        self.detail = detail
        self.halts = halts


class Thrown(Exception):
    """A BPMN error thrown by a handler: its code is caught by a boundary event or an event sub-process."""

    def __init__(self, code: str, message: str = "", variables: Variables | None = None) -> None:
        super().__init__(message or code)
        self.code = code
        self.message = message
        self.variables = dict(variables or {})


class StateError(Exception):
    """These bytes are no state this program can go on from."""

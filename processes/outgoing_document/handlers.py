"""What no person does by hand in 发文办理."""

from __future__ import annotations

from engine.handlers import BpmnError, service_task
from engine.office.office import Office


@service_task("outgoing_document.void", inside=True)
def void(office: Office, doc_no: str, reason: str, dispatched_on: str | None = None) -> None:
    """Mark the document's number void in the register; what was sent already keeps its number."""
    if dispatched_on is not None:
        raise BpmnError("ALREADY_DISPATCHED")
    office.numbers.void(doc_no, reason)

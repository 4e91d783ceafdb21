"""What no person does by hand in 发文办理."""

from __future__ import annotations

from collections.abc import Mapping

from engine.handlers import BpmnError, Result, service_task
from engine.office.office import Office


@service_task("outgoing_document.void", inside=True)
def void(office: Office, doc_no: str, reason: str, dispatched_on: str | None = None) -> None:
    """Mark the document's number void in the register; what was sent already keeps its number."""
    if dispatched_on is not None:
        raise BpmnError("ALREADY_DISPATCHED")
    office.numbers.void(doc_no, reason)


@service_task("outgoing_document.fingerprint", inside=True)
def fingerprint(office: Office, file: Mapping[str, str]) -> Result:
    """The hash of a text: what somebody agreed to or signed is this text and no other."""
    return {"sha256": office.fingerprint(file["file"])}


@service_task("outgoing_document.same_text", inside=True)
def same_text(office: Office, file: Mapping[str, str], signed_hash: str) -> None:
    """Only the text that was signed is sealed."""
    if office.fingerprint(file["file"]) != signed_hash:
        raise BpmnError("TEXT_CHANGED")


@service_task("outgoing_document.mark", inside=True)
def mark(office: Office, other_no: str, act: str, doc_no: str) -> Result:
    """The register says of a document what another one made of it; one from before has no entry there."""
    return {"known": office.numbers.mark(other_no, act, doc_no)}

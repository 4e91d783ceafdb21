"""What no person does in 收文办理: knowing what was received before."""

from __future__ import annotations

from engine.handlers import Result, service_task
from engine.office.office import Office

RECEIVED = "incoming_document.received"


@service_task("incoming_document.known", inside=True)
def known(office: Office, sender: str, their_no: str | None = None, resubmits: str | None = None) -> Result:
    """The matter that has this paper already, and the one that was returned before; or null."""
    earlier = office.numbers.matter_of(resubmits) if resubmits else None
    if their_no is None:
        return {"other": None, "earlier": earlier}
    paper = " ".join((sender, their_no, resubmits or "")).strip()
    return {"other": office.first(RECEIVED, paper), "earlier": earlier}

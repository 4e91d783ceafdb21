"""What no person does in 请示事项审核办理."""

from __future__ import annotations

from engine.handlers import Result, service_task
from engine.office.office import Office


@service_task("request_review.known", inside=True)
def known(office: Office, request_no: str) -> Result:
    """One review for one paper, for good: the matter that has it already, or null."""
    return {"other": office.first("request_review", request_no)}

"""What no person does by hand in 合法性审核."""

from __future__ import annotations

from engine.handlers import service_task
from engine.office.office import Office


@service_task("legality_review.strike", inside=True)
def strike(office: Office, registration_no: str, title: str) -> None:
    """A document that was withdrawn after its registration leaves a void number in the unified register."""
    office.numbers.void(registration_no, f"公文已经撤回：{title}")

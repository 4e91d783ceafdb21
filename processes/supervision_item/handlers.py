"""What no person does in 督查督办事项."""

from __future__ import annotations

from engine.handlers import Result, service_task
from engine.office.office import Office


@service_task("supervision_item.only_one", inside=True)
def only_one(office: Office, source_ref: str, seq: str) -> Result:
    """One item for one decision, instruction or task, for good: the matter that has it already, or null."""
    return {"other": office.first("supervision_item", f"{source_ref} {seq}")}

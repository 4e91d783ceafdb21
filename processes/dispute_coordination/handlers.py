"""What no person does in 部门分歧协调: knowing what was decided before."""

from __future__ import annotations

from collections.abc import Sequence

from engine.handlers import Result, service_task
from engine.office.office import Office

DECIDED = "dispute_coordination.decided"


@service_task("dispute_coordination.known", inside=True)
def known(office: Office, about: str, issues: Sequence[str]) -> Result:
    """The matter that decided all of these points already, or null when one of them is new."""
    found = [office.known(DECIDED, f"{about} {issue}") for issue in issues]
    return {"earlier": found[0] if all(found) else None}


@service_task("dispute_coordination.record", inside=True)
def record(office: Office, about: str, issues: Sequence[str]) -> None:
    """From now on these points are decided."""
    for issue in issues:
        office.first(DECIDED, f"{about} {issue}")

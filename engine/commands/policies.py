"""The office sets its own figures in place of the defaults."""

from __future__ import annotations

from collections.abc import Mapping

from engine.commands._record import Act, record_system
from engine.commands.calendars import recount_open_limits
from engine.errors import Rejected
from engine.machine import Engine
from engine.model import Actor
from engine.office import desk
from engine.office.policies import Policies
from engine.rights import refuse_unless_sys_admin

OF_THE_CALENDAR = "calendar."  # keys whose figures say when days and hours are worked


def set_figures(engine: Engine, values: object, actor: Actor) -> Policies:
    """Set figures by key; what is not named stays. They hold for limits that begin from now on.

    ``InvalidSubmission`` names an unknown key, or a value of another kind. Other office hours move every
    open limit, as a new list of holidays does.
    """
    refuse_unless_sys_admin(actor)
    if not isinstance(values, Mapping):
        raise Rejected("figures are a JSON object: value by key", code="BAD_POLICY")
    with engine.work() as uow:
        now = engine.clock.now()
        figures = desk.set_policies(uow, values)
        record_system(uow, Act(actor, "policy.set", "policies", dict(values)), now)
        if any(key.startswith(OF_THE_CALENDAR) for key in values):
            recount_open_limits(uow, now)
    engine.desks.forget()
    return figures

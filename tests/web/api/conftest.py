"""The demo office with the small processes, over HTTP."""

from __future__ import annotations

import pytest

from engine.commands import deployments
from engine.model import SYSTEM
from tests.web.api.client import Api
from tests.web.api.small import ASK, DECIDE, LATER, OUTSIDE, SIZE, WAIT


@pytest.fixture
def small(api: Api) -> Api:
    """The API with the small processes deployed."""
    sets = [{"ask.bpmn": ASK}, {"outside.bpmn": OUTSIDE}, {"wait.bpmn": WAIT}, {"later.bpmn": LATER}]
    for files in [*sets, {"decide.bpmn": DECIDE, "size.dmn": SIZE}]:
        deployments.deploy(api.office.engine, files, SYSTEM)
    return api

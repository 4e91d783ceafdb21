"""A designer tries a decision: what it asks, what every rule came to, and why."""

from __future__ import annotations

import re

import pytest

from tests.office import Office
from tests.web.window import DESIGNER, Window


@pytest.fixture
def window(office: Office) -> Window:
    return Window(office)


def test_every_decision_of_the_house_can_be_opened_and_tried(window: Window) -> None:
    designer = window.as_(DESIGNER)
    for process in ("outgoing_document", "proposal_handling", "incident_report"):
        links = re.findall(r'href="(/studio/\w+/1/decisions/[^"]+)"', designer.page(f"/studio/{process}"))
        assert links, process
        for link in links:
            assert designer.get(link).status_code == 200, link
            answer = designer.post(link)
            assert answer.status_code == 200, (link, answer.text[:3000])

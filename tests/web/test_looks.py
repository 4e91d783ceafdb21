"""Every page in a real browser: nothing sticks out, nothing breaks the policy, everybody can use it.

Both languages, at the width of a desk and of a phone; axe with its default rules. What people work on all day is
looked at full of work in tests/stories/test_gallery.py.
"""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from engine.commands import circulations, external_jobs
from engine.model import SYSTEM
from engine.office.circulations import Sending
from engine.queries import jobs
from tests.web.served import Served, served
from tests.web.window import ADMIN, APPLICANT, DESIGNER, KEEPER, MANAGER, Window

__all__ = ["served"]  # a fixture
pytestmark = pytest.mark.browser
WIDTHS = {"desk": (1280, 800), "phone": (390, 844)}


def _pages(window: Window) -> list[tuple[str, str]]:
    """Every page with something on it, and who looks at it."""
    late = window.matter("关于进一步加强冬春季森林防火工作的通知用印")
    broken = window.matter("会议纪要用印").do(
        "check", KEEPER, decision="同意", opinion="同意，按登记份数用印。"
    )
    for job in external_jobs.activate(
        window.office.engine, ["register_seal"], "r", SYSTEM, limit=1, lock_seconds=60
    ):
        external_jobs.fail(window.office.engine, job.id, "no answer", SYSTEM, retries=0, retry_in=None)
    window.office.proxy(KEEPER, APPLICANT, days=30)
    window.office.advance(days=8)
    sent = circulations.circulate_task(
        window.office.engine,
        late.task("check").id,
        Sending(to=[APPLICANT, "zhouyz"], text="请阅示。", limit="1WD"),
        window.office.actor(KEEPER),
    )
    incident = jobs.incidents_page(window.office.engine, SYSTEM).items[0]
    task = late.task("check")
    return [
        ("/login", ""),
        ("/tasks?view=mine", KEEPER),
        (f"/tasks/{task.id}", KEEPER),
        ("/tasks/done", APPLICANT),
        ("/matters", APPLICANT),
        ("/search?q=none", APPLICANT),
        ("/start", APPLICANT),
        ("/start/seal_request", APPLICANT),
        ("/notifications", KEEPER),
        ("/password", APPLICANT),
        (f"/readings/{sent.id}", APPLICANT),
        (f"/readings/{sent.id}/receipt", KEEPER),
        (f"/tasks/{task.id}/circulate", KEEPER),
        (f"/tasks/{task.id}/consult", KEEPER),
        ("/nothing", APPLICANT),
        (f"/matters/{broken.id}", MANAGER),
        ("/manage/matters", MANAGER),
        ("/manage/incidents", MANAGER),
        (f"/manage/incidents/{incident.id}", MANAGER),
        ("/manage/jobs", MANAGER),
        ("/studio/", DESIGNER),
        ("/studio/seal_request", DESIGNER),
        ("/studio/new", DESIGNER),
        ("/studio/incident_report/1/decisions/reporting_clocks", DESIGNER),
        ("/admin/users", ADMIN),
        ("/admin/users/new", ADMIN),
        (f"/admin/users/{KEEPER}", ADMIN),
        ("/admin/groups", ADMIN),
        ("/proxies", MANAGER),
        ("/admin/webhooks", ADMIN),
    ]


LOOKED_INTO = {("desk", "zh_CN"), ("phone", "en")}
"""Each width and each language once: what axe finds lies in the one or in the other."""


def _faults(page: Page, look: tuple[str, str]) -> list[str]:
    beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = Axe().run(page).response["violations"] if look in LOOKED_INTO else []
    faults = [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]
    return [f"{beyond}px beyond the edge", *faults] if beyond > 0 else faults


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_every_page_fits_and_can_be_used_by_everybody(served: Served, page: Page, locale: str) -> None:
    window = served.window
    faults: list[str] = []
    for url, login in _pages(window):
        served.sit_down(page, login, locale)
        served.go(page, url)
        for name, (width, height) in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            faults += [f"{url} at {name}: {fault}" for fault in _faults(page, (name, locale))]
    assert not faults, "\n".join(faults)

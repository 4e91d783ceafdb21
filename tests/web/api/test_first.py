"""A matter from deployment to its next step, told over HTTP."""

from __future__ import annotations

import io

from tests.web.api.client import Api
from tests.web.window import APPLICANT, DESIGNER, KEEPER, MANAGER, seal_files


def test_a_designer_deploys_a_clerk_starts_and_hands_in(api: Api) -> None:
    def send() -> int:
        files = [(io.BytesIO(content), name) for name, content in seal_files().items()]
        return api(DESIGNER).ask("POST", "/deployments", data={"files": files}).status_code

    assert [send(), send()] == [201, 200]
    clerk = api(APPLICANT)
    begun = clerk.post("/process-instances", {"process": "seal_request"})
    assert begun["waiting_at"] == ["apply"]
    moved = clerk.complete("apply", begun["id"], subject="会议纪要", copies=3)["process_instance"]
    assert (moved["title"], moved["waiting_at"]) == ("会议纪要", ["check"])
    assert [task["element_id"] for task in api(KEEPER).tasks()] == ["check"]
    api(MANAGER).post("/clock/advance", {"seconds": 86400})
    assert api(MANAGER).get("/clock")["now"] == "2026-03-03T09:00:00+08:00"

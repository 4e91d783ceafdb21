"""Attachments over HTTP."""

from __future__ import annotations

from io import BytesIO

from tests.engine.test_opinions import TWO
from tests.web.api.client import Api, answered

CLERK, KEEPER, STRANGER = "liujh", "luodr", "zhouyz"


def test_added_versioned_and_seen(api: Api) -> None:
    api.office.deploy(two__bpmn=TWO)
    matter = api(CLERK).post("/process-instances", {"process": "two"})["id"]
    (task,) = api(KEEPER).tasks(process_instance=matter)
    path = f"/user-tasks/{task['id']}/attachments"
    assert "attachments" in api(KEEPER).get(f"/user-tasks/{task['id']}")["actions"]
    first = answered(api(KEEPER).ask("POST", path, data={"file": (BytesIO(b"one"), "a.txt")}))
    more = {"file": (BytesIO(b"two"), "b.txt"), "replaces": first["id"], "note": "改"}
    second = answered(api(KEEPER).ask("POST", path, data=more))
    assert [one["number"] for one in second["versions"]] == [2, 1]
    file = second["versions"][0]["file"]
    assert api(CLERK).ask("GET", f"/files/{file}").data == b"two"
    (found,) = api(CLERK).get(f"/process-instances/{matter}/attachments")
    assert [(one["person"], one["downloaded"]) for one in found["versions"][0]["seen_by"]] == [(CLERK, 1)]
    assert api(CLERK).ask("POST", path, data={"file": (BytesIO(b"x"), "a.txt")}).status_code == 403
    assert api(STRANGER).ask("POST", path, data={"file": (BytesIO(b"x"), "a.txt")}).status_code == 404
    wrong = api(KEEPER).ask("POST", path, data={"file": (BytesIO(b"MZ\x90\0"), "a.exe")})
    assert wrong.status_code == 422
    odd = {"file": (BytesIO(b"x"), "a.txt"), "other": "1"}
    assert api(KEEPER).ask("POST", path, data=odd).status_code == 400

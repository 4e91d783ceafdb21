"""Designers look at versions, check, publish, and publish an earlier one again."""

from __future__ import annotations

import io

import pytest

from engine.commands import deployments
from tests.office import Office
from tests.web.window import DESIGNER, KEEPER, Window, seal_files


@pytest.fixture
def window(office: Office) -> Window:
    return Window(office)


def changed(old: str, new: str) -> bytes:
    content = seal_files()["seal_request.bpmn"].replace(old.encode(), new.encode())
    assert content != seal_files()["seal_request.bpmn"]
    return content


def send(window: Window, url: str, content: bytes, **headers: str) -> tuple[int, dict[str, object]]:
    designer = window.as_(DESIGNER)
    answer = designer.client.post(
        url,
        data=content,
        content_type="application/xml",
        headers={"X-CSRF-Token": designer.csrf(), **headers},
    )
    return answer.status_code, answer.get_json(force=True)


def test_a_change_is_checked_published_and_undone_by_publishing_the_first_again(window: Window) -> None:
    first = window.matter("旧版事项")
    content = changed("监印审核", "监印复核")
    status, found = send(window, "/studio/check", content)
    assert status == 200
    assert {one["severity"] for one in found["findings"]} <= {"warning"}  # type: ignore[index,attr-defined]
    status, found = send(window, "/studio/publish", content)
    assert status == 201
    assert found["process_definitions"][0]["version"] == 2  # type: ignore[index]
    designer = window.as_(DESIGNER)
    assert "第2版" in designer.page("/studio/seal_request")
    assert first.now.version == 1
    assert window.matter("新版事项").now.version == 2
    again = designer.post("/studio/seal_request/1/publish")
    assert "第1版已重新发布" in again.text
    assert window.matter("第三版事项").now.version == 3


def test_a_broken_diagram_is_refused_with_findings_and_changes_nothing(window: Window) -> None:
    status, found = send(window, "/studio/publish", changed('targetRef="check"', 'targetRef="nowhere"'))
    assert status == 422
    assert found["findings"]
    for content in (b"", b"<not xml", b"\x00\xff", b"<a/>"):
        status, found = send(window, "/studio/check", content)
        assert status == 422, content
        assert found["findings"], content
    assert "第2版" not in window.as_(DESIGNER).page("/studio/seal_request")


def test_whoever_comes_second_is_told_that_somebody_published_meanwhile(window: Window) -> None:
    page = window.as_(DESIGNER).page("/studio/seal_request/1/edit")
    mark = page.split('data-etag="')[1].split('"')[0].replace("&#34;", '"')
    assert send(window, "/studio/publish", changed("监印审核", "监印复核"), **{"If-Match": mark})[0] == 201
    assert send(window, "/studio/publish", changed("监印审核", "监印再核"), **{"If-Match": mark})[0] == 412
    assert send(window, "/studio/publish", changed("监印审核", "监印再核"), **{"If-Match": "*"})[0] == 201


def test_files_are_uploaded_without_the_editor(window: Window) -> None:
    designer = window.as_(DESIGNER)

    def upload(content: bytes, name: str, **more: str) -> str:
        data = {"csrf_token": designer.csrf(), "files": (io.BytesIO(content), name), **more}
        return designer.client.post("/studio/upload", data=data).text

    assert "文件可以部署" in upload(changed("监印审核", "监印复核"), "seal_request.bpmn", dry_run="1")
    assert "第2版" not in designer.page("/studio/seal_request")
    assert "已发布" in upload(changed("监印审核", "监印复核"), "seal_request.bpmn")
    assert "第2版" in designer.page("/studio/seal_request")
    assert "不能部署" in upload(b"broken", "seal_request.bpmn")


def test_the_editor_is_offered_what_the_office_has(window: Window) -> None:
    found = window.as_(DESIGNER).get("/studio/catalogue.json").get_json()
    assert {"key": "check", "label": "监印审核"} in found["forms"]
    assert {"key": "so_docs:seal_keeper", "label": "文电处 · 监印"} in found["groups"]
    assert any(book["key"] == "湘政办发" for book in found["books"])


def test_others_may_not_publish(window: Window) -> None:
    keeper = window.as_(KEEPER)
    answer = keeper.client.post(
        "/studio/publish",
        data=b"<a/>",
        content_type="application/xml",
        headers={"X-CSRF-Token": keeper.csrf()},
    )
    assert answer.status_code == 403


def test_a_designers_version_is_kept_and_the_studio_says_so(window: Window) -> None:
    designer = window.as_(DESIGNER)
    content = designer.get("/studio/incident_report/1.bpmn").data
    assert "目录有差异" not in designer.page("/studio/")
    status, _found = send(window, "/studio/publish", content.replace("登记".encode(), "登录".encode(), 1))
    assert status == 201
    assert [
        one.happened
        for one in deployments.deploy_folders(window.office.engine)
        if one.key == "incident_report"
    ] == ["kept"]
    assert "目录有差异" in designer.page("/studio/")
    assert "与 processes/ 目录中的内容不同" in designer.page("/studio/incident_report")

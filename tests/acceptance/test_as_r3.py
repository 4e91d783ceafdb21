"""R3, meetings: the timetable before one, and what its decisions begin afterwards."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.api.client import Api

pytestmark = pytest.mark.slow  # whole stories; `make check` tells shorter ones

MANAGER = "shifl"
CLERK, DEPUTY, SECRETARY_GENERAL, EXEC, GOVERNOR = "liuqh", "chengz", "wennl", "liqj", "zhouyz"
EDUCATION = "jyt"


class Told:
    """The office as it is seen from outside."""

    def __init__(self, api: Api) -> None:
        self.api = api

    def now(self, to: str) -> None:
        """Move the clock to an instant of the office."""
        self.api(MANAGER).post("/clock/advance", {"to": f"{to}:00+08:00"})

    def does(self, who: str, step: str, matter: str, **values: Any) -> None:
        """Somebody completes a task through the API; what the machine had to do before is done."""
        self.api.office.settle()
        self.api(who).complete(step, matter, **values)

    def holder(self, group: str) -> str:
        """The login of somebody who holds a group."""
        return self.api.office.holder(group)

    def matters(self, process: str) -> list[str]:
        """The matters of a process."""
        self.api.office.settle()
        return [one.id for one in self.api.office.matters(process)]

    def variables(self, matter: str) -> dict[str, Any]:
        """What is known of a matter."""
        self.api.office.settle()
        found: dict[str, Any] = self.api(MANAGER).get(f"/process-instances/{matter}/variables")
        return found

    def due(self, matter: str, key: str) -> str:
        """The last day of a limit."""
        self.api.office.settle()
        found = self.api(MANAGER).get(f"/process-instances/{matter}/deadlines")
        items = found["items"] if isinstance(found, dict) else found
        return str([one["due_at"] for one in items if one["key"] == key][-1][:10])

    def tasks(self, matter: str, element: str) -> list[dict[str, Any]]:
        """The open tasks at an element."""
        self.api.office.settle()
        found = self.api(MANAGER).tasks(process_instance=matter)
        return [one for one in found if one["element_id"] == element]

    def finish(self, task: dict[str, Any], by: str, **values: Any) -> None:
        """Somebody completes one of several tasks."""
        self.api(by).post(f"/user-tasks/{task['id']}/complete", {"variables": values})

    def members(self) -> list[str]:
        """Who belongs to the executive meeting."""
        roles = ("governor", "exec_vice_governor", "vice_governor", "secretary_general")
        return [login for role in roles for login in self.api.office.holders(role)]

    def planned(self, day: str, topics: list[dict[str, Any]]) -> str:
        """An executive meeting with its agenda handed in."""
        matter: str = self.api(CLERK).post("/process-instances", {"process": "meeting"})["id"]
        self.plan(matter, day, topics)
        return matter

    def plan(self, matter: str, day: str, topics: list[dict[str, Any]]) -> None:
        """The Meetings Office hands the agenda in."""
        self.does(CLERK, "plan_agenda", matter, meeting_no="第50次常务会议", type="常务会议", starts_at=f"{day}T09:00:00+08:00",
            place="第一会议室", chair=GOVERNOR, members=self.members(), secrecy="内部", topics=topics,
        )  # fmt: skip

    def approved(self, matter: str) -> None:
        """The three approve it."""
        for step, who in (
            ("approve_sg", SECRETARY_GENERAL),
            ("approve_exec", EXEC),
            ("approve_governor", GOVERNOR),
        ):
            self.does(who, step, matter, result="approve")

    def file(self, login: str) -> dict[str, str]:
        """A file somebody uploaded."""
        return self.api.office.upload("材料.txt", "材料".encode(), login)


def topics(count: int) -> list[dict[str, Any]]:
    """So many topics; the first is 省教育厅's."""
    units = (EDUCATION, "czt", "slt", "zjt", "fgw", "gat")
    return [{"topic_no": f"议{n + 1}", "title": f"议题{n + 1}", "unit": units[n]} for n in range(count)]


def test_as_r3_1_meeting_timetable(open_api: Any) -> None:
    api = open_api("2026-06-08 09:00")
    told = Told(api)
    matter = told.planned("2026-06-22", topics(6))
    assert api(MANAGER).get(f"/process-instances/{matter}")["waiting_at"] == [
        "plan_agenda"
    ]  # a sixth: refused
    api.office.matters("meeting")[0].ask("emergency_asked", CLERK)
    told.does(
        GOVERNOR,
        "add_emergency",
        matter,
        topic_no="议6",
        title="议题6",
        unit="gat",
        result="approve",
        reason="紧急",
    )
    told.plan(matter, "2026-06-22", topics(6))
    assert told.due(matter, "freeze") == "2026-06-15"
    told.approved(matter)
    assert told.due(matter, "notice") == "2026-06-16"
    told.does(CLERK, "notice", matter, notice_text="请准时出席。")
    assert {told.due(matter, "materials")} == {"2026-06-15"}

    vice = "huanghz"
    asked = {task["assignee"]: task for task in told.tasks(matter, "confirm")}
    told.finish(asked.pop(vice), vice, answer="leave", reason="出访")
    (leave,) = told.tasks(matter, "decide_leave")
    assert (leave["assignee"], leave["candidate_groups"]) == (None, ["governor"])
    told.finish(leave, GOVERNOR, result="approve")
    for person, task in asked.items():
        told.finish(task, person, answer="attend")

    for task in told.tasks(matter, "collect"):
        unit = task["candidate_groups"][0].partition(":")[0]
        if unit != EDUCATION:
            by = told.holder(task["candidate_groups"][0])
            told.finish(task, by, material=told.file(by))
    told.now("2026-06-16T10:00")
    (late,) = told.tasks(matter, "late_topic")  # proposed for deferral; the chair alone may keep it
    assert late["assignee"] == GOVERNOR
    problem = api(GOVERNOR).refused(
        "POST", f"/user-tasks/{late['id']}/complete", json={"variables": {"result": "keep"}}
    )
    assert problem["status"] == 422  # not without a reason
    told.finish(late, GOVERNOR, result="keep", reason="事项紧急")
    (missing,) = told.tasks(matter, "collect")
    education = told.holder(f"{EDUCATION}:dept_liaison")
    told.finish(missing, education, material=told.file(education))
    assert told.due(matter, "distribute") == "2026-06-17"


DECISIONS: list[dict[str, Any]] = [
    {"decision_no": "1", "topic_no": "议1", "text": "推进职业教育", "host": EDUCATION, "deliverable": "办法", "leader": "shuly", "due": "2026-11-30"},
    {"decision_no": "2", "topic_no": "议2", "text": "原则通过并印发《实施方案》", "host": "czt", "deliverable": "文件", "leader": EXEC, "due": "2026-10-30"},
    {"decision_no": "3", "topic_no": "议3", "text": "加强水库除险", "host": "slt", "deliverable": "报告", "leader": "jiangbf", "due": "2026-12-31"},
    {"decision_no": "4", "topic_no": "议4", "text": "改造燃气管道", "host": "zjt", "deliverable": "清单", "leader": "huanghz"},
]  # fmt: skip


def held(told: Told, *, major: bool = False) -> str:
    """The executive meeting of 17 September, at its end; the second decision is to be issued."""
    told.api.office.begin_book("常务会议", 0, 49)
    matter = told.planned("2026-09-17", topics(4))
    told.approved(matter)
    told.does(CLERK, "notice", matter, notice_text="请准时出席。")
    for task in told.tasks(matter, "confirm"):
        told.finish(task, task["assignee"], answer="attend")
    for task in told.tasks(matter, "collect"):
        by = told.holder(task["candidate_groups"][0])
        told.finish(task, by, material=told.file(by))
    told.does(CLERK, "distribute", matter)
    told.now("2026-09-17T11:30")
    told.does(CLERK, "sign_in", matter, present=told.members(), chair_present=GOVERNOR)
    record = [
        {"topic_no": f"议{n}", "title": f"议题{n}", "decision": "同意", "text": "同意"} for n in (1, 2, 3, 4)
    ]
    record[1] |= {
        "text": "原则通过并印发《实施方案》",
        "print": True,
        "drafter": "czt",
        "major_revision": major,
    }  # type: ignore[dict-item]
    told.does(CLERK, "hold", matter, ended_at="2026-09-17T11:30:00+08:00", decisions=record)
    return matter


def test_as_r3_2_minutes_to_supervision(open_api: Any) -> None:
    api = open_api("2026-09-01 09:00")
    told = Told(api)
    held(told)
    (document,) = told.matters("outgoing_document")
    assert (told.due(document, "after_meeting_draft"), told.due(document, "after_meeting_issue")) == ("2026-09-21", "2026-09-28")  # fmt: skip
    (task,) = told.tasks(document, "draft_submit")
    assert task["candidate_groups"] == ["czt:dept_liaison"]

    (minutes,) = told.matters("meeting_minutes")
    assert (told.due(minutes, "draft"), told.due(minutes, "sign")) == ("2026-09-20", "2026-09-23")
    drafted = [{"topic_no": f"议{n}", "unit": EDUCATION, "decision": "同意", "text": "同意"} for n in (1,)]
    told.does(CLERK, "draft_minutes", minutes, paragraphs=["会议决定如下。"], topics=drafted)
    told.does(told.holder(f"{EDUCATION}:dept_liaison"), "check_facts", minutes)
    told.does(DEPUTY, "review", minutes, result="pass")
    told.now("2026-09-22T10:00")
    assert told.matters("supervision_item") == []  # unsigned minutes begin nothing
    told.does(GOVERNOR, "sign_minutes", minutes, result="sign")
    told.does(CLERK, "number_issue", minutes, copies=50)
    told.does(CLERK, "break_down", minutes, decisions=DECISIONS)
    items = {told.variables(item)["seq"]: item for item in told.matters("supervision_item")}
    assert sorted(items) == ["1", "2", "3", "4"]
    linked = told.variables(items["2"])["topic"]
    known = told.variables(document)
    assert linked == f"{known['meeting_no']} {known['topic_no']}" == "第50次常务会议 议2"
    assert len(told.matters("outgoing_document")) == 1

    given = {"source_type": "常务会议", "source_ref": "第50次常务会议", "seq": "4", "issued_on": "2026-09-22", "text": "改造燃气管道",
             "host": "zjt", "deliverable": "清单", "leader": "huanghz", "urgency": "无"}  # fmt: skip
    told.does("luoqf", "register", items["4"], **given)
    assert told.variables(items["4"])["due"] == "2026-10-22"

    said = {
        "minutes_no": "第50次常务会议",
        "meeting_type": "常务会议",
        "signed_on": "2026-09-22",
        "decisions": DECISIONS,
    }
    again = api(MANAGER).refused(
        "POST", "/messages", json={"name": "minutes.signed", "key": "第50次常务会议", "variables": said}
    )
    assert again["code"] == "NOBODY_WAITS"
    decided = {
        "meeting_no": "第50次常务会议",
        "topic_no": "议2",
        "title": "议题2",
        "meeting_end": "2026-09-17T11:30:00+08:00",
        "drafter": "czt",
    }
    api(MANAGER).refused(
        "POST", "/messages", json={"name": "topic.decided", "key": "第50次常务会议 议2", "variables": decided}
    )
    assert (len(told.matters("supervision_item")), len(told.matters("outgoing_document"))) == (4, 1)


def test_as_r3_2_a_major_revision_has_more_time(open_api: Any) -> None:
    told = Told(open_api("2026-09-01 09:00"))
    held(told, major=True)
    (document,) = told.matters("outgoing_document")
    assert (told.due(document, "after_meeting_draft"), told.due(document, "after_meeting_issue")) == ("2026-09-24", "2026-10-08")  # fmt: skip

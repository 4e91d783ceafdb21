"""A few matters for the demo office, made by really running the processes as its people would have done.

They were begun some days ago, at different steps and with different limits, so that whoever signs in finds
something to do and a manager finds something late.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from engine.clock import OFFICE_ZONE, FixedClock
from engine.commands import files, process_instances, user_tasks
from engine.machine import Engine
from engine.model import SYSTEM, Actor
from engine.queries import user_tasks as tasks

DRAFTER, FINANCE = "dept_liaison", "czt:dept_liaison"
REVIEWER, SECRETARY_GENERAL = "doc_reviewer", "secretary_general"
CLERK, CONGRESS, LEAD, EDUCATION = "proposal_clerk", "npc_clerk", "deputy_npc", "jyt:dept_liaison"
DUTY, DUTY_LEADER = "duty_officer", "duty_leader"


def begin(machine: Engine) -> int:
    """Begin them all; tells how many. A process that is not deployed here is passed over."""
    told = [(key, story) for key, story in STORIES if key in machine.folders]
    for key, story in told:
        story(_Telling(machine, key))
    return len(told)


class _Telling:
    """One matter while it is told: who did what, how long ago. People are named by what they hold."""

    def __init__(self, machine: Engine, key: str) -> None:
        self._machine = self._at = machine
        self._key = key
        self._id = ""

    def days_ago(self, days: int, time: str) -> None:
        """Some days ago, at a time of the day, but never in the future."""
        hour, minute = map(int, time.split(":"))
        now = self._machine.clock.now()
        then = (now.astimezone(OFFICE_ZONE) - timedelta(days=days)).replace(
            hour=hour, minute=minute, second=0
        )
        self._moved(min(then, now))

    def minutes_ago(self, minutes: int) -> str:
        """A little while ago; the instant, as a form writes it."""
        then = (self._machine.clock.now() - timedelta(minutes=minutes)).astimezone(OFFICE_ZONE)
        self._moved(then.replace(second=0, microsecond=0))
        return then.replace(second=0, microsecond=0).isoformat()

    @property
    def day(self) -> str:
        """The day it is in the story."""
        return self._at.today().isoformat()

    def person(self, group: str) -> str:
        """The first who holds it: the account that the service prints."""
        return self._at.holders(group, self._at.clock.now())[0]

    def start(self, by: str, **values: Any) -> None:
        """The matter begins."""
        begun = process_instances.start(self._at, self._key, self._actor(by), variables=values)
        self._id = begun.id

    def do(self, step: str, by: str, /, **values: Any) -> None:
        """Somebody hands in a step."""
        actor = self._actor(by)
        offered = tasks.of_instance(self._at, self._id, SYSTEM)
        mine = next(
            one
            for one in offered
            if one.state == "open"
            and one.element_id == step
            and (one.assignee == actor.login or one.is_offered_to(actor))
        )
        user_tasks.complete(self._at, mine.id, values, actor)

    def draft(self, by: str, text: str) -> dict[str, str]:
        """A file that was uploaded."""
        sent = files.upload(self._at, "送审稿.txt", BytesIO(text.encode()), self._actor(by))
        return {"file": sent.id}

    def _moved(self, instant: datetime) -> None:
        self._at = replace(self._machine, clock=FixedClock(instant))

    def _actor(self, group: str) -> Actor:
        found = self._at.actor(self.person(group))
        if found is None:
            raise LookupError(f"nobody in the demo office holds {group}")
        return found


def _notice(told: _Telling, title: str, *consulted: str, **changed: Any) -> dict[str, Any]:
    """The drafting sheet of a routine notice of the General Office."""
    return {
        "title": title,
        "wenzhong": "通知",
        "issuer": "省政府办公厅",
        "direction": "down",
        "main_to": ["changsha", "zhuzhou"],
        "urgency": "无",
        "secrecy": "公开",
        "openness": "主动公开",
        "is_normative": False,
        "is_major_decision": False,
        "basis": "省政府工作安排",
        "purpose": "部署有关工作",
        "touches": list(consulted) or None,
        "consulted": [{"unit": unit} for unit in consulted] or None,
        "draft_file": told.draft(DRAFTER, f"{title}\n\n各市州人民政府，省直有关单位：\n……"),
        "contact": "0731-88660000",
        **changed,
    }


_POINTS = ("reason", "basis", "policy", "consulted", "wenzhong", "format", "numbers", "openness", "secrecy")
_CHECKS = dict.fromkeys(_POINTS, "ok")


def _consulted(told: _Telling) -> None:
    told.days_ago(9, "09:20")
    told.start(DRAFTER)
    title = "湖南省人民政府办公厅关于做好冬春农田水利建设的通知"
    told.do("draft_submit", DRAFTER, **_notice(told, title, "czt", "nynct"))
    told.days_ago(7, "15:10")
    told.do("consult", FINANCE, answer="agree", signer=told.person(FINANCE), seal=True)


def _to_be_reviewed(told: _Telling) -> None:
    told.days_ago(1, "10:05")
    told.start(DRAFTER)
    told.do("draft_submit", DRAFTER, **_notice(told, "湖南省人民政府办公厅关于开展年度统计执法检查的通知"))


def _sent_back(told: _Telling) -> None:
    told.days_ago(4, "08:50")
    told.start(DRAFTER)
    told.do("draft_submit", DRAFTER, **_notice(told, "湖南省人民政府办公厅关于规范项目申报工作的通知"))
    told.days_ago(2, "16:30")
    reason = "第三部分与现行政策不一致，请核改后再报。"
    told.do("office_review", REVIEWER, checks=_CHECKS | {"policy": "fix"}, result="revise", reason=reason)


def _to_be_signed(told: _Telling) -> None:
    told.days_ago(3, "09:00")
    told.start(DRAFTER)
    told.do(
        "draft_submit", DRAFTER, **_notice(told, "湖南省人民政府办公厅关于做好重要节日期间值班工作的通知")
    )
    told.days_ago(1, "11:15")
    told.do("office_review", REVIEWER, checks=_CHECKS, result="pass")


def _to_be_registered(told: _Telling) -> None:
    told.days_ago(5, "09:30")
    told.start(DRAFTER)
    told.do("draft_submit", DRAFTER, **_notice(told, "湖南省人民政府办公厅关于加强公文处理规范化工作的通知"))
    told.days_ago(3, "10:40")
    told.do("office_review", REVIEWER, checks=_CHECKS, result="pass")
    told.days_ago(2, "17:05")
    told.do("sign", SECRETARY_GENERAL, tick=True)
    told.days_ago(1, "09:45")
    told.do(
        "recheck", "so_review", checks=dict.fromkeys(("procedure", "content", "format"), "ok"), result="pass"
    )


def _proposal(told: _Telling, ref: str, title: str, text: str) -> dict[str, Any]:
    lead = told.person(LEAD)
    return {
        "ref": ref,
        "kind": "人大建议",
        "session": "会议期间",
        "title": title,
        "text": text,
        "lead_proposer": lead,
    }


def _with_its_host(told: _Telling) -> None:
    told.days_ago(8, "09:10")
    title = "关于加强农村寄宿制学校建设的建议"
    brought = _proposal(told, "建第0123号", title, "农村寄宿制学校条件薄弱，建议增加投入。")
    told.start(CONGRESS, **brought)
    told.do("intake", CLERK, **brought, assigned_on=told.day, mode="单办", host="jyt", open_reply=False)
    told.days_ago(7, "14:20")
    told.do("hand_over", CLERK)


def _to_be_assigned(told: _Telling) -> None:
    told.days_ago(1, "15:00")
    text = "建议统筹城乡公共充电设施布局，完善运营补贴政策。"
    told.start(CONGRESS, **_proposal(told, "建第0207号", "关于完善县乡公共充电设施的建议", text))


def _called_in(told: _Telling, minutes: int, place: str, **facts: Any) -> None:
    """Somebody calls the duty room; what he says is written down and verified."""
    occurred, known = told.minutes_ago(minutes + 20), told.minutes_ago(minutes + 8)
    told.minutes_ago(minutes)
    told.start(DUTY)
    told.do(
        "intake",
        DUTY,
        source=f"{place}人民政府总值班室",
        reporter=f"{place}总值班室",
        phone="0731-88660000",
        known_at=known,
        occurred_at=occurred,
        category="事故灾难",
        place=place,
        missing=0,
        measures="公安、消防、卫健已到现场救援。",
        **facts,
    )
    told.minutes_ago(minutes - 8)
    told.do("verify", DUTY, verified=True, finding="属实")


def _to_be_graded(told: _Telling) -> None:
    facts = {"subtype": "道路交通事故", "dead": 1, "serious_injured": 4, "brief": "国道客车与货车相撞。"}
    _called_in(told, 20, "邵阳市", **facts)


def _to_be_reported(told: _Telling) -> None:
    facts = {"subtype": "危险化学品爆炸", "dead": 3, "serious_injured": 6, "brief": "某化工企业车间爆炸。"}
    _called_in(told, 45, "岳阳市", **facts)
    told.minutes_ago(30)
    told.do("grade", DUTY_LEADER, grade="较大", on_list=True)


STORIES: tuple[tuple[str, Callable[[_Telling], None]], ...] = (
    ("outgoing_document", _consulted),
    ("outgoing_document", _sent_back),
    ("outgoing_document", _to_be_registered),
    ("outgoing_document", _to_be_signed),
    ("outgoing_document", _to_be_reviewed),
    ("proposal_handling", _with_its_host),
    ("proposal_handling", _to_be_assigned),
    ("incident_report", _to_be_graded),
    ("incident_report", _to_be_reported),
)

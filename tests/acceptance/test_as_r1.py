"""R1, drafting of official documents: consultation across Spring Festival; numbers without gap or duplicate."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest

from processes.outgoing_document.test_outgoing_document import CHECKS, RECHECKED, ROUTINE
from tests.web.api.client import Api

pytestmark = pytest.mark.slow  # whole stories; `make check` tells shorter ones

MANAGER = "shifl"
DRAFTER = "dengfs"  # 省发展改革委
REVIEWER, RECHECKER = "ouyangfs", "zhengmw"
SECRETARY_GENERAL = "wennl"
REGISTRARS = ("liujh", "huqh")


class Told:
    """The office as it is seen from outside."""

    def __init__(self, api: Api) -> None:
        self.api = api

    def now(self, to: str) -> None:
        """Move the clock to an instant of the office."""
        self.api(MANAGER).post("/clock/advance", {"to": f"{to}:00+08:00"})

    def file(self, login: str) -> dict[str, str]:
        """Upload a text."""
        sent = {"file": (io.BytesIO("各市州人民政府……".encode()), "draft.txt")}
        answer = self.api(login).ask("POST", "/files", data=sent)
        assert answer.status_code == 201, answer.text
        return {"file": answer.json["id"]}  # type: ignore[index]

    def drafted(self, **changed: Any) -> str:
        """A document of the General Office, handed in by 省发展改革委."""
        drafter = self.api(DRAFTER)
        matter: str = drafter.post("/process-instances", {"process": "outgoing_document"})["id"]
        answers: dict[str, Any] = {
            **ROUTINE,
            "title": "湖南省人民政府办公厅关于做好2026年重点工作的通知",
            "main_to": ["changsha"],
            "purpose": "部署重点工作",
            "draft_file": self.file(DRAFTER),
            "contact": "邓扶桑 0731-88660000",
        }
        drafter.complete("draft_submit", matter, **answers | changed)
        return matter

    def normative(self, **changed: Any) -> str:
        """A document that must pass the legality review, of the office's own openness."""
        plain = {"openness": "依申请公开", "openness_reason": "试行"}
        matter = self.drafted(**plain | changed)
        self.api.office.settle()
        return matter

    def materials(self, review: str, *, major: bool) -> None:
        """省发展改革委 hands in what the review needs; it is checked and reviewed the same day."""
        public = {"start": "2026-01-05", "end": "2026-02-10", "summary": "收到意见12条。"}
        given: dict[str, Any] = {
            "explanation": self.file(DRAFTER),
            "basis_table": [{"clause": "第三条", "law": "《数据安全法》第十五条"}],
            "consultation": "已征求意见。",
            "stability_review": "done",
            "fair_review": "done",
        } | ({"public_consultation": public} if major else {})
        self.api(DRAFTER).complete("submit_materials", review, **given)
        experts = {"experts": ["ouyangfs"]} if major else {}
        self.api("xiaows").complete("materials_check", review, result="complete", **experts)
        if major:
            self.api("ouyangfs").complete("expert_opinion", review, recused=False, opinion="程序合法。")
        self.api("xiaows").complete("review", review, summary="已审查。")

    def signed(self, **changed: Any) -> str:
        """A letter that only needs its number."""
        matter = self.drafted(wenzhong="函", direction="parallel", openness="依申请公开", openness_reason="工作函",
                              **changed)  # fmt: skip
        self.api(REVIEWER).complete("office_review", matter, checks=CHECKS, result="pass")
        self.api(SECRETARY_GENERAL).complete("sign", matter, tick=True)
        self.recheck(matter)
        return matter

    def recheck(self, matter: str) -> None:
        """复核."""
        self.api(RECHECKER).complete("recheck", matter, checks=RECHECKED, result="pass")

    def register(self, matter: str, by: str = REGISTRARS[0]) -> str:
        """The number it is given."""
        self.api(by).complete("register", matter, distribution=["changsha"], copies=30)
        return str(self.variables(matter)["doc_no"])

    def variables(self, matter: str) -> dict[str, Any]:
        """What is known of a matter."""
        found: dict[str, Any] = self.api(MANAGER).get(f"/process-instances/{matter}/variables")
        return found

    def waits_at(self, matter: str) -> list[str]:
        """Where it stands."""
        found: list[str] = self.api(MANAGER).get(f"/process-instances/{matter}")["waiting_at"]
        return found

    def deadlines(self, matter: str, key: str) -> list[dict[str, Any]]:
        """Its limits of a key."""
        found = self.api(MANAGER).get(f"/process-instances/{matter}/deadlines")
        return [one for one in (found["items"] if isinstance(found, dict) else found) if one["key"] == key]

    def reminders(self, login: str) -> list[tuple[str, str]]:
        """(kind, day) of what somebody was reminded of."""
        found = self.api(login).get("/notifications", limit=200)["items"]
        kinds = [(one["kind"], one["at"][:10]) for one in found if one["kind"] in {"reminder", "red"}]
        return sorted(kinds, key=lambda one: one[1])


def test_as_r1_1_consultation_across_spring_festival(open_api: Any) -> None:
    api = open_api("2026-02-12 09:00")
    told = Told(api)
    api.office.begin_book("湘政办发", 2026, 11)
    units = ["czt", "nynct"]
    matter = told.drafted(touches=units, consulted=[{"unit": unit} for unit in units])

    asked = [t for t in api(MANAGER).tasks(process_instance=matter) if t["element_id"] == "consult"]
    assert [task["due_at"] for task in asked] == ["2026-02-28T23:59:59+08:00"] * 2
    yellow_and_red = {("L1", "2026-02-25"), ("L3", "2026-03-02")}
    for limit in told.deadlines(matter, "consult"):
        assert limit["due_at"] == "2026-02-28T23:59:59+08:00"
        assert {(r["level"], r["at"][:10]) for r in limit["reminders"]} >= yellow_and_red

    finance, farming = (_liaison(api, unit) for unit in units)
    told.now("2026-02-13T10:00")
    api(farming).complete("consult", matter, answer="agree", signer=farming, seal=True)
    told.now("2026-02-24T18:00")
    assert told.reminders(finance) == []
    told.now("2026-03-02T10:00")
    assert told.reminders(finance) == [
        ("reminder", "2026-02-25"),
        ("reminder", "2026-02-28"),
        ("red", "2026-03-02"),
    ]
    assert told.reminders(farming) == []
    assert told.waits_at(matter) == ["consult"]  # silence is not consent

    api(finance).complete("consult", matter, answer="agree", signer=finance, seal=True)
    api(REVIEWER).complete("office_review", matter, checks=CHECKS, result="pass")
    told.now("2026-03-04T15:00")
    api(SECRETARY_GENERAL).complete("sign", matter, tick=True)
    told.recheck(matter)
    told.now("2026-03-05T09:30")
    assert told.register(matter) == "湘政办发〔2026〕12号"

    known = told.variables(matter)
    assert known["dated"] == "2026-03-04"
    assert "principal_signer" not in known  # no line 签发人 on the head
    assert [limit["due_at"] for limit in told.deadlines(matter, "publish")] == ["2026-04-01T23:59:59+08:00"]


def test_as_r1_2_numbers(open_api: Any) -> None:
    api = open_api("2026-12-25 09:00")
    told = Told(api)
    api.office.begin_book("湘政办函", 2026, 41)
    a, b, c = (told.signed() for _ in range(3))

    with ThreadPoolExecutor(2) as clerks:
        numbers = list(clerks.map(told.register, (a, b), REGISTRARS))
    assert sorted(numbers) == ["湘政办函〔2026〕42号", "湘政办函〔2026〕43号"]

    holder = (a, b)[numbers.index("湘政办函〔2026〕43号")]
    reason = "情况有变，不再印发该函。"
    api(DRAFTER).post("/messages", {"name": "document.withdraw", "key": holder})
    api(DRAFTER).complete("withdraw", holder, confirm="withdraw", reason=reason)
    api(REGISTRARS[1]).complete("void_number", holder, reason=reason, approved_by="qinjc")
    ended = api(MANAGER).get(f"/process-instances/{holder}")
    assert (ended["state"], ended["outcome"]["code"]) == ("completed", "void")
    assert told.register(c) == "湘政办函〔2026〕44号"
    register = api(REGISTRARS[0]).get("/number-books/湘政办函/2026")["items"]
    assert [(n["sequence"], n["void"]) for n in register] == [(42, False), (43, True), (44, False)]
    assert (register[1]["void_reason"], register[1]["void_by"]) == (reason, REGISTRARS[1])

    told.now("2026-12-30T10:00")
    f = told.signed()
    told.now("2026-12-31T10:00")
    d = told.signed()
    told.now("2027-01-04T10:00")
    e = told.signed()
    told.now("2027-01-05T10:00")
    assert told.register(d) == "湘政办函〔2026〕45号"
    assert told.register(e) == "湘政办函〔2027〕1号"

    told.now("2027-01-18T10:00")
    task = next(t for t in api(REGISTRARS[0]).tasks(process_instance=f) if t["element_id"] == "register")
    answers = {"variables": {"distribution": ["changsha"], "copies": 30}}
    problem = api(REGISTRARS[0]).refused("POST", f"/user-tasks/{task['id']}/complete", json=answers)
    assert problem["code"] == "BOOK_CLOSED"
    assert told.waits_at(f) == ["register"]
    assert len(api(REGISTRARS[0]).get("/number-books/湘政办函/2026")["items"]) == 4


def test_as_r1_5_legality_review_window(open_api: Any) -> None:
    api = open_api("2026-02-13 09:00")
    told = Told(api)
    normative = {"title": "湖南省政务数据管理办法", "validity_until": "2031-01-31"}
    windows = [
        (told.normative(is_normative=True, **normative), "2026-02-27"),
        (told.normative(is_major_decision=True, title="湖南省综合交通规划"), "2026-03-02"),
    ]
    legal = {told.variables(one.id)["source_item"]: one.id for one in api.office.matters("legality_review")}
    for document, earliest in windows:
        assert told.waits_at(document) == ["legal_review"]
        told.materials(legal[document], major=earliest == "2026-03-02")
        (limit,) = told.deadlines(legal[document], "review")
        assert limit["due_at"] == "2026-03-12T23:59:59+08:00"
    for document, earliest in windows:
        review = legal[document]
        told.now(f"{_day_before(earliest)}T23:00")
        assert told.waits_at(review) == ["earliest_day"]
        told.now(f"{earliest}T09:00")
        assert told.waits_at(review) == ["opinion"]
    principal = api.office.holder("sft:dept_leader")
    for document, _ in windows:
        api(principal).complete("opinion", legal[document], result="legal", opinion="合法。")
        api.office.settle()
        assert told.waits_at(document) == ["office_review"]


@pytest.mark.parametrize(
    ("changed", "told_so"),
    [
        ({"bypass_legal_review": True, "legal_substitute": "征求意见"}, "不得以征求意见代替合法性审核"),
        ({"validity_until": "2032-02-13"}, "有效期"),
        ({"title": "湖南省政务数据管理办法（试行）", "validity_until": "2029-02-13"}, "有效期"),
    ],
)
def test_as_r1_5_what_is_refused(open_api: Any, changed: dict[str, Any], told_so: str) -> None:
    told = Told(open_api("2026-02-13 09:00"))
    normative = {"title": "湖南省政务数据管理办法", "is_normative": True, "validity_until": "2031-01-31"}
    document = told.normative(**{**normative, **changed})
    assert told.waits_at(document) == ["draft_submit"]
    assert [text for text in told.variables(document)["defects"] if told_so in text]


def _day_before(day: str) -> str:
    """The day before a day."""
    return str(date.fromisoformat(day) - timedelta(days=1))


def test_g3_1_a_classified_draft_is_refused_and_not_kept(open_api: Any) -> None:
    api = open_api("2026-03-02 09:00")
    drafter = api(DRAFTER)
    matter = drafter.post("/process-instances", {"process": "outgoing_document"})["id"]
    task = drafter.tasks(process_instance=matter)[0]["id"]
    answers = {"variables": {"title": "涉密标题", "secrecy": "机密"}}
    problem = drafter.refused("POST", f"/user-tasks/{task}/complete", json=answers)
    assert (problem["status"], problem["code"]) == (422, "CLASSIFIED_NOT_ALLOWED")
    assert "涉密标题" not in str(problem)
    assert api(MANAGER).get(f"/process-instances/{matter}/variables") == {}
    record = api(MANAGER).get("/audit", limit=200)["items"]
    assert [(act["actor"], act["data"]) for act in record if act["verb"] == "secrecy.refuse"] == [
        (DRAFTER, {"grade": "机密"})
    ]


def _liaison(api: Api, unit: str) -> str:
    """The liaison officer of a unit."""
    office = api.office
    return office.engine.desk.directory.holders(f"{unit}:dept_liaison", office.now.date())[0]

"""A designer tries a decision: what it asks, what every rule came to, and why."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from engine.commands import deployments
from engine.model import SYSTEM
from tests.house.sources import ROOT
from tests.office import Office
from tests.web.window import APPLICANT, DESIGNER, Window, seal_files

TRIAL = (Path(__file__).parent / "trial.dmn").read_bytes()
PAGE = "/studio/seal_request/2/decisions"


@pytest.fixture
def window(office: Office) -> Window:
    found = Window(office)
    deployments.deploy(office.engine, {**seal_files(), "decisions/trial.dmn": TRIAL}, SYSTEM)
    return found


def text(page: str) -> str:
    """What stands on the page, in one line."""
    body = page.split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def row(page: str, number: int) -> str:
    """A rule of the first table, its attributes included."""
    return page.split("<tbody>", 1)[1].split("</tbody>", 1)[0].split("<tr")[number]


def tried(window: Window, decision: str = "approver", locale: str = "zh_CN", **fields: str) -> str:
    answer = window.as_(DESIGNER).speaks(locale).post(f"{PAGE}/{decision}", **fields)
    assert answer.status_code == 200, answer.text[:2000]
    return answer.text


def test_the_version_page_leads_to_its_decisions_as_officials_read_them(window: Window) -> None:
    designer = window.as_(DESIGNER)
    assert f'href="{PAGE}/approver"' in designer.page("/studio/seal_request")
    page = designer.page(f"{PAGE}/approver")
    said = text(page)
    assert "用印管理办法第七条" in said
    assert "唯一（UNIQUE）：只能有一条规则命中" in said
    for word in ("种类", "份数", "急件", "依据", "第七条第二款", '"秘书长"', "[10..100)"):
        assert word in said
    assert "试算情况" not in said


def test_inputs_are_typed_by_the_model_and_named_by_the_forms(window: Window) -> None:
    page = window.as_(DESIGNER).page(f"{PAGE}/approver")
    assert all(f'value="{one}"' in page for one in ("公文", "合同", "证明"))
    assert 'value="true"' in page  # urgent, a boolean, may stay unanswered
    assert 'inputmode="decimal"' in page
    assert "份数" in text(page)  # what the form of the process calls it
    assert "变量 copies" in text(page)
    assert 'type="date"' in window.as_(DESIGNER).page(f"{PAGE}/due")


def test_the_rules_that_match_are_lit_and_the_others_say_why(window: Window) -> None:
    page = tried(window, v0="公文", v1="12", v2="false")
    assert '<h2>结果</h2></header><div class="panel-in">处长' in page
    assert "is-matched" in row(page, 2)
    assert "is-matched" not in row(page, 1) + row(page, 3)
    assert "种类为 &#34;公文&#34;，规则要求 &#34;合同&#34;" in row(page, 1)
    assert "份数为 12，规则要求 &lt; 10" in row(page, 3)
    assert "份数 is 12, the rule asks for &lt; 10" in row(tried(window, locale="en", v0="公文", v1="12"), 3)


def test_what_no_rule_covers_is_known_before_anybody_asks(window: Window) -> None:
    assert "这张表有未尽之处" in text(window.as_(DESIGNER).page(f"{PAGE}/approver"))
    said = text(window.as_(DESIGNER).speaks("en").page(f"{PAGE}/approver"))
    assert "no rule covers" in said
    assert "份数 = " in said
    assert "null （空值） 没有规则命中。" in text(tried(window, v0="证明", v1="100"))
    assert "没有规则命中" not in text(tried(window, v0="公文", v1="12", v2="false"))


def test_a_graph_shows_what_each_decision_answered_and_why_something_is_null(window: Window) -> None:
    page = tried(window, "due", v0="合同", v1="1", v3="2026-03-02", v4="=[1, 2, 3]")
    said = text(page)
    assert "days 3" in said
    assert "on 2026-03-05" in said
    assert "秘书长 3" in said  # the list of marks
    assert "结果 秘书长" in said  # of the decision it asks
    assert "以下表达式的结果为空值" in said
    assert re.search("第1行第[0-9]+列", said)
    assert "Nothing came of these expressions" in text(tried(window, "due", "en", v0="合同", v3="2026-03-02"))


def test_feel_that_is_none_is_an_error_of_its_field_with_line_and_column(window: Window) -> None:
    names = re.findall(r'name="(v\d)"', window.as_(DESIGNER).page(f"{PAGE}/due"))
    designer = window.as_(DESIGNER)
    answer = designer.post(f"{PAGE}/due", v4="=[1, 2")
    assert answer.status_code == 422, names
    assert "FEEL 第1行第6列" in html.unescape(answer.text)
    assert "line 1, column 6" in designer.speaks("en").post(f"{PAGE}/due", v4="=[1, 2").text
    too_large = designer.speaks("zh_CN").post(f"{PAGE}/due", v4="1e999999999")
    assert (too_large.status_code, "数值过大" in too_large.text) == (422, True)
    for hostile in ("=9**9**9", "=1/0", "=" + "(" * 5000, "={a: function(x) x}", "[[[", "null", "=null"):
        assert designer.post(f"{PAGE}/due", v4=hostile).status_code in {200, 422}, hostile


def test_an_answer_that_is_refused_says_who_refuses_it(window: Window) -> None:
    answer = window.as_(DESIGNER).post(f"{PAGE}/approver", v0="照片")
    assert answer.status_code == 422
    assert "不在可选范围内" in answer.text


def test_every_decision_of_the_house_can_be_opened_and_tried(window: Window) -> None:
    designer = window.as_(DESIGNER)
    for process in ("outgoing_document", "proposal_handling", "incident_report"):
        links = re.findall(r'href="(/studio/\w+/1/decisions/[^"]+)"', designer.page(f"/studio/{process}"))
        assert links, process
        for link in links:
            assert designer.get(link).status_code == 200, link
            answer = designer.post(link)
            assert answer.status_code == 200, (link, answer.text[:3000])


def test_what_the_office_refuses_is_told_on_the_page(window: Window) -> None:
    designer = window.as_(DESIGNER)
    names = re.findall(r'name="(v\d)"', designer.page(f"{PAGE}/due"))
    assert "v4" in names
    far = designer.post(f"{PAGE}/due", v4='=add limit(today(), "soon")')
    assert far.status_code == 422
    assert "'soon' is no limit" in html.unescape(far.text)
    assert 'name="v4"' in far.text  # the form is there still


def test_it_is_a_page_for_designers(window: Window) -> None:
    assert window.as_(APPLICANT).get(f"{PAGE}/approver").status_code == 403
    assert window.as_(DESIGNER).get(f"{PAGE}/nothing").status_code == 404
    assert window.as_(DESIGNER).get("/studio/seal_request/9/decisions/approver").status_code == 404


def test_the_table_of_the_how_to_is_tried_as_the_page_says(office: Office) -> None:
    page = (ROOT / "docs/howto/decision-table.md").read_text("utf-8")
    (model,) = re.findall(r"```xml\n(.*?)```", page, flags=re.DOTALL)
    window = Window(office)
    done = deployments.deploy(office.engine, {**seal_files(), "decisions/leave.dmn": model.encode()}, SYSTEM)
    assert not [one for one in done.findings if one.rule.startswith("dmn")]  # no gap, no overlap
    designer, address = window.as_(DESIGNER), "/studio/seal_request/2/decisions/leave_approver"
    assert 'value="年休假"' in designer.page(address)  # what the column allows, and not what a form asks
    assert ">天数" in designer.page(address)  # no form asks for `days`: the column names it
    answer = designer.post(address, v0="事假", v1="5")
    assert "is-matched" in row(answer.text, 3)
    assert "秘书长" in text(answer.text)

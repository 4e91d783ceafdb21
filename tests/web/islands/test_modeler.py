"""A designer opens a diagram and changes it. Publishing it is in test_publishing.py."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import etree
from playwright.sync_api import Page, expect

from bpmn.reader import extensions
from tests.web.islands.editor import Editor
from tests.web.islands.page import FINDINGS, Site

pytestmark = pytest.mark.browser


def test_a_step_gets_its_people_form_and_deadline_from_lists(editor: Editor):
    editor.select("legal")
    editor.open("assignmentDefinition")
    editor.type("assignmentDefinitionAssignee", "clerk1")
    editor.page.locator("#liye-groups-add").fill("czt:dept_liaison")
    editor.page.locator("#liye-groups-add").fill("legal_reviewer")
    expect(editor.field("liye-groups").locator(".liye-chip")).to_have_text(
        ["省财政厅 · 联络员×", "法律审核×"]
    )
    editor.field("liye-groups").get_by_role("button", name="移除 legal_reviewer").click()
    editor.open("form")
    editor.field("formId").locator("select").select_option(label="合同审查意见 · contract_review")
    editor.add("liye-deadlines")
    editor.type("legal-deadline-0-policy", "contract.review")
    expect(editor.field("legal-deadline-0-policy")).to_contain_text("合同审查（5WD）")
    editor.type("legal-deadline-0-completedBy", "sign")

    task = "//bpmn:userTask[@id='legal']/bpmn:extensionElements"
    (assignment,) = editor.find(f"{task}/zeebe:assignmentDefinition")
    assert dict(assignment.attrib) == {"assignee": "clerk1", "candidateGroups": "czt:dept_liaison"}
    assert editor.find(f"{task}/zeebe:formDefinition/@formId") == ["contract_review"]
    (deadline,) = editor.find(f"{task}/liye:deadline")
    assert dict(deadline.attrib) == {"key": "due", "policy": "contract.review", "completedBy": "sign"}
    assert editor.reopen() == []
    before = editor.xml()
    assert editor.reopen() == []
    assert editor.xml() == before


def test_a_limit_that_means_nothing_is_refused_while_typing(editor: Editor):
    editor.select("legal")
    editor.add("liye-deadlines")
    editor.type("legal-deadline-0-policy", "5W")
    expect(editor.field("legal-deadline-0-policy").locator(".bio-properties-panel-error")).to_have_text(
        "请写 5WD、30CD、3M 或 4H，或选期限规则"
    )
    assert editor.find("//liye:deadline/@policy") == ["5WD"]
    editor.type("legal-deadline-0-policy", "30CD")
    expect(editor.field("legal-deadline-0-policy").locator(".bio-properties-panel-error")).to_have_count(0)
    assert editor.find("//liye:deadline/@policy") == ["30CD"]


def test_every_word_of_ours_can_be_written_and_taken_back(editor: Editor):
    editor.select("pool")
    editor.open("liye-office")
    editor.type("liye-Title-expression", "合同")
    editor.type("liye-StartableBy-groups", "director")
    editor.add("liye-deadlines")
    editor.select("legal")
    editor.add("liye-numbers")
    editor.field("legal-number-0-on").locator("select").select_option("open")
    editor.add("liye-countersigns")
    editor.field("legal-countersign-0-mode").locator("select").select_option("count")
    editor.type("legal-countersign-0-need", "2")
    editor.open("liye-office")
    editor.type("liye-OpinionGroup-name", "审核意见")
    editor.type("liye-Returns-to", "starter")

    process = "/bpmn:definitions/bpmn:process/bpmn:extensionElements"
    assert editor.find(f"{process}/liye:title/@expression") == ["合同"]
    assert editor.find(f"{process}/liye:startableBy/@groups") == ["director"]
    assert editor.find(f"{process}/liye:deadline/@key") == ["due"]
    (number,) = editor.find("//bpmn:userTask[@id='legal']//liye:number")
    assert dict(number.attrib) == {"book": "湘政办发", "resultVariable": "doc_no", "on": "open"}
    assert editor.find("//liye:opinionGroup/@name") == ["审核意见"]
    (countersign,) = editor.find("//bpmn:userTask[@id='legal']//liye:countersign")
    assert dict(countersign.attrib) == {"mode": "count", "need": "2"}
    assert editor.find("//liye:returns/@to") == ["starter"]
    assert editor.reopen() == []

    editor.select("legal")
    editor.open("liye-office")
    editor.type("liye-OpinionGroup-name", "")
    assert editor.find("//liye:opinionGroup") == []
    editor.undo()
    assert editor.find("//liye:opinionGroup/@name") == ["审核意见"]


def test_how_a_step_is_handled_is_said_in_the_panel(editor: Editor):
    """Handled together, for somebody else, sent round, returned: each word and back again."""
    editor.select("pool")
    editor.add("liye-proxys")
    editor.type("contract-proxy-0-after", "2WD")
    editor.select("legal")
    editor.add("liye-bulks")
    editor.type("legal-bulk-0-field", "result")
    editor.type("legal-bulk-0-agree", "approve")
    add = editor.page.locator("[data-group-id='group-liye-bulks'] .bio-properties-panel-add-entry")
    expect(add).to_have_count(0)  # a word that stands once
    editor.add("liye-proxys")
    editor.type("legal-proxy-0-only", "director")
    editor.add("liye-circulates")
    editor.type("legal-circulate-0-to", "czt:dept_liaison, director")
    editor.field("legal-circulate-0-kind").locator("select").select_option("copy")
    editor.field("legal-circulate-0-inTurn").locator("select").select_option("true")
    editor.type("legal-circulate-0-limit", "soon")
    expect(editor.field("legal-circulate-0-limit").locator(".bio-properties-panel-error")).to_be_visible()
    editor.type("legal-circulate-0-limit", "none")
    editor.open("liye-office")
    editor.type("liye-Returns-to", "sign, starter")
    editor.field("liye-Returns-modes").locator("select").select_option("rewalk")
    editor.select("sign")
    editor.open("general")
    editor.type("id", "seal")

    said = "//bpmn:userTask[@id='legal']/bpmn:extensionElements/liye:"
    words = {word: [dict(one.attrib) for one in editor.find(f"{said}{word}")] for word in WORDS}
    assert words == WORDS
    assert editor.find("//bpmn:process/bpmn:extensionElements/liye:proxy/@after") == ["2WD"]
    assert editor.reopen() == []
    assert set(editor.page.evaluate("island.missing")) == set()


WORDS = {
    "bulk": [{"opinion": "opinion", "field": "result", "agree": "approve"}],
    "proxy": [{"sign": "true", "only": "director"}],
    "circulate": [{"to": "czt:dept_liaison, director", "kind": "copy", "inTurn": "true", "limit": "none"}],
    "returns": [{"to": "seal, starter", "modes": "rewalk"}],
}


def test_a_new_step_is_one_undoable_change(editor: Editor):
    before = editor.xml()
    editor.page.evaluate(
        """() => { const flow = editor.get('elementRegistry').get('f9'), create = editor.get('elementFactory');
             editor.get('modeling').createShape(create.createShape({ type: 'bpmn:UserTask' }),
               { x: 1400, y: 480 }, editor.get('elementRegistry').get('pool')); }"""
    )
    (task,) = editor.find("//bpmn:userTask[not(@name)]")
    editor.select(task.get("id"))
    editor.open("form")
    editor.field("formId").locator("select").select_option("opinion")
    assert editor.find(f"//bpmn:userTask[@id='{task.get('id')}']//zeebe:formDefinition/@formId") == [
        "opinion"
    ]
    editor.undo()
    editor.undo()
    assert editor.xml() == before


def test_what_names_a_step_follows_its_new_id(editor: Editor):
    editor.select("legal")
    editor.add("liye-deadlines")
    editor.type("legal-deadline-0-completedBy", "sign")
    editor.select("sign")
    editor.open("general")
    editor.type("id", "seal")
    assert editor.find("//liye:deadline/@completedBy") == ["seal"]
    editor.undo()
    assert editor.find("//liye:deadline/@completedBy") == ["sign"]


def test_what_the_engine_does_not_read_is_not_offered(editor: Editor):
    editor.select("legal")
    groups = editor.page.locator("[data-group-id]").evaluate_all(
        "all => all.map(group => group.dataset.groupId)"
    )
    assert "group-form" in groups
    assert not {"group-Zeebe__ExecutionListeners", "group-Zeebe__TaskListeners"} & set(groups)
    assert editor.page.locator("[data-entry-id='bindingType'], [data-entry-id='versionTag']").count() == 0


def test_the_diagram_is_walked_by_keyboard(editor: Editor):
    page = editor.page
    page.evaluate("editor.get('canvas').focus()")
    said = []
    for key in ["Alt+ArrowRight", "Alt+ArrowRight", "Alt+ArrowDown", "Alt+ArrowLeft"]:
        page.keyboard.press(key)
        said.append(page.locator("[aria-live=polite]").first.inner_text())
    assert said[:2] == ["发起合同审批, 开始事件", "填写合同审批单, 人工任务"]
    page.keyboard.press("Enter")
    expect(page.locator(".bio-properties-panel-group-header button").first).to_be_focused()


KINDS = [
    "ServiceTask",
    "ScriptTask",
    "BusinessRuleTask",
    "CallActivity",
    "SendTask",
    "ReceiveTask",
    "SubProcess",
]


def test_no_text_of_the_editor_lacks_chinese(editor: Editor, site: Site):
    page = editor.page
    for element in ["start", "legal", "gw_amount", "f12", "f1", "pool", "lane0", "end_ok", "join"]:
        editor.select(element)
        editor.unfold()
    for kind in KINDS:
        page.evaluate(
            """type => { const shape = editor.get('bpmnReplace').replaceElement(
                 editor.get('elementRegistry').get('legal'), { type, isExpanded: true });
               editor.get('selection').select(shape); }""",
            f"bpmn:{kind}",
        )
        page.wait_for_selector("[data-group-id=group-general]")
        editor.unfold()
        editor.undo()
    for event in ["Timer", "Message", "Signal", "Error", "Escalation", "Conditional"]:
        page.evaluate(
            """kind => { const create = editor.get('elementFactory'), shape = create.createShape(
                 { type: 'bpmn:BoundaryEvent', eventDefinitionType: `bpmn:${kind}EventDefinition` });
               const host = editor.get('elementRegistry').get('legal');
               editor.get('modeling').createShape(shape, { x: host.x + 50, y: host.y + 80 }, host, { attach: true });
               editor.get('selection').select(shape); }""",
            event,
        )
        page.wait_for_selector("[data-group-id=group-general]")
        editor.unfold()
        editor.undo()
    editor.select("legal")
    page.locator(".djs-context-pad .bpmn-icon-screw-wrench").click()
    page.wait_for_selector(".djs-popup .entry")
    page.keyboard.press("Escape")
    missing = page.evaluate("island.missing")
    assert not missing, missing


def test_the_server_reads_every_word_the_editor_writes(editor: Editor):
    for kind in KINDS:
        editor.page.evaluate(
            """type => { const create = editor.get('elementFactory');
               const shape = editor.get('modeling').createShape(create.createShape({ type, isExpanded: true }),
                 { x: 1400, y: 480 }, editor.get('elementRegistry').get('pool'));
               shape.businessObject.set('id', type.slice(5)); }""",
            f"bpmn:{kind}",
        )
    assert editor.find("//bpmn:callActivity//zeebe:calledElement")
    tree = etree.fromstring(editor.xml().encode())
    unread = [
        unknown.name for element in tree.iter(etree.Element) for unknown in extensions.read(element).unknown
    ]
    assert [name for name in unread if " without " not in name] == []


def test_the_editor_is_accessible(page: Page, site: Site):
    site.findings = FINDINGS
    editor = Editor(page, site)
    editor.select("legal")
    editor.open("assignmentDefinition")
    editor.add("liye-deadlines")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_the_makers_mark_stays_visible(editor: Editor):
    mark = editor.page.locator(".bjs-powered-by")
    expect(mark).to_be_visible()
    box = mark.bounding_box()
    assert box
    middle = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    assert editor.page.evaluate(
        "({x, y}) => Boolean(document.elementFromPoint(x, y).closest('.bjs-powered-by'))", middle
    )


def test_expressions_are_written_with_help_and_checked(editor: Editor):
    page = editor.page
    editor.select("f12")
    editor.open("condition")
    condition = editor.field("conditionExpression").locator(".cm-content")
    condition.click()
    page.keyboard.press("Control+a")
    page.keyboard.type('amount >= 300000 and kind = "采购"')
    expect(editor.field("conditionExpression").locator(".cm-content")).to_contain_text("采购")
    page.locator(".liye-bar-name").click()
    editor.select("gm")
    assert editor.find("//bpmn:sequenceFlow[@id='f12']/bpmn:conditionExpression/text()") == [
        '=amount >= 300000 and kind = "采购"'
    ]
    editor.open("assignmentDefinition")
    editor.field("assignmentDefinitionAssignee").get_by_role("button").first.click()
    editor.field("assignmentDefinitionAssignee").locator(".cm-content").click()
    page.keyboard.type("starter")
    page.locator(".liye-bar-name").click()
    editor.select("f12")
    assert editor.find("//bpmn:userTask[@id='gm']//zeebe:assignmentDefinition/@assignee") == ["=starter"]
    editor.open("condition")
    condition.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" and and")
    expect(editor.field("conditionExpression").locator(".bio-properties-panel-error")).to_have_text(
        "FEEL 表达式无法解析。"
    )

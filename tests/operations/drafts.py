"""The diagram where it hurts with forms: a text is drafted, signed with choices, and changed after all."""

from __future__ import annotations

from engine import json
from tests.office import Matter, Office
from tests.operations.hard import CHECKER, PREPARER, SIGNERS, STARTER, hard

FIRST = "一、各单位三月底前报送方案。二、请抓紧落实。"
SECOND = "一、各单位三月二十日前报送方案。二、请抓紧落实。"
TEXT = {"type": "string", "title": "文稿", "maxLength": 2000}
DRAFT = {
    "schema": {"type": "object", "title": "拟稿", "properties": {"text": TEXT}, "required": ["text"]},
    "ui": {"fields": {"text": {"kind": "multiline"}}},
}
ANSWERS = {"agree": "同意", "agree_with_changes": "修改后同意", "disagree": "不同意"}
SIGN = {
    "schema": {
        "type": "object",
        "title": "会签",
        "properties": {
            "text": TEXT,
            "answer": {"type": "string", "title": "会签意见", "enum": list(ANSWERS)},
            "opinion": {"type": "string", "title": "意见", "maxLength": 500},
        },
        "required": ["answer"],
    },
    "ui": {
        "fields": {
            "text": {"kind": "multiline", "readonly": True},
            "answer": {"labels": ANSWERS},
            "opinion": {"kind": "multiline"},
        }
    },
}
ENGLISH = {
    "hard": "Joint document", "draft": "Draft", "draft.text": "Text", "sign_it": "Countersign",
    "sign_it.text": "Text", "sign_it.answer": "Answer", "sign_it.opinion": "Opinion",
    "sign_it.answer=agree": "Agree", "sign_it.answer=agree_with_changes": "Agree with changes",
    "sign_it.answer=disagree": "Disagree", "register": "Register", "prepare": "Prepare",
    "countersign": "Countersign", "check": "Check", "record": "Record", "conclude": "Conclude", "sign": "Sign",
    "file": "File", "handling": "Joint handling", "urge": "Urge", "slow": "Not signed in three days",
    "check_late": "Not checked in four days", "handling_late": "Not done in sixty days",
}  # fmt: skip
VOTE = (
    '<zeebe:formDefinition formId="sign_it"/>'
    '<liye:countersign mode="{}" {}field="answer" confirms="text" resultVariable="outcome"/>'
)


def drafted(office: Office, mode: str = "all", need: str = "") -> Matter:
    """A text is drafted; three are asked to sign it."""
    said = VOTE.format(mode, need)
    bpmn = hard(said, draft='<zeebe:formDefinition formId="draft"/>')
    files = {"draft__json": DRAFT, "sign_it__json": SIGN, "en__json": ENGLISH}
    office.deploy(hard__bpmn=bpmn, **{name: json.dump(one) for name, one in files.items()})
    matter = office.start("hard", STARTER, signers=list(SIGNERS)).do("register", STARTER)
    return matter.do("prepare", PREPARER, text=FIRST)


def changed(office: Office) -> Matter:
    """All three have agreed; then the text is changed, and it waits for its signature."""
    matter = drafted(office)
    for who in SIGNERS:
        matter.finish(matter.task("countersign", assignee=who), who, answer="agree")
    return matter.do("check", CHECKER).do("record", CHECKER).do("conclude", PREPARER, text=SECOND)

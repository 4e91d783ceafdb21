"""Small forms for tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from forms.form import Form, FormError

DATA = Path(__file__).parent / "data"


def draft() -> Form:
    """发文拟稿, the main example."""
    return Form.read((DATA / "draft.json").read_bytes())


def file_of(properties: dict[str, Any], *, ui: dict[str, Any] | None = None, **schema: Any) -> bytes:
    """A form file; fields without a title get their name."""
    titled = {name: one if "$ref" in one else {"title": name, **one} for name, one in properties.items()}
    whole = {"schema": {"type": "object", "title": "表", "properties": titled, **schema}}
    return json.dumps(whole if ui is None else {**whole, "ui": ui}).encode()


def form_of(properties: dict[str, Any], *, ui: dict[str, Any] | None = None, **schema: Any) -> Form:
    return Form.read(file_of(properties, ui=ui, **schema))


def refused(data: bytes) -> list[tuple[str, str]]:
    """Pointer and English sentence of every flaw; nothing when the file is good."""
    try:
        Form.read(data)
    except FormError as error:
        return [(flaw.pointer, flaw.message()) for flaw in error.flaws]
    return []


TEXT = {"type": "string"}
GOOD_DRAFT: dict[str, Any] = {
    "title": "关于加强防汛工作的通知",
    "wenzhong": "通知",
    "issuer": "省政府办公厅",
    "code": "湘政办发",
    "direction": "down",
    "main_to": ["czt", "jyt"],
    "urgency": "无",
    "secrecy": "公开",
    "openness": "主动公开",
    "is_normative": False,
    "is_major_decision": False,
    "basis": "会议决定",
    "purpose": "安排防汛",
    "draft_file": {"file": "f1"},
    "contact": "张三",
}

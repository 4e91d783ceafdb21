"""The demo office: people to sign in as."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from engine.commands import directory
from engine.machine import Engine
from engine.model import SYSTEM
from engine.office import staff

FILE = "demo_office.json"  # beside the responsibilities
PASSWORD = "liye"  # noqa: S105 (of invented people on a machine that says it is a demonstration)
# Who to try first: the roles a visitor understands.
SHOWN = (
    ("drafter at a department", "起草部门联络员", "dept_liaison"),
    ("reviewer", "核稿", "doc_reviewer"),
    ("secretary-general", "秘书长", "secretary_general"),
    ("registrar", "文书", "doc_registrar"),
    ("duty officer", "值班员", "duty_officer"),
    ("proposals", "建议提案专干", "proposal_clerk"),
)
SYSTEM_SHOWN = (
    ("designer", "流程设计", "designer"),
    ("manager", "流程管理", "manager"),
    ("administrator", "系统管理", "sys_admin"),
)


def load(machine: Engine) -> bool:
    """Bring in the people, once: an office that has anybody is left alone. True when they came in now."""
    if machine.desk.directory.users:
        return False
    content = json.loads(_file(machine).read_text("utf-8"))
    directory.import_json(machine, content, SYSTEM)
    with machine.work() as uow:
        staff.give_passwords(uow, PASSWORD)
    machine.desks.forget()
    return True


def accounts(machine: Engine) -> Iterator[str]:
    """A line for each account that is worth trying."""
    found, today = machine.desk.directory, machine.today()
    yield f"demo accounts (password {PASSWORD}):"
    for english, chinese, role in SHOWN:
        holders = found.holders(role, today)
        if holders:
            yield f"  {holders[0]:<12} {chinese} {found.users[holders[0]].name} · {english}"
    for english, chinese, role in SYSTEM_SHOWN:
        login = next((user.login for user in found.users.values() if role in user.roles), None)
        if login:
            yield f"  {login:<12} {chinese} {found.users[login].name} · {english}"


def _file(machine: Engine) -> Path:
    return machine.settings.processes / FILE

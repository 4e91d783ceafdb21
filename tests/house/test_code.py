"""How the code is written, where no other tool looks."""

from __future__ import annotations

import ast
from dataclasses import fields
from pathlib import Path

from engine.settings import Settings
from tests.house.sources import PACKAGES, ROOT, dotted, files, place, tree

CODE = [path for path in files(*PACKAGES) if "migrations" not in path.parts]
CLOCK = ROOT / "engine" / "clock.py"
WALL = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns",
    "time.localtime", "time.gmtime",
}  # fmt: skip

# A command decides within the transaction that it writes in, or another may be faster. These only look:
LOOKS_FIRST = {
    "_approved_before.matter_of": "after it was refused: what is done is only told, and stays done",
    "accounts.of_token": "who comes with a token; writes nothing",
    "audit.seal": "whether there is anything to seal; looks again in its transaction",
    "audit.verify": "reads the whole record and must not hold up those who write it",
    "backups.backup": "one consistent picture; must not hold up those who write",
    "clock.run_until": "which entry is next; the job takes it in a transaction of its own",
    "deployments._deploy_folder": "whether a folder differs; deploying decides again",
    "deployments.dry_run": "stores nothing",
    "deployments.publish_again": "the files of a version, which never change",
    "mails.send": "what to send to whom; sending is no part of a transaction",
    "mails.send_digest": "the same",
    "preview.look": "how things are, beside what a command that is rolled back would have made of them",
    "preview.preview": "the same",
    "searching.index": "whether there is anything to index; holds its place in its transaction",
    "sessions.of": "who holds a cookie; writes at most when it was seen",
    "sessions.open_": "checks a password, which is slow, before the transaction",
    "webhooks.deliver": "whom to call; calling is no part of a transaction",
}


def calls(path: Path) -> list[ast.Call]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]


def test_time_is_asked_of_the_clock():
    found = [
        place(path, call)
        for path in CODE
        if path != CLOCK
        for call in calls(path)
        if ".".join(dotted(call.func).split(".")[-2:]) in WALL
    ]
    assert not found, f"ask engine.clock: {found}"


def test_every_setting_is_used():
    """Nothing is accepted and then ignored."""
    used = {
        node.attr
        for path in CODE
        if path != ROOT / "engine" / "settings.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
    }
    behind = {"database_url"}  # Settings.url answers for it
    unused = {one.name for one in fields(Settings)} - used - behind
    assert not unused, f"settings that nothing reads: {unused}"


def test_only_the_store_commits():
    found = [
        place(path, call)
        for path in CODE
        if not path.is_relative_to(ROOT / "engine" / "store")
        for call in calls(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"commit", "rollback"}
    ]
    assert not found, f"a unit of work commits: {found}"


def opened_with(path: Path, what: str) -> dict[str, str]:
    """function -> place, where a function opens ``engine.work()`` or ``engine.reading()``."""
    found: dict[str, str] = {}
    for function in ast.walk(tree(path)):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and dotted(node.func).endswith(f".{what}"):
                    found[f"{path.stem}.{function.name}"] = place(path, node)
    return found


def test_commands_do_not_look_outside_their_transaction():
    found: dict[str, str] = {}
    for path in files("engine/commands"):
        found |= opened_with(path, "reading")
    unknown = {name: where for name, where in found.items() if name not in LOOKS_FIRST}
    assert not unknown, f"use engine.work(), or say in LOOKS_FIRST why looking first is harmless: {unknown}"
    assert not LOOKS_FIRST.keys() - found.keys(), "these do not look first any more"


def test_queries_do_nothing_but_read():
    found = [name for path in files("engine/queries") for name in opened_with(path, "work")]
    assert not found, f"queries only read: {found}"


def test_no_module_is_too_long():
    long = {place(path): n for path in CODE if (n := len(path.read_text("utf-8").splitlines())) > 400}
    assert not long, f"split them: {long}"


def test_names_that_hide_what_they_hold_are_not_used():
    hiding = {"utils", "util", "helpers", "helper", "common", "base", "misc", "services", "manager"}
    found = [
        place(path) for path in CODE if path.stem in hiding or hiding & set(path.relative_to(ROOT).parts)
    ]
    assert not found

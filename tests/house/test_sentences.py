"""Every rule by which a diagram is refused says in Chinese, too, what is wrong and what to do."""

from __future__ import annotations

import re
from pathlib import Path

from bpmn.chinese import SENTENCES

ROOT = Path(__file__).parents[2]
SAID = re.compile(r'(?:\.refuse|\bwrong|\brefusal|Finding)\(\s*f?"([a-z{}._-]+)"')


def test_every_rule_of_readers_and_of_the_runtime_has_a_sentence() -> None:
    files = [
        ROOT / "bpmn/xml.py",
        *(ROOT / "bpmn/reader").glob("*.py"),
        *(ROOT / "engine/runtime").rglob("*.py"),
    ]
    rules = {rule for file in files for rule in SAID.findall(file.read_text("utf-8"))}
    computed = {"{catch.kind}-name", "{event.kind}-code"}
    assert len(rules) > 40
    assert rules - computed - set(SENTENCES) == set()


def test_each_sentence_names_a_cure() -> None:
    assert [rule for rule, said in SENTENCES.items() if "；" not in said] == []

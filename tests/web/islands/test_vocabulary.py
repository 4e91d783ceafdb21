"""The editor and the server know the same words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import etree

from bpmn import vocabulary
from bpmn.reader import extensions

MODDLE = json.loads((Path(__file__).parents[3] / "bpmn/schema/liye.moddle.json").read_text("utf-8"))


def test_every_word_of_ours_stands_in_both():
    in_the_editor = {f"liye:{one['name'][0].lower()}{one['name'][1:]}" for one in MODDLE["types"]}
    assert in_the_editor == {word for word in extensions.words() if word.startswith("liye:")}
    assert MODDLE["uri"] == vocabulary.LIYE


@pytest.mark.parametrize("word", MODDLE["types"], ids=lambda word: word["name"])
def test_every_attribute_the_editor_writes_is_read(word: dict):
    tag = word["name"][0].lower() + word["name"][1:]
    values = {
        "on": "open", "access": "read", "mode": "all", "collect": "true", "modes": "rewalk", "kind": "copy",
        "inTurn": "true",
    }  # fmt: skip
    attributes = " ".join(f'{one["name"]}="{values.get(one["name"], "5WD")}"' for one in word["properties"])
    element = etree.fromstring(
        f'<task xmlns:liye="{MODDLE["uri"]}"><extensionElements><liye:{tag} {attributes}/></extensionElements></task>'
    )
    assert extensions.read(element).unknown == ()
    element[0][0].set("surprise", "1")
    assert extensions.read(element).unknown != ()

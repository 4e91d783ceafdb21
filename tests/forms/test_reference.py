"""docs/reference/forms.md tells the truth."""

import re
from pathlib import Path

from forms import shared_groups
from forms.fields import KINDS
from forms.form import Form, shared
from forms.keywords import CONDITION
from forms.settings import SETTINGS

TEXT = (Path(__file__).parents[2] / "docs/reference/forms.md").read_text("utf-8")


def test_its_examples_are_forms() -> None:
    examples = re.findall(r"```json form\n(.*?)```", TEXT, re.DOTALL)
    assert len(examples) == 2
    for example in examples:
        assert Form.read(example.encode()).fields


def test_it_names_all_there_is() -> None:
    said = set(re.findall(r"`\"?(\$?\w+(?:-\w+)?)\"?`", TEXT)) | set(re.findall(r"\"([\w-]+)\"", TEXT))
    assert SETTINGS.keys() <= said
    assert CONDITION - {"$comment", "type", "contains", "minContains", "maxContains"} <= said
    assert {name for formats in KINDS.values() for name in formats} - {""} <= said


def test_it_lists_the_shared_groups() -> None:
    listed = dict(re.findall(r"^\| `(\w+)` \| (\S+) \|$", TEXT, re.MULTILINE))
    assert listed == {name: shared(name).title for name in shared_groups.names()}

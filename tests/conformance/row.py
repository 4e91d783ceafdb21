"""What a row of the table is: a small diagram with what is to happen, or one that must be refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.engine.runtime.drawing import xml

LAST = ("<textAnnotation", "<association", "<group", "<resourceRole", "<correlationSubscription", "<supports")
"""What stands after the elements and flows of a process."""
NAMED = re.compile(r'(<(?:message|signal) id="(?:message|signal)_(\w+)" name=")')


@dataclass(frozen=True)
class Runs:
    """A diagram that runs.

    ``story`` is what happens, step by step, separated by ";": ``a`` or ``a x=1`` completes a user task,
    ``message m``, ``signal g``, ``days 2``, ``choose a`` and ``set x=1`` say what else comes. ``trace`` are the
    elements that were left, in order: ``a!`` was cancelled, ``a?`` failed.
    """

    section: str
    name: str
    zh: str
    parts: tuple[str, ...]
    trace: str
    story: str = ""
    given: Mapping[str, object] = field(default_factory=dict)
    then: Mapping[str, object] = field(default_factory=dict)
    """Variables of the process when all that has happened."""
    outcome: str | None = "normal"
    waits: str = ""
    top: str = ""
    """What stands at the root of the file besides."""
    attributes: str = ""
    """Attributes of the process."""
    root: str = ""
    """Attributes of the file's root."""
    others: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Further processes of the file."""
    keys: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    begun: bool = True
    """By a person; else by the first step of the story."""

    def file(self, process: str) -> bytes:
        """The diagram, under a process id and with messages and signals of its own."""
        return drawn(self, process)


@dataclass(frozen=True)
class Refused:
    """A diagram that must not be deployed, and the rule of the finding."""

    what: str
    """The element, or element/@attribute, that is refused; ``element/@attribute=value`` for one of its values."""
    rule: str
    cure: str
    parts: tuple[str, ...]
    top: str = ""
    attributes: str = ""
    root: str = ""
    others: tuple[tuple[str, tuple[str, ...]], ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)

    def file(self, process: str = "p") -> bytes:
        """The diagram."""
        return drawn(self, process)


def drawn(row: Runs | Refused, process: str) -> bytes:
    """The file of a row."""
    last = [part for part in row.parts if part.startswith(LAST)]
    text = xml(*(one for one in row.parts if one not in last), process=process, keys=dict(row.keys)).decode()
    text = text.replace(
        "</process>",
        "".join(sorted(last, key=lambda one: LAST.index(re.match(r"<\w+", one)[0]))) + "</process>",
    )
    for key, parts in row.others:
        other = xml(*parts, process=key, keys=dict(row.keys)).decode()
        tops, body = re.findall(r"(<definitions[^>]*>)(.*?)(<process .*</process>)", other, re.DOTALL)[0][1:]
        for top in re.findall(r"<(?:message|signal|error|escalation) id=\"(\w+)\".*?</\w+>", tops, re.DOTALL):
            whole = re.search(rf'<\w+ id="{top}".*?</\w+>', tops, re.DOTALL)
            if whole and f'id="{top}"' not in text:
                text = text.replace("<process ", f"{whole[0]}<process ", 1)
        text = text.replace("</definitions>", f"{body}</definitions>")
    text = NAMED.sub(rf"\g<1>{process}_", text)
    text = text.replace("<process ", f"{row.top}<process ", 1).replace("{p}", process) if row.top else text
    if row.root:
        text = text.replace("<definitions ", f"<definitions {row.root} ", 1)
    if row.attributes:
        text = text.replace(f'<process id="{process}"', f'<process id="{process}" {row.attributes}', 1)
    return text.encode()

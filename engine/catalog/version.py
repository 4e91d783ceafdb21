"""One deployed version of a process, compiled once and shared by all threads; it never changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from types import MappingProxyType

from bpmn import dates, dmn
from bpmn.diagram import Diagram, Element, Process
from bpmn.findings import Finding
from bpmn.vocabulary import Deadline
from engine import json
from engine.catalog import folder, reading
from engine.errors import Broken, NotFound
from engine.office.ledgers import Ledger
from engine.runtime import Definition
from engine.store import definitions
from engine.store.unit_of_work import View
from forms.flaws import Flaw
from forms.form import Form, FormError

CACHED = 256


@dataclass(frozen=True, slots=True)
class Parts:
    """The files of a responsibility beside its diagram, read."""

    forms: Mapping[str, Form]
    decisions: Mapping[str, dmn.Decision]
    texts: Mapping[str, str]  # the folder's English
    ledgers: Mapping[str, Ledger]


@dataclass(frozen=True, slots=True)
class Compiled(Parts):
    """All of it."""

    diagram: Diagram


@dataclass(frozen=True, slots=True)
class Version:
    """A numbered version of a process."""

    id: str
    deployment_id: str
    key: str
    number: int
    name: str
    diagram_name: str
    definition: Definition
    compiled: Compiled

    deadline_ends: Mapping[str, frozenset[str]]  # of a limit's key: whose completion meets it
    deadline_pauses: Mapping[str, frozenset[str]]  # of an element: the keys of the limits it pauses
    startable_by: tuple[str, ...]

    @property
    def process(self) -> Process:
        """The process as drawn."""
        return self.compiled.diagram.process(self.key)

    def form_of(self, element_id: str, form_key: str | None) -> Form | None:
        """The form a step asks, with the step's own field permissions; None for a task that names none."""
        if form_key is None:
            return None
        form = self.compiled.forms.get(form_key)
        if form is None:
            return None
        element = self.process.elements.get(element_id)
        access = element.extensions.fields if element is not None else {}
        return form.for_step(access) if access else form

    @property
    def calls(self) -> frozenset[str]:
        """The processes it calls by name."""
        called = (str(one.called) for one in self.process.elements.values() if one.called)
        return frozenset(key for key in called if not key.startswith("="))

    @property
    def has_calls(self) -> bool:
        """Whether it calls any process."""
        return any(one.called for one in self.process.elements.values())

    @property
    def has_plain_start(self) -> bool:
        """Whether a person can start it: a start event that waits for nothing, or none at all."""
        return self.definition.can_begin

    @property
    def start_form(self) -> Form | None:
        """The form of the start event, if it names one."""
        asking = self._asking_start
        return None if asking is None else self.form_of(asking.id, self.start_form_key)

    @property
    def start_form_key(self) -> str | None:
        """What that form is called."""
        asking = self._asking_start
        form = None if asking is None else asking.extensions.form
        return None if form is None else form.form_id

    @property
    def _asking_start(self) -> Element | None:
        starts = (e for e in self.process.within(self.key) if e.type == "startEvent" and not e.events)
        return next((element for element in starts if element.extensions.form), None)

    def text(self, key: str, chinese: str, locale: str) -> str:
        """A name in the reader's language; Chinese where the English is missing."""
        return chinese if locale.startswith("zh") else self.compiled.texts.get(key, chinese)


def compile_parts(files: Mapping[str, bytes], findings: list[Finding]) -> Parts:
    """Read the other files; what is wrong with one becomes a finding and the others are read."""
    forms: dict[str, Form] = {}
    decisions: dict[str, dmn.Decision] = {}
    texts: dict[str, str] = {}
    ledgers: dict[str, Ledger] = {}
    for name, content in files.items():
        kind = folder.kind_of(name)
        try:
            if kind == "form":
                forms[PurePosixPath(name).stem] = reading.form(content)
            elif kind == "decision":
                read = reading.decisions(content, imports=imported(files, name))
                findings.extend(_twice(key, name) for key in read.ids if key in decisions)
                decisions.update({key: read.decision(key) for key in read.ids})
                findings.extend(replace(one, file=name) for one in read.findings)
            elif kind == "texts":
                texts = _read_texts(content)
            elif kind == "ledger":
                ledgers[PurePosixPath(name).stem] = reading.ledger(content)
        except dmn.DmnError as error:
            findings.extend(replace(one, file=name) for one in error.findings)
        except FormError as error:
            findings.extend(_of_form(flaw, name) for flaw in error.flaws)
        except ValueError as error:
            findings.append(Finding(f"{kind}.broken", "error", None, str(error), file=name))
    return Parts(
        MappingProxyType(forms), MappingProxyType(decisions), MappingProxyType(texts),
        MappingProxyType(ledgers),
    )  # fmt: skip


def _twice(key: str, file: str) -> Finding:
    message = f"decision {key!r} stands in another file of the deployment too; rename or leave out one"
    zh = f"决策 {key!r} 在同一次部署的另一个文件中也有；请改名或去掉其中一个"
    return Finding("decision.twice", "error", key, message, zh, file=file)


def _of_form(flaw: Flaw, file: str) -> Finding:
    """What is wrong with a form; its place in the file stands where a diagram's element would."""
    where = flaw.pointer or None
    return Finding("form.broken", "error", where, flaw.message("en"), flaw.message("zh_CN"), file=file)


def imported(files: Mapping[str, bytes], name: str) -> tuple[bytes, ...]:
    """The other decision files, where this one imports any."""
    if b"import" not in files[name]:
        return ()
    return tuple(files[other] for other in files if other != name and folder.kind_of(other) == "decision")


def compile_files(files: Mapping[str, bytes], diagram_name: str) -> Compiled:
    """Read the files of a stored version, which were checked before they were stored."""
    findings: list[Finding] = []
    parts = compile_parts(files, findings)
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        raise Broken(f"a stored version cannot be read any more: {errors[0]}", code="VERSION_UNREADABLE")
    return Compiled(
        parts.forms, parts.decisions, parts.texts, parts.ledgers, reading.diagram(files[diagram_name])
    )  # fmt: skip


def _read_texts(content: bytes) -> dict[str, str]:
    texts = json.load(content)
    if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
        raise ValueError("en.json maps an element id, form.field or form.field=value to its English text")
    return texts


class Versions:
    """Compiled versions by id, the most recently used kept."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Version] = OrderedDict()
        self._mutex = threading.Lock()

    def get(self, view: View, version_id: str) -> Version:
        """The version with this id; compiled at first use."""
        with self._mutex:
            if version := self._kept.get(version_id):
                self._kept.move_to_end(version_id)
                return version
        version = _load(view, version_id)
        with self._mutex:
            self._kept[version_id] = version
            while len(self._kept) > CACHED:
                self._kept.popitem(last=False)
        return version

    def latest(self, view: View, key: str) -> Version:
        """The newest version of a process."""
        found = definitions.latest_id(view, key)
        if found is None:
            raise NotFound(f"there is no process {key!r}", code="PROCESS_NOT_FOUND")
        return self.get(view, found)

    def asking(self, view: View, version: Version, element_id: str, called: str | None) -> Version:
        """The version that asks a task of a matter: ``called`` by its own, while it runs the same one.

        What was asked before tasks knew of it is looked for in the processes it calls as they are now.
        """
        if called is not None:
            return self.get(view, called)
        there = (one for one in self.with_called(view, version) if element_id in one.process.elements)
        return next(there, version)

    def with_called(self, view: View, version: Version) -> Iterator[Version]:
        """A version and the processes it calls by name, and those they call, as they are now."""
        found, seen = [version], {version.key}
        for one in found:
            yield one
            called = one.calls - seen
            seen |= called
            if called:
                found += [self.latest(view, key) for key in sorted(called & definitions.all_keys(view))]

    def numbered(self, view: View, key: str, number: int) -> Version:
        """A certain version of a process."""
        found = definitions.numbered_id(view, key, number)
        if found is None:
            raise NotFound(f"process {key!r} has no version {number}", code="PROCESS_NOT_FOUND")
        return self.get(view, found)


def _load(view: View, version_id: str) -> Version:
    row = definitions.row(view, version_id)
    if row is None:
        raise NotFound(f"there is no process definition {version_id!r}", code="PROCESS_NOT_FOUND")
    compiled = compile_files(definitions.files(view, row.deployment_id), row.resource)
    process = compiled.diagram.process(row.key)
    kinds = dates_of(process, compiled.forms) if row.typed_dates else dates.NONE
    if kinds:
        compiled = replace(compiled, forms=_around(compiled.forms, kinds))
    definition = Definition.build(compiled.diagram, row.key, version=row.id, kinds=kinds)
    limits = _limits(process)
    ends = {said.key: _named(said.completed_by) for said in limits if said.completed_by is not None}
    return Version(
        id=row.id,
        deployment_id=row.deployment_id,
        key=row.key,
        number=row.version,
        name=row.name,
        diagram_name=row.resource,
        definition=definition,
        compiled=compiled,
        deadline_ends=MappingProxyType(ends),
        deadline_pauses=MappingProxyType(_pauses(limits)),
        startable_by=tuple(row.startable_by),
    )


def _limits(process: Process) -> list[Deadline]:
    """Of the whole process and of its elements."""
    said = (process.extensions, *(element.extensions for element in process.elements.values()))
    return [limit for extensions in said for limit in extensions.deadlines]


def _pauses(limits: Sequence[Deadline]) -> dict[str, frozenset[str]]:
    """The keys of the limits that stand still while an element is worked on."""
    pausing = {element for said in limits for element in _named(said.paused_by)}
    return {
        element: frozenset(said.key for said in limits if element in _named(said.paused_by))
        for element in pausing
    }


def dates_of(process: Process, forms: Mapping[str, Form]) -> dates.Kinds:
    """The variables of a process that are dates in its expressions."""
    return dates.of_process(process, {key: form.dates for key, form in forms.items()})


def _around(forms: Mapping[str, Form], kinds: dates.Kinds) -> Mapping[str, Form]:
    return MappingProxyType({key: replace(form, around=kinds) for key, form in forms.items()})


def _named(said: str | None) -> frozenset[str]:
    return frozenset(one.strip() for one in (said or "").split(",") if one.strip())

"""Names from diagrams in the reader's language: processes, steps, elements."""

from __future__ import annotations

from flask import Flask, g, has_request_context

from bpmn.diagram import Element
from engine.catalog.version import Version
from engine.errors import NotFound
from engine.model import Incident, ProcessDefinition, ProcessInstance, UserTask
from engine.queries import definitions
from forms.form import Form
from web import current, languages, people
from web.languages import gettext as _


def is_chinese() -> bool:
    """Whether this request's reader reads Chinese."""
    return languages.locale() == "zh_CN"


def newest(key: str) -> Version | None:
    """The newest version of a process; looked up once a request."""
    known: dict[str, Version | None] = g.setdefault("versions", {}) if has_request_context() else {}
    if key not in known:
        try:
            known[key] = definitions.latest_version(current.engine(), key)
        except NotFound:
            known[key] = None
    return known[key]


def version_of(matter: ProcessInstance) -> Version:
    """The version a matter runs on."""
    return definitions.version(current.engine(), matter.process_definition_id)


def asking(process_key: str, task: UserTask | None) -> Version | None:
    """Where the words of a task stand: the called version that asks it, else the newest of its process."""
    if task is not None and task.called_definition_id is not None:
        return definitions.version(current.engine(), task.called_definition_id)
    return newest(process_key)


def spoken(form: Form, form_key: str, process_key: str, task: UserTask | None = None) -> Form:
    """A form in the reader's language."""
    if languages.locale() == "zh_CN":
        return form
    version = asking(process_key, task)
    return form.translated(form_key, version.compiled.texts if version else {})


def titles(version: Version) -> dict[str, str]:
    """What the viewer shows in place of the diagram's own names: English, and groups by their names."""
    directory = current.engine().desk.directory
    groups = directory.known_groups(current.today())
    found = {lane.id: people.group_name(lane.name) for lane in version.process.lanes if lane.name in groups}
    if is_chinese():
        return found
    names = set(version.process.elements) | set(version.process.flows)
    names |= {lane.id for lane in version.process.lanes}
    return found | {key: text for key, text in version.compiled.texts.items() if key in names}


def titles_of(matter: ProcessInstance) -> dict[str, str]:
    """The same for the version a matter runs on."""
    return titles(version_of(matter))


def titles_of_newest(key: str) -> dict[str, str]:
    """The same for the newest version of a process."""
    version = newest(key)
    return titles(version) if version else {}


def process_name(key: str) -> str:
    """What a process is called."""
    version = newest(key)
    return key if version is None else version.text(key, version.name, languages.locale())


def definition_name(one: ProcessDefinition) -> str:
    """What this version of a process is called."""
    return process_name(one.key) if one.latest else one.name


def step_name(task: UserTask) -> str:
    """What a task's step is called."""
    version = asking(task.process_key, task)
    return task.name if version is None else version.text(task.element_id, task.name, languages.locale())


def element_in(version: Version | None, element_id: str) -> str:
    """What an element of this version is called; nameless ones by their id."""
    found = _of_element(version, element_id, set())
    if found is None:  # the limit of a called process names the process itself
        return element_id if newest(element_id) is None else process_name(element_id)
    return found.text(element_id, found.process.elements[element_id].name or element_id, languages.locale())


def drawn(version: Version, element_id: str) -> Element | None:
    """An element of this version, or of a process it calls."""
    found = _of_element(version, element_id, set())
    return None if found is None else found.process.elements[element_id]


def _of_element(version: Version | None, element_id: str, seen: set[str]) -> Version | None:
    """The version itself, or the newest of a process it calls, that has this element."""
    if version is None or version.key in seen or element_id in version.process.elements:
        return None if version is None or version.key in seen else version
    seen.add(version.key)
    found = (_of_element(newest(key), element_id, seen) for key in sorted(version.calls))
    return next((one for one in found if one is not None), None)


def element_name(matter: ProcessInstance, element_id: str) -> str:
    """What an element is called."""
    return element_in(newest(matter.process_key), element_id)


def step_of(process_key: str, element_id: str) -> str:
    """A step of a process by its name; the process itself by its own."""
    if element_id == process_key:
        return process_name(process_key)
    return element_in(newest(process_key), element_id)


def steps_of(matter: ProcessInstance) -> str:
    """Where a matter waits, in words."""
    return languages.listed(element_name(matter, one) for one in dict.fromkeys(matter.waiting_at))


def title_of(one: ProcessInstance | UserTask | Incident) -> str:
    """What a matter is about; one that has no title yet is called like its process."""
    return titled(one.process_key, one.title)


def titled(process_key: str, title: str) -> str:
    """The same of a title that was written down."""
    version = newest(process_key)
    return process_name(process_key) if version is not None and title == version.name else title


def incident_step(incident: Incident) -> str:
    """The step at which something broke."""
    return element_in(newest(incident.process_key), incident.element_id)


def cause_text(cause: str) -> str:
    """Why a matter stands still, in words; an unknown cause by its code."""
    return {
        "AD_HOC_ELEMENTS_INVALID": _("What an ad hoc sub-process begins with is none of its activities"),
        "CALLED_PROCESS_UNKNOWN": _("The process to be called is not deployed"),
        "CALLED_TOO_DEEP": _("Processes call each other too deeply"),
        "CARDINALITY_INVALID": _("The number of repetitions is no number"),
        "COLLECTION_INVALID": _("What is to be gone through is no list"),
        "CONDITION_NOT_BOOLEAN": _("A condition is neither true nor false"),
        "CORRELATION_KEY_NULL": _("A message is awaited, but its key is empty"),
        "DATA_INPUT_MISSING": _("What the step needs to begin is not there yet"),
        "DATA_OUTPUT_MISSING": _("The step did not bring what it must"),
        "DATA_STORE_FULL": _("The data store is full"),
        "DATA_STORE_VALUE_INVALID": _("What was to be written into a data store is no set of entries"),
        "DECISION_FAILED": _("A decision table cannot be worked out"),
        "DECISION_UNKNOWN": _("A decision table is missing"),
        "EXPRESSION_FAILED": _("An expression cannot be worked out"),
        "HANDLER_FAILED": _("Work inside the step failed"),
        "INSTANCE_TOO_LARGE": _("The matter's data became too large"),
        "JOB_FAILED": _("A job of the machine failed each time it was tried"),
        "JOIN_DEADLOCK": _("A join waits for a branch that cannot come any more"),
        "NO_CANDIDATES": _("Nobody holds the group the task is offered to"),
        "NO_FLOW_TO_TAKE": _("No condition of a gateway is true"),
        "TIMER_INVALID": _("A timer's time cannot be worked out"),
        "TOO_MANY_BRANCHES": _("Too many branches at once"),
        "TOO_MANY_INSTANCES": _("Too many repetitions at once"),
        "TOO_MANY_STEPS": _("It went on and on without waiting for anybody"),
        "TOO_MANY_TOKENS": _("Too many branches at once"),
        "VARIABLE_NOT_JSON": _("A result cannot be kept as a variable"),
        "VARIABLE_TOO_LARGE": _("A variable is too large"),
    }.get(cause, cause)


def source_name(source: str) -> str:
    """Where a version came from."""
    return {
        "folder": _("folder in processes/"),
        "studio": _("editor"),
        "api": _("upload or API"),
    }.get(source, source)


def role_name(role: str) -> str:
    """What a system role is called."""
    return {key: name for key, name, _about in roles()}.get(role, role)


def roles() -> list[tuple[str, str, str]]:
    """The system roles: key, name, what they may do."""
    return [
        ("staff", _("Staff"), _("handles tasks")),
        ("manager", _("Manager"), _("sees all matters and repairs them")),
        ("designer", _("Designer"), _("publishes processes")),
        ("sys_admin", _("System administrator"), _("keeps accounts and groups; sees no content")),
        ("sec_admin", _("Security administrator"), _("watches over rights; sees no content")),
        ("audit_admin", _("Audit administrator"), _("reads the record; sees no content")),
    ]


def init(app: Flask) -> None:
    """Give the templates their names."""
    app.jinja_env.globals.update(
        process_name=process_name,
        definition_name=definition_name,
        step_name=step_name,
        titles_of=titles_of,
        titles_of_newest=titles_of_newest,
        element_name=element_name,
        step_of=step_of,
        steps_of=steps_of,
        title_of=title_of,
        titled=titled,
        incident_step=incident_step,
        cause_text=cause_text,
        source_name=source_name,
        role_name=role_name,
        person_of=people.person_of,
        group_name=people.group_name,
        group_names=people.group_names,
        unit_name=people.unit_name,
        full_name=people.full_name,
        post_name=people.post_name,
    )

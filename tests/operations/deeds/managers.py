"""What managers do to keep things going: suspend, correct, resolve, try again, end, void a number."""

from __future__ import annotations

from engine.commands import incidents, jobs, numbers, process_instances
from engine.model import SYSTEM, UserTask
from engine.office import numbering
from engine.queries import process_instances as instance_queries
from engine.store import agenda
from tests.operations.deeds.register import deed
from tests.operations.filling import drawn
from tests.operations.life import MANAGER, Life


@deed(process_instances.suspend, process_instances.resume)
def suspend(life: Life, task: UserTask | None) -> None:
    del task
    if life.matter.state == "suspended":
        life.tries("process_instance.resume", MANAGER, process_instances.resume, life.matter.id)
    elif life.dice.random() < 0.3:
        life.tries("process_instance.suspend", MANAGER, process_instances.suspend, life.matter.id, "x")


@deed(process_instances.cancel)
def cancel(life: Life, task: UserTask | None) -> None:
    del task
    if life.dice.random() < 0.1:
        life.tries("process_instance.cancel", MANAGER, process_instances.cancel, life.matter.id, "x")


@deed(process_instances.set_variables)
def correct_variables(life: Life, task: UserTask | None) -> None:
    """One that a form of the process asks for becomes another of its kind."""
    del task
    with life.engine.reading() as view:
        version = life.engine.versions.latest(view, life.process)
    fields = {
        one.name: one for form in version.compiled.forms.values() for one in form.fields if one.is_answered
    }
    known = sorted(fields.keys() & life.matter.variables.keys())
    if known and life.dice.random() < 0.5:
        name = life.dice.choice(known)
        values = {name: drawn(life.office, fields[name], life.dice, MANAGER)}
        life.tries(
            "process_instance.variables", MANAGER,
            process_instances.set_variables, life.matter.id, values, "x",
        )  # fmt: skip


@deed(incidents.resolve)
def incident(life: Life, task: UserTask | None) -> None:
    del task
    found = instance_queries.incidents_of(life.engine, life.matter.id, SYSTEM)
    found = [one for one in found if not one.resolved_at]
    if found:
        one, how = life.dice.choice(found), life.dice.choice(incidents.ACTIONS)
        life.tries("incident.resolve", MANAGER, incidents.resolve, one.id, how, "x")


@deed(jobs.retry)
def retry(life: Life, task: UserTask | None) -> None:
    del task
    with life.engine.reading() as view:
        failed = [one for one in agenda.of_instance(view, life.matter.id) if one.state == "failed"]
    if failed:
        life.tries("job.retry", MANAGER, jobs.retry, life.dice.choice(failed).id)


@deed(numbers.void)
def void_number(life: Life, task: UserTask | None) -> None:
    del task
    with life.engine.reading() as view:
        taken = [one for one in numbering.of_matter(view, life.matter.id) if not one.is_void]
    if taken and life.dice.random() < 0.3:
        one = life.dice.choice(taken)
        who = life.dice.choice((MANAGER, *life.office.holders(numbering.REGISTRAR)))
        life.tries("number.void", who, numbers.void, one.code, one.year, one.sequence, "误取")

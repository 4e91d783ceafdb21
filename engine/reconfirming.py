"""Who agreed to a text that changed after all confirms it: with the same choices as at the countersign."""

from __future__ import annotations

from dataclasses import dataclass

from bpmn.vocabulary import Countersign
from engine.machine import Engine
from engine.store import instances, user_tasks
from engine.store.unit_of_work import View
from forms.fields import Field
from forms.form import Form


@dataclass(frozen=True, slots=True)
class Asked:
    """What a countersign asked whose agreement is to be confirmed."""

    element_id: str
    form_key: str | None
    said: Countersign
    form: Form | None

    @property
    def field(self) -> Field | None:
        """Where the form asks whether he agrees; None: he writes what he likes."""
        fields = self.form.fields if self.form is not None else ()
        return next((one for one in fields if one.name == self.said.field), None)

    @property
    def choices(self) -> tuple[str, ...]:
        """What may be answered, as the form has it."""
        field = self.field
        return tuple(str(one.value) for one in field.choices) if field and field.kind == "choice" else ()

    def means(self, choice: str | None) -> str:
        """Whether he still agrees: confirmed, objected, or answered in his own words."""
        if choice in self.said.agree:
            return "confirmed"
        return "objected" if choice in self.said.disagree else "answered"


def asked(engine: Engine, view: View, instance_id: str, element_id: str | None) -> Asked | None:
    """By the step of a matter; None when there is no such countersign."""
    matter = None if element_id is None else instances.row(view, instance_id)
    if matter is None or element_id is None:
        return None
    tasks = [one for one in user_tasks.of_instance(view, instance_id) if one.element_id == element_id]
    last = tasks[-1] if tasks else None
    form_key, called = (last.form_key, last.called_definition_id) if last is not None else (None, None)
    begun = engine.versions.get(view, matter.process_definition_id)
    version = engine.versions.asking(view, begun, element_id, called)
    element = version.process.elements.get(element_id)
    said = element.extensions.countersign if element is not None else None
    if said is None:
        return None
    return Asked(element_id, form_key, said, version.form_of(element_id, form_key))

"""What people may ask for in a running matter, and what they may begin.

A message start event of an event sub-process with ``liye:startableBy`` stands on the matter's page as a
deed; asking for it is the message it waits for, from somebody who may. So does an activity of an ad hoc
sub-process, which is begun by whom ``liye:startableBy`` names at it or at its sub-process, else by who may
do it, else by whoever its lane names, else by whoever began the matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bpmn.diagram import Element, Process
from engine.model import Actor
from engine.runtime import Case
from engine.runtime.running import Choice
from engine.world import World


@dataclass(frozen=True, slots=True)
class Deed:
    """Something one may set off: an element, in the process that the token ``process`` runs."""

    element_id: str
    process: str


def deeds(world: World, case: Case, actor: Actor, *, now: bool = True) -> Iterator[Deed]:
    """The start events this person may set off in the matter, and the activities he may begin (``now``)."""
    mine = {actor.login, *actor.groups}
    for running in case.processes():
        for element in _startable(running.definition.process):
            if world.names(element.extensions.startable_by or "", running.read) & mine:
                yield Deed(element.id, running.token_id)
    for choice in case.choices():
        if (choice.is_free or not now) and chooses(world, choice) & mine:
            yield Deed(choice.element.id, case.process_of(choice.token_id).token_id)


def _startable(process: Process) -> Iterator[Element]:
    """The start events of event sub-processes that name who may set them off."""
    for holder in process.elements.values():
        for element in process.within(holder.id) if holder.is_event_sub_process else ():
            if element.type == "startEvent" and element.extensions.startable_by:
                yield element


def chooses(world: World, choice: Choice) -> frozenset[str]:
    """The groups and people that may begin an activity of an ad hoc sub-process."""
    element = choice.element
    said = element.extensions.startable_by or choice.holder.extensions.startable_by
    if said:
        return world.names(said, choice.read)
    if (given := element.extensions.assignment) is not None:
        named = (given.assignee, given.candidate_groups, given.candidate_users)
        found = frozenset[str]().union(*(world.names(one, choice.read) for one in named if one))
        if found:
            return found
    if element.lane is not None and world.engine.is_group(element.lane, world.now):
        return frozenset({element.lane})
    return frozenset({world.starter or ""})

"""What people may ask for in a running matter: the event sub-processes that name them (``liye:startableBy``).

A message start event with ``liye:startableBy`` stands on the matter's page as a deed; asking for it is the
message it waits for, from somebody who may.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.diagram import Element
from engine.model import Actor, Variables
from engine.world import World


def deeds(world: World, read: Variables, actor: Actor) -> Iterator[Element]:
    """The start events this person may set off in the matter."""
    process = world.version.process
    for holder in process.elements.values():
        if not holder.is_event_sub_process:
            continue
        for element in process.within(holder.id):
            said = element.extensions.startable_by
            if (
                element.type == "startEvent"
                and said
                and world.names(said, read) & {actor.login, *actor.groups}
            ):
                yield element

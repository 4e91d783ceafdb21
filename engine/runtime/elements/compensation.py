"""Compensation: what was done is undone by the handlers drawn for it, the last first.

A scope keeps, in the order of their completion, the activities that can be undone: the fact ``past`` of
its token, a list of :data:`Done`. Who compensates takes them from there, so that nothing is undone twice, and
does them one after another below its own token (the fact ``todo``), which goes on when all are done.
A sub-process is undone with its data as they were when it was completed: by its compensation event
sub-process, else by its handler, else by undoing what was done inside it (BPMN 2.0.2 §13.5.5).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, cast

from bpmn.diagram import SUB_PROCESSES, Element, Process
from engine.runtime.failures import Failure
from engine.runtime.node import Node
from engine.runtime.scopes import write_local
from engine.runtime.site import Site
from engine.runtime.tokens import Phase, Token

if TYPE_CHECKING:
    from engine.runtime.elements.activity import Activity
    from engine.runtime.elements.subprocess import EventSubProcess

Done: TypeAlias = dict[str, Any]
"""``n`` the activity, ``v`` its local variables, ``k`` its number in a loop, ``p`` what was done inside."""
PAST, TODO = "past", "todo"
COMPENSATE = "compensate"


def is_undoable(process: Process, element: Element) -> bool:
    """Whether compensation has something to do for this activity once it is completed."""
    if any(event.compensated_by for event in process.boundary(element.id)):
        return True
    if element.type not in SUB_PROCESSES:
        return False
    return any(
        is_inline_handler(process, one) or is_undoable(process, one) for one in process.within(element.id)
    )


def is_inline_handler(process: Process, element: Element) -> bool:
    """Whether this is an event sub-process that undoes the sub-process around it."""
    return element.is_event_sub_process and any(
        event.kind == COMPENSATE
        for start in process.within(element.id)
        if start.type == "startEvent"
        for event in start.events
    )


def remember(activity: Activity, token: Token, scope: Token) -> None:
    """The activity is completed: its scope can undo it from now on."""
    if "skip" in token.facts:
        return
    past = scope.facts.get(PAST, ())
    if len(past) >= token.tree.limits.tokens:
        detail = f"more than {token.tree.limits.tokens} activities of one scope wait to be undone"
        raise Failure("TOO_MUCH_TO_COMPENSATE", detail, halts=True)
    scope.fact(PAST, [*past, done(activity.element_id, token)])


def done(element_id: str, token: Token) -> Done:
    """An activity as it is when it is completed."""
    facts = {
        "n": element_id,
        "v": dict(token.variables) if token.variables else None,
        "k": token.index,
        "p": list(token.facts.get(PAST, ())) or None,
    }
    return {name: value for name, value in facts.items() if value is not None}


def scopes_of(thrower: Token) -> list[Token]:
    """The scopes a throw event speaks of: its own and, from an event sub-process, the one around that."""
    owner = thrower.owner
    assert owner is not None
    found = [owner]
    while owner.node.element.is_event_sub_process and owner.owner is not None:
        owner = owner.owner
        found.append(owner)
    return found


def take(thrower: Token, element_id: str | None) -> list[Done]:
    """What is to be undone, the oldest first; it is taken from the scopes that remember it."""
    taken: list[Done] = []
    for scope in reversed(scopes_of(thrower)):
        past: list[Done] = list(scope.facts.get(PAST, ()))
        chosen = [one for one in past if element_id in {None, one["n"]}]
        if chosen:
            scope.fact(PAST, [one for one in past if one not in chosen] or None)
            taken += chosen
    return taken


def all_of(host: Token) -> list[Done]:
    """All that was done in a scope, also in what is still going on inside it."""
    found: list[Done] = list(host.facts.get(PAST, ()))
    for token in host.below:
        if not token.is_flow or token.node.is_process:
            continue
        inside = all_of(token)
        if (
            inside
            and f"{token.node.element_id}!" in token.node.definition.nodes
            and token.variables is not None
        ):
            found.append({**done(token.node.element_id, token), "p": inside})
        else:
            found += inside
    return found


def begin(host: Token, todo: list[Done]) -> bool:
    """Undo these, the last first; False when there is nothing to do."""
    host.fact(TODO, todo or None)
    return go_on(host)


def go_on(host: Token) -> bool:
    """Undo the next; False when nothing is left."""
    todo: list[Done] = list(host.facts.get(TODO, ()))
    if not todo:
        return False
    one = todo.pop()
    host.fact(TODO, todo or None)
    _undo(host, one)
    return True


def _undo(host: Token, one: Done) -> None:
    nodes = host.node.definition.nodes
    activity = cast("Activity", nodes[one["n"]])
    tree = host.tree
    if activity.handler is not None:
        token = tree.place(activity.handler, host, after=host)
        _restore(token, one.get("v") or {})
        token.go()
        return
    node = cast(Undoing, nodes[f"{one['n']}!"])
    token = tree.place(node, host, after=host)
    if "k" in one:
        token.set(index=one["k"])
    _restore(token, one.get("v") or {})
    token.rest()
    node.undo(token, one.get("p") or [])


def _restore(token: Token, variables: Mapping[str, Any]) -> None:
    for name, value in variables.items():
        write_local(token, name, value)


class Undoer(Node):
    """A node below which things are undone."""

    def emptied(self, owner: Token, last: Token) -> None:
        """One is undone: the next, or the end."""
        if not go_on(owner):
            self.undone(owner)

    def undone(self, owner: Token) -> None:
        """All that was to be undone is."""
        owner.wake(Phase.LEAVE)


class Undoing(Undoer):
    """The inside of a completed sub-process while it is undone, with its variables as they were."""

    opens_scope: ClassVar[bool] = True
    inline: EventSubProcess | None = None

    def __init__(self, site: Site) -> None:
        super().__init__(site, f"{site.element.id}!")

    def link(self, site: Site) -> None:
        """Find the event sub-process that undoes it."""
        for element in site.process.within(self.element_id):
            if is_inline_handler(site.process, element):
                self.inline = cast("EventSubProcess", site.node(element.id))

    def undo(self, token: Token, inside: list[Done]) -> None:
        """By its event sub-process, which may compensate what was done inside; else just that."""
        if self.inline is not None:
            token.fact(PAST, inside or None)
            self.inline.begin(token.tree.place(self.inline, token, after=token), {})
        elif not begin(token, inside):
            self.undone(token)

    def undone(self, owner: Token) -> None:
        """It leaves no trace of its own in history: what undid it does."""
        above = owner.owner
        assert above is not None
        owner.tree.remove(owner)
        owner.tree.check_scope(above, owner)


def check_handlers(site: Site) -> None:
    """Every handler belongs to one compensation boundary event, and stands beside the flow."""
    process = site.process
    handled = {event.compensated_by for event in process.elements.values() if event.compensated_by}
    for element in process.elements.values():
        if element.is_for_compensation:
            if element.incoming or element.outgoing:
                message = "an activity for compensation stands beside the flow; remove its sequence flows"
                site.at(element).refuse("compensation-handler", message)
            if element.id not in handled:
                message = "no compensation boundary event leads to it; draw an association from one"
                site.at(element).refuse("compensation-handler", message)
        if element.type in SUB_PROCESSES:
            _check_sub_process(site.at(element))


def _check_sub_process(site: Site) -> None:
    process, element = site.process, site.element
    inline = [one for one in process.within(element.id) if is_inline_handler(process, one)]
    outside = any(event.compensated_by for event in process.boundary(element.id))
    if len(inline) > 1 or (inline and outside):
        message = "it has several compensation handlers; keep one event sub-process or one boundary event"
        site.refuse("compensation-handler", message)
    if is_inline_handler(process, element) and element.scope == process.id:
        message = "a process is not compensated; put the event sub-process into the sub-process it undoes"
        site.refuse("compensation-handler", message)

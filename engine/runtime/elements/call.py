"""The call activity: another process, run inside this instance in a scope of its own."""

from __future__ import annotations

from typing import ClassVar

from engine.runtime.elements.activity import COMMON_WORDS, Activity
from engine.runtime.elements.asking import guarded
from engine.runtime.elements.process import Returning
from engine.runtime.elements.scope import check_depth
from engine.runtime.failures import Failure
from engine.runtime.scopes import View, write_local
from engine.runtime.site import Site
from engine.runtime.tokens import Phase, Token


class CallActivity(Activity, Returning):
    """Calls the version that is the latest at the moment of the call: of a process or of a global task.

    Everything goes in and comes out, unless ``zeebe:calledElement`` says otherwise or data associations do.
    """

    words: ClassVar[frozenset[str]] = COMMON_WORDS | {"called_element"}
    attributes: ClassVar[frozenset[str]] = Activity.attributes | {"calledElement"}
    opens_scope: ClassVar[bool] = True

    def __init__(self, site: Site, name: str | None = None) -> None:
        super().__init__(site, name)
        element, said = site.element, site.element.extensions.called_element
        if not element.called:
            message = "it calls no process; name one in calledElement or zeebe:calledElement processId"
            site.refuse("called-element", message)
        elif said is not None and element.attributes.get("calledElement", element.called) != element.called:
            message = "calledElement and zeebe:calledElement name different processes; keep one of them"
            site.refuse("called-element", message)
        self.called = site.value(element.called or "", "the called process")
        associated = element.data.is_mapped
        self.gives_all = not associated if said is None else said.propagate_all_parent_variables
        self.takes_all = not associated if said is None else said.propagate_all_child_variables

    def work(self, token: Token) -> bool | None:
        """Begin the called process with what it may see."""
        process_id = self.called.text_value(token)
        if not process_id:
            raise Failure("CALLED_PROCESS_UNKNOWN", f"{self.called.text}: the process id is null")
        tree = token.tree
        definition = guarded(lambda: tree.environment.definition(process_id), "CALLED_PROCESS_UNKNOWN")
        root = tree.place(definition.root, token, after=token)
        check_depth(root)
        given = dict(View(token)) if self.gives_all else dict(token.variables or {})
        for name, value in given.items():
            if name not in self.loop_names(token):
                write_local(root, name, value)
        root.wake(Phase.ENTER)
        return None

    def loop_names(self, token: Token) -> frozenset[str]:
        """The computed counters of loops around, which are no variables of the called process."""
        names: frozenset[str] = frozenset()
        owner = token.owner
        while owner is not None and not owner.node.is_process:
            names |= owner.node.derived_names
            owner = owner.owner
        return names

    def returned(self, host: Token, root: Token) -> None:
        """The called process is over: its variables are this activity's results."""
        brought = dict(root.variables or {})
        root.cancel()
        host.set(steps=max(host.steps, root.steps))
        if self.takes_all:
            self.finish(host, brought)
        elif self.output_mappings:
            for name, value in brought.items():
                write_local(host, name, value)
        host.wake(Phase.LEAVE)

    def ready_to_leave(self, token: Token) -> bool | None:
        """The called process is over."""
        return True

"""What a diagram's service task runs: functions found by name in a responsibility's handlers.py.

``@service_task("x")`` is a job: it runs after the commit, at least once, is retried, and then becomes an
incident. ``@service_task("x", inside=True)`` runs within the completing transaction, may use only what the
``office`` argument offers (numbers, registers, links), does no I/O, and rolls back with it.

Parameters are variables the task can read, by name, its local ones (input mappings) first; ``headers`` is
the task's headers, ``office`` the office, ``key`` a text that is the same for every attempt of this job
(give it to the other side, so that it can tell a repetition), ``documents`` the press that sets official
documents (jobs only). The mapping that is returned becomes local
variables, which output mappings read.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.model import Json

Result = Mapping[str, Json]
GIVEN = frozenset({"headers", "office", "key", "documents"})
ONLY_JOBS = frozenset({"documents"})  # slow, and with I/O: never within a transaction


class BpmnError(Exception):
    """A business error the diagram may catch by its code; not a technical failure."""

    def __init__(self, code: str, message: str = "", variables: Mapping[str, Json] | None = None) -> None:
        super().__init__(message or code)
        self.code = code
        self.message = message
        self.variables = dict(variables or {})


@dataclass(frozen=True, slots=True)
class Handler:
    """A function a service task names."""

    name: str
    run: Callable[..., Result | None]
    inside: bool
    parameters: tuple[str, ...]
    required: frozenset[str]

    def __call__(self, variables: Mapping[str, Json], given: Mapping[str, Any]) -> dict[str, Json]:
        """Run with the variables it names; a missing one is a ``LookupError`` that says which."""
        arguments: dict[str, Any] = {}
        for name in self.parameters:
            if name in GIVEN:
                arguments[name] = given[name]
            elif name in variables:
                arguments[name] = variables[name]
            elif name in self.required:
                raise LookupError(f"handler {self.name}: there is no local variable {name!r}")
        return dict(self.run(**arguments) or {})


def service_task(name: str, *, inside: bool = False) -> Callable[[Callable[..., Any]], Handler]:
    """Offer a function to diagrams under a name."""

    def declare(function: Callable[..., Any]) -> Handler:
        parameters = inspect.signature(function).parameters
        if inside and (slow := ONLY_JOBS & set(parameters)):
            raise TypeError(f"{name}: {', '.join(sorted(slow))} is for jobs; leave out inside=True")
        required = frozenset(n for n, p in parameters.items() if p.default is inspect.Parameter.empty)
        return Handler(name, function, inside, tuple(parameters), required)

    return declare

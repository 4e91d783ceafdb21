"""The heart: definitions built from our diagrams, instances stepped on SpiffWorkflow's task tree."""

from engine.runtime.case import Case
from engine.runtime.changes import Changes, Outcome
from engine.runtime.definition import Definition, Start
from engine.runtime.environment import Environment
from engine.runtime.failures import Failure, StateError, Thrown
from engine.runtime.limits import LIMITS, Limits

__all__ = [
    "LIMITS",
    "Case",
    "Changes",
    "Definition",
    "Environment",
    "Failure",
    "Limits",
    "Outcome",
    "Start",
    "StateError",
    "Thrown",
]

"""The machine. Knows BPMN's terms; knows no office and no HTTP.

Here are the names that everybody uses: what goes into a command, what comes out of it, and what a handler
is made of. Commands and queries are modules: ``from engine.commands import user_tasks``.
"""

from engine.errors import (
    Broken,
    Conflict,
    EngineError,
    FieldError,
    Forbidden,
    InvalidDeployment,
    InvalidSubmission,
    NotFound,
    Rejected,
    Stale,
    TooLarge,
    UserTaskClosed,
)
from engine.handlers import BpmnError, Handler, service_task
from engine.model import (
    SYSTEM,
    Actor,
    Deployment,
    HistoryItem,
    Incident,
    Job,
    Outcome,
    Page,
    ProcessDefinition,
    ProcessInstance,
    Resource,
    SavedFilter,
    Standing,
    UserTask,
)

__all__ = [
    "SYSTEM",
    "Actor",
    "BpmnError",
    "Broken",
    "Conflict",
    "Deployment",
    "EngineError",
    "FieldError",
    "Forbidden",
    "Handler",
    "HistoryItem",
    "Incident",
    "InvalidDeployment",
    "InvalidSubmission",
    "Job",
    "NotFound",
    "Outcome",
    "Page",
    "ProcessDefinition",
    "ProcessInstance",
    "Rejected",
    "Resource",
    "SavedFilter",
    "Stale",
    "Standing",
    "TooLarge",
    "UserTask",
    "UserTaskClosed",
    "service_task",
]

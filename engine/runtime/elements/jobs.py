"""Work a handler does: inside the transaction, or as a job after it."""

from __future__ import annotations

from typing import ClassVar

from bpmn.vocabulary import MOST_RETRIES
from bpmn.xml import reference
from engine.runtime.changes import JobClosed, JobOpened, Left
from engine.runtime.elements.activity import COMMON_WORDS, Activity
from engine.runtime.elements.asking import guarded, whole
from engine.runtime.failures import Failure, Thrown
from engine.runtime.saying import build_message
from engine.runtime.scopes import View
from engine.runtime.site import Site
from engine.runtime.throwing import raise_error
from engine.runtime.tokens import Token

DEFAULT_RETRIES = 3


class SendTask(Activity):
    """Says a message; with a ``zeebe:taskDefinition`` a handler does it instead (:class:`JobTask`)."""

    attributes: ClassVar[frozenset[str]] = Activity.attributes | {"implementation", "messageRef"}

    def __init__(self, site: Site, name: str | None = None) -> None:
        super().__init__(site, name)
        self.saying = build_message(site, reference(site.element.attributes.get("messageRef")))

    def work(self, token: Token) -> bool | None:
        """Say it."""
        assert self.saying is not None
        self.saying.say(token)
        return True


class JobTask(Activity):
    """A task, or an event that says a message, with a ``zeebe:taskDefinition``: a handler does it."""

    words: ClassVar[frozenset[str]] = COMMON_WORDS | {"task_definition", "headers"}
    attributes: ClassVar[frozenset[str]] = Activity.attributes | {"implementation", "messageRef"}
    waits: ClassVar[bool] = True

    def __init__(self, site: Site, name: str | None = None) -> None:
        super().__init__(site, name)
        definition = site.element.extensions.task_definition
        if definition is None:
            message = "nobody does this task; name its handler in zeebe:taskDefinition type"
            site.refuse("task-definition", message)
        self.type = site.value(definition.type if definition else "", "the job type")
        self.retries = site.value(definition.retries if definition else None, "the retries")
        self.headers = dict(site.element.extensions.headers)

    def work(self, token: Token) -> bool | None:
        """Call the handler now, or leave a job for it."""
        job_type = self.type.text_value(token)
        if not job_type:
            raise Failure("JOB_WITHOUT_TYPE", f"{self.type.text}: the job type is null")
        environment = token.tree.environment
        if environment.kind_of(job_type) == "inside":
            return self.call(token, job_type)
        retries = whole(self.retries, token, DEFAULT_RETRIES, most=MOST_RETRIES)
        local = dict(token.variables or {})
        record = JobOpened(token.key, self.element_id, job_type, retries, self.headers, local)
        token.tree.record(record)
        token.fact("job", True)
        return None

    def call(self, token: Token, job_type: str) -> bool | None:
        """Run the handler in this step."""
        environment = token.tree.environment
        try:
            brought = guarded(
                lambda: environment.call_inside(job_type, View(token), self.headers, token.key),
                "HANDLER_FAILED",
            )
        except Thrown as error:
            token.fact("thrown", {"code": error.code})
            raise_error(token, error.code, error.variables)
            return None
        self.finish(token, brought or {})
        return True

    def done(self, token: Token) -> None:
        """The handler has done it, or thrown an error."""
        token.fact("job", None)
        token.tree.record(JobClosed(token.key, "completed"))

    def closed(self, token: Token, state: Left) -> None:
        """If nobody has done it, it is not needed any more."""
        super().closed(token, state)
        if "job" in token.facts:
            token.fact("job", None)
            token.tree.record(JobClosed(token.key, "cancelled"))

"""The machine's own work, and the work it lends to workers outside."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any, Literal

from flask import Response
from pydantic import Field

from engine.commands import external_jobs
from engine.commands import jobs as commands
from engine.model import Job, Json
from engine.queries import jobs as queries
from engine.queries.jobs import Lent
from web.api import calls
from web.api.shapes import LARGEST, Answer, Body, ById, Nothing, Number, Paged, Shown, Text, Variables, Whole

jobs = calls.noun("jobs", "The machine's own work; external workers activate, complete and fail it")
DAY = 86_400


class JobAnswer(Answer):
    """A piece of work."""

    id: str
    type: str
    kind: str
    element_id: str
    process_instance: str | None
    state: Literal["ready", "running", "failed", "done", "cancelled"]
    attempts: int
    retries: int
    next_at: Shown
    error: str | None

    @classmethod
    def of(cls, one: Job) -> JobAnswer:
        """As the API shows it."""
        return cls.model_validate(
            {
                "id": one.id,
                "type": one.type,
                "kind": one.kind,
                "element_id": one.element_id,
                "process_instance": one.process_instance_id,
                "state": one.state,
                "attempts": one.attempts,
                "retries": one.retries,
                "next_at": one.next_at,
                "error": one.error,
            }
        )


class JobsAnswer(Answer):
    """A piece of the list."""

    items: list[JobAnswer]
    next: str | None


class JobsQuery(Paged):
    """Which jobs; without `process_instance` managers only."""

    process_instance: str | None = None
    state: Literal["ready", "running", "failed", "done", "cancelled"] | None = None


class Activation(Body):
    """What a worker can do."""

    types: list[Text] = Field(min_length=1, max_length=100)
    worker: Text
    limit: Whole = Field(1, ge=1, le=100)
    lock_seconds: Whole = Field(60, ge=1, le=DAY, description="after that it is lent to others")


class LentJobAnswer(Answer):
    """A job lent to a worker."""

    id: str
    type: str
    element_id: str
    process_instance: str | None
    variables: dict[str, Any]
    headers: dict[str, str]
    attempts: int
    retries: int
    locked_until: Shown

    @classmethod
    def of(cls, one: Lent) -> LentJobAnswer:
        """As the API shows it."""
        return cls.model_validate({name: getattr(one, name) for name in cls.model_fields})


class LentJobsAnswer(Answer):
    """What was lent."""

    items: list[LentJobAnswer]
    next: None


class JobCompletion(Body):
    """What came of it."""

    variables: Variables = Field(default_factory=dict)


class JobFailure(Body):
    """Why it did not work."""

    error: str = Field(min_length=1, max_length=4000)
    retries: Whole | None = Field(
        None, ge=0, le=LARGEST, description="how many are left; one less, when not said"
    )
    retry_in: Number | None = Field(None, ge=0, le=31 * DAY, description="seconds")


class JobError(Body):
    """A business error that the diagram may catch."""

    code: Text
    message: str = Field("", max_length=4000)
    variables: Variables = Field(default_factory=dict)


@jobs.get("/jobs", responses={"200": JobsAnswer})
def list_jobs(query: JobsQuery) -> Response:
    """Jobs, the oldest first."""
    page = queries.page(
        calls.machine(),
        calls.actor(),
        process_instance=query.process_instance,
        state=query.state,
        cursor=query.cursor,
        limit=query.limit,
    )
    return calls.listed(page, JobAnswer.of)


@jobs.post("/jobs/<id>/retry", responses={"200": JobAnswer})
def retry_job(path: ById, body: Nothing) -> Response:
    """Try a failed job again; managers only."""
    calls.once(lambda machine: commands.retry(machine, path.id, calls.actor()), made=calls.nothing)
    return calls.answer(JobAnswer.of(queries.get(calls.machine(), path.id, calls.actor())))


@jobs.post("/jobs/activate", responses={"200": LentJobsAnswer})
def activate_jobs(body: Activation) -> Response:
    """Lend ready jobs of these types to a worker."""
    ids = calls.once(
        lambda machine: [
            job.id
            for job in external_jobs.activate(
                machine,
                body.types,
                body.worker,
                calls.actor(),
                limit=body.limit,
                lock_seconds=body.lock_seconds,
            )
        ],
        made=_ids,
    )
    lent = queries.lent(calls.machine(), ids)
    return calls.answer({"items": [LentJobAnswer.of(one).model_dump() for one in lent], "next": None})


@jobs.post("/jobs/<id>/complete", responses={"200": JobAnswer})
def complete_job(path: ById, body: JobCompletion) -> Response:
    """It is done; its results become the activity's local variables."""
    calls.once(
        lambda machine: external_jobs.complete(machine, path.id, body.variables, calls.actor()),
        made=calls.nothing,
    )
    return _worked_on(path.id)


@jobs.post("/jobs/<id>/fail", responses={"200": JobAnswer})
def fail_job(path: ById, body: JobFailure) -> Response:
    """It did not work: put off, or, with no retries left, an incident."""
    pause = None if body.retry_in is None else timedelta(seconds=float(Decimal(body.retry_in)))
    calls.once(
        lambda machine: external_jobs.fail(
            machine, path.id, body.error, calls.actor(), retries=body.retries, retry_in=pause
        ),
        made=calls.nothing,
    )
    return _worked_on(path.id)


@jobs.post("/jobs/<id>/error", responses={"200": JobAnswer})
def throw_job_error(path: ById, body: JobError) -> Response:
    """It found a business error."""
    calls.once(
        lambda machine: external_jobs.throw(
            machine, path.id, body.code, body.variables, calls.actor(), body.message
        ),
        made=calls.nothing,
    )
    return _worked_on(path.id)


def _worked_on(job_id: str) -> Response:
    return calls.answer(JobAnswer.of(queries.whatever(calls.machine(), job_id)))


def _ids(result: Json) -> list[str]:
    return [str(one) for one in result] if isinstance(result, list) else []

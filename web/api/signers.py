"""Who else signs at a step: added before, after or beside, and taken away."""

from __future__ import annotations

from typing import Any, Literal

from flask import Response
from pydantic import Field, RootModel, model_validator

from engine.commands import signers as commands
from engine.machine import Engine
from engine.model import ProcessInstance
from engine.queries import agreements
from engine.queries import signers as queries
from web.api import calls
from web.api.previews import PreviewAnswer, Previewing
from web.api.shapes import Answer, Body, ById, Shown, Text
from web.api.user_tasks import CompletedAnswer, moved

signers = calls.noun("signers", "Who signs at a step together")


class SignerAnswer(Answer):
    """One of those who sign."""

    person: str | None = Field(description="null: a group is asked")
    offered_to: str | None
    state: Literal["signed", "asked", "later"]
    at: Shown | None
    added_by: str | None
    user_task: str | None


class SigningAnswer(Answer):
    """All who sign at a step, and in a countersign how it stands."""

    signers: list[SignerAnswer]
    countersign: dict[str, Any] | None = Field(
        description="approved (null while it is open), mode, total, approvals, rejections, abstentions, who"
    )


SAID = ("state", "since", "opinion", "choice", "answered_by")


class AgreedAnswer(Answer):
    """One who agreed."""

    person: str
    state: Literal["agreed", "stale", "confirmed", "objected", "answered"] = Field(
        description="stale: what he agreed to changed, and he has not said whether he still agrees; then as "
        "he chose; answered: in his own words"
    )
    since: Shown | None = Field(description="when he was asked again, or answered")
    opinion: str | None = Field(description="what he then said")
    choice: str | None = Field(description="what he then chose, as the countersign's form has it")
    answered_by: str | None = Field(description="he, or who acts for him")


class AgreementAnswer(Answer):
    """What several agreed to at a step that has ended."""

    element_id: str
    confirms: list[str] = Field(description="the variables that were agreed to")
    stale: bool
    people: list[AgreedAnswer]


class AgreementsAnswer(Answer):
    """Those of a matter."""

    items: list[AgreementAnswer]


class Signers(Body):
    """Whom to add and where, or whom to take away."""

    add: list[Text] = Field(default_factory=list, max_length=50, description="logins")
    position: Literal["before", "after", "beside"] = "beside"
    remove: Text | None = Field(None, description="a login that has not signed")
    reason: str = Field("", max_length=450)

    @model_validator(mode="after")
    def _one_of_them(self) -> Signers:
        if bool(self.add) == (self.remove is not None):
            raise ValueError("say whom to add or whom to remove, one of them")
        return self


class SignedAnswer(RootModel[CompletedAnswer | PreviewAnswer]):
    """The matter after it, or what would happen."""


@signers.get("/user-tasks/<id>/signers", responses={"200": SigningAnswer})
def list_signers(path: ById) -> Response:
    """Who has signed, who is asked, and who will be asked later."""
    found = queries.of_task(calls.machine(), path.id, calls.actor())
    shown = [
        {
            "person": one.person,
            "offered_to": one.offered_to,
            "state": one.state,
            "at": one.at,
            "added_by": one.added_by,
            "user_task": one.task_id,
        }
        for one in found.signers
    ]
    result = dict(found.result) if found.result is not None else None
    return calls.answer(SigningAnswer.model_validate({"signers": shown, "countersign": result}))


@signers.get("/process-instances/<id>/agreements", responses={"200": AgreementsAnswer})
def list_agreements(path: ById) -> Response:
    """How agreements stand whose countersign has ended: what changed since is to be confirmed again."""
    found = agreements.of_instance(calls.machine(), path.id, calls.actor())
    items = [
        {
            "element_id": one.element_id,
            "confirms": list(one.confirms),
            "stale": one.is_stale,
            "people": [
                {"person": each.login, **{name: getattr(each, name) for name in SAID}} for each in one.people
            ],
        }
        for one in found
    ]
    return calls.answer(AgreementsAnswer.model_validate({"items": items}))


@signers.post("/user-tasks/<id>/signers", responses={"200": SignedAnswer}, openapi_extensions=calls.IF_MATCH)
def change_signers(path: ById, query: Previewing, body: Signers) -> Response:
    """Add signers before, after or beside oneself, or take one away who has not signed."""
    actor, revision = calls.actor(), calls.revision()

    def act(machine: Engine) -> ProcessInstance:
        if body.remove is not None:
            return commands.remove(machine, path.id, body.remove, body.reason, actor, revision=revision)
        return commands.add(machine, path.id, body.add, body.position, body.reason, actor, revision=revision)

    return moved(query, act)

"""Tasks a person does; scripts and decisions, which are done at once."""

from __future__ import annotations

from typing import ClassVar

from bpmn.vocabulary import HIGHEST_PRIORITY
from engine.runtime import signers
from engine.runtime.changes import Left, UserTaskClosed, UserTaskOpened
from engine.runtime.elements.activity import COMMON_WORDS, Activity
from engine.runtime.elements.asking import as_results, guarded, moment, names, optional, whole
from engine.runtime.failures import Failure
from engine.runtime.scopes import View
from engine.runtime.site import Site
from engine.runtime.tokens import Phase, Token
from engine.runtime.tree import path, root_of

DEFAULT_PRIORITY = 50


class UserTask(Activity):
    """A person is asked, and the token waits: user, manual and abstract tasks."""

    words: ClassVar[frozenset[str]] = COMMON_WORDS | {
        "assignment", "form", "schedule", "priority", "fields", "proxy", "countersign", "returns", "bulk",
    }  # fmt: skip
    attributes: ClassVar[frozenset[str]] = Activity.attributes | {"implementation"}
    waits: ClassVar[bool] = True
    limits_each: ClassVar[bool] = True  # every person who is asked has his own time

    def __init__(self, site: Site, name: str | None = None) -> None:
        super().__init__(site, name)
        given = site.element.extensions
        assignment, schedule = given.assignment, given.schedule
        self.assignee = optional(site, assignment.assignee if assignment else None, "the assignee")
        self.groups = optional(
            site, assignment.candidate_groups if assignment else None, "the candidate groups"
        )
        self.users = optional(site, assignment.candidate_users if assignment else None, "the candidate users")
        self.form = optional(site, given.form.form_id if given.form else None, "the form id")
        self.due = optional(site, schedule.due_date if schedule else None, "the due date")
        self.follow_up = optional(site, schedule.follow_up_date if schedule else None, "the follow-up date")
        self.priority = optional(site, given.priority, "the priority")

    def work(self, token: Token) -> bool | None:
        """Ask; an added signer by name, whomever the step is offered to otherwise."""
        is_added = signers.EXTRA in token.facts
        token.tree.record(
            UserTaskOpened(
                token_id=token.key,
                element_id=self.element_id,
                element_type=self.element.type,
                name=self.element.name,
                assignee=token.facts.get("for") or self._assignee(token),
                candidate_groups=() if is_added else names(self.groups, token),
                candidate_users=() if is_added else names(self.users, token),
                form_id=self.form.text_value(token) or None if self.form else None,
                due=moment(self.due, token),
                follow_up=moment(self.follow_up, token),
                priority=whole(self.priority, token, DEFAULT_PRIORITY, most=HIGHEST_PRIORITY),
                lane=self.element.lane,
                path=path(token),
                process=root_of(token).key,
            )
        )
        return None

    def _assignee(self, token: Token) -> str | None:
        return self.assignee.text_value(token) or None if self.assignee else None

    def ready_to_leave(self, token: Token) -> bool | None:
        """It is done, unless others sign after or beside whoever had it."""
        if signers.loop_of(token) is not None or not signers.asks_later(token):
            return True
        signers.keep_results(token)
        return None

    def emptied(self, owner: Token, last: Token) -> None:
        """All who were added have answered: it is left, or whoever let them sign first is asked."""
        if "done" in owner.facts:
            owner.wake(Phase.LEAVE)
        elif owner.phase is Phase.AWAY:
            owner.wake(Phase.ENTER)

    def done(self, token: Token) -> None:
        """Nobody needs to do it any more."""
        token.fact("done", True)
        token.tree.record(UserTaskClosed(token.key, "completed"))

    def closed(self, token: Token, state: Left) -> None:
        """If it was not done, it is taken back."""
        super().closed(token, state)
        if "done" not in token.facts:
            token.tree.record(UserTaskClosed(token.key, "cancelled"))


class ScriptTask(Activity):
    """A FEEL script: its value goes to the result variable, or its entries become variables."""

    words: ClassVar[frozenset[str]] = COMMON_WORDS | {"script"}
    attributes: ClassVar[frozenset[str]] = Activity.attributes | {"scriptFormat"}

    def __init__(self, site: Site, name: str | None = None) -> None:
        super().__init__(site, name)
        element = site.element
        script = element.extensions.script
        language = element.attributes.get("scriptFormat", "feel").lower()
        if language not in {"feel", "application/feel"}:
            message = f'a script must be FEEL (scriptFormat="feel"); this is {language}. Use a decision'
            site.refuse("script-language", message)
        if (script is None) == (element.script is None):
            message = "a script task has one script; write it in zeebe:script or in <script>"
            site.refuse("script-missing", message)
        text = script.expression if script else element.script
        self.script = site.feel(text if language == "feel" else "null", "the script")
        self.result_variable = script.result_variable if script else None

    def work(self, token: Token) -> bool | None:
        """Compute."""
        value = self.script.json(token)
        self.finish(token, as_results(self.script.text, value, self.result_variable))
        return True


class BusinessRuleTask(Activity):
    """Asks a decision."""

    words: ClassVar[frozenset[str]] = COMMON_WORDS | {"called_decision"}
    attributes: ClassVar[frozenset[str]] = Activity.attributes | {"implementation"}

    def __init__(self, site: Site, name: str | None = None) -> None:
        super().__init__(site, name)
        called = site.element.extensions.called_decision
        self.decision = site.value(called.decision_id if called else "", "the decision id")
        self.result_variable = called.result_variable if called else None

    def work(self, token: Token) -> bool | None:
        """Decide now."""
        decision_id = self.decision.text_value(token)
        if not decision_id:
            raise Failure("DECISION_UNKNOWN", f"{self.decision.text}: the decision id is null")
        value = guarded(lambda: token.tree.environment.decide(decision_id, View(token)), "DECISION_FAILED")
        self.finish(token, as_results(decision_id, value, self.result_variable))
        return True

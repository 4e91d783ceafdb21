"""FEEL in a diagram: compiled once with the definition, evaluated over the scopes around a token."""

from __future__ import annotations

from datetime import datetime

from bpmn import dates, feel
from bpmn.feel import tree as feel_tree
from engine.errors import Broken
from engine.model import Variables
from engine.runtime.failures import Failure
from engine.runtime.scopes import View, over
from engine.runtime.tokens import Token
from engine.runtime.values import from_feel


class Expression:
    """One expression of a diagram and its text, for the person who must correct it."""

    __slots__ = ("_compiled", "_dates", "_hands_on", "text")

    def __init__(self, text: str, compiled: feel.Expression, kinds: dates.Kinds = dates.NONE) -> None:
        self.text = text
        self._compiled = compiled
        self._dates = dates.named(compiled, kinds)
        self._hands_on = isinstance(compiled.tree, feel_tree.Name | feel_tree.Path)

    def over(self, token: Token) -> object:
        """Its value as FEEL sees it, over what can be read at a token; dates are dates."""
        return self._over(token, over(View(token), self._dates))

    def _over(self, token: Token, read: Variables) -> object:
        tree = token.tree
        notes: list[feel.Note] = []
        try:
            functions = tree.environment.functions
            value = self._compiled.evaluate(read, functions=functions, now=tree.local_now, trace=notes)
        except feel.FeelError as error:
            raise Failure("EXPRESSION_FAILED", f"{self.text}: {error.said}") from error
        except (Broken, ArithmeticError, LookupError, TypeError, ValueError) as error:
            raise Failure("EXPRESSION_FAILED", f"{self.text}: {error}") from error
        if value is None and notes:
            tree.notes[self.text] = notes[0].said
        return value

    def alone(self, now: datetime) -> object:
        """Its value where there are no variables: in a start event's timer."""
        return self._compiled.evaluate({}, now=now)

    def json(self, token: Token) -> object:
        """Its value as JSON can say it; a date that is only handed on is not written anew."""
        value = self._over(token, View(token)) if self._hands_on else self.over(token)
        try:
            return from_feel(value)
        except feel.FeelError as error:
            raise Failure("EXPRESSION_FAILED", f"{self.text}: {error.said}") from error

    def condition(self, token: Token) -> bool:
        """Its truth; anything but true or false is a failure."""
        value = self.over(token)
        if value is True or value is False:
            return value
        said = "null" if value is None else repr(from_feel(value))
        why = token.tree.notes.get(self.text)
        detail = f"{self.text}: a condition must be true or false, this one is {said}"
        if value is None and why:
            detail = f"{detail} ({why})"
        raise Failure("CONDITION_NOT_BOOLEAN", detail)

    def holds(self, token: Token) -> bool:
        """Its truth where null, a variable that is not there yet, means no."""
        value = self.over(token)
        if value is True or value is False or value is None:
            return value is True
        detail = f"{self.text}: a condition must be true or false, this one is {from_feel(value)!r}"
        raise Failure("CONDITION_NOT_BOOLEAN", detail)

    @property
    def compiled(self) -> feel.Expression:
        """The expression itself, to be evaluated over something else than scopes."""
        return self._compiled

    @property
    def names(self) -> frozenset[str]:
        """The variables it may read."""
        return self._compiled.names | self._compiled.possible

    def text_value(self, token: Token) -> str | None:
        """Its value as text, as keys and names are compared; None for null."""
        value = self.json(token)
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (dict, list)):
            raise Failure("EXPRESSION_FAILED", f"{self.text}: a text or a number is needed here")
        return str(value)

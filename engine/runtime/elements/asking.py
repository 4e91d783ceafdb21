"""Small evaluations that several tasks need: names, instants, whole numbers, results, guarded calls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from bpmn import feel
from bpmn.findings import DiagramError
from engine.errors import Broken, Conflict, EngineError, Rejected
from engine.model import Variables
from engine.runtime.expressions import Expression
from engine.runtime.failures import Failure, Thrown
from engine.runtime.site import Site
from engine.runtime.timers import instant
from engine.runtime.tokens import Token

_T = TypeVar("_T")
SHOWN = 40  # characters of a bad value


def optional(site: Site, text: str | None, what: str) -> Expression | None:
    """A value that may be left out."""
    return site.value(text, what) if text else None


def names(expression: Expression | None, token: Token) -> tuple[str, ...]:
    """A list of names: FEEL's list, or a text with commas."""
    if expression is None:
        return ()
    value = expression.json(token)
    if value is None:
        return ()
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise Failure("EXPRESSION_FAILED", f"{expression.text}: names as text are needed here")
    texts = [part.strip() for part in parts]
    return tuple(dict.fromkeys(text for text in texts if text))


def moment(expression: Expression | None, token: Token) -> datetime | None:
    """An instant, or None for null."""
    value = expression.over(token) if expression else None
    if value is None or value == "":
        return None
    try:
        return instant(value)
    except (ValueError, OverflowError) as error:
        raise Failure("EXPRESSION_FAILED", f"{expression.text if expression else ''}: {error}") from None


def whole(expression: Expression | None, token: Token, default: int, *, most: int) -> int:
    """A whole number from 0 to ``most``."""
    text = expression.text_value(token) if expression else None
    if text is None or text == "":
        return default
    if len(text) > len(str(most)) or not (text.isascii() and text.isdigit()) or int(text) > most:
        said = expression.text if expression else ""
        shown = text if len(text) <= SHOWN else text[:SHOWN] + "…"
        detail = f"{said}: a whole number from 0 to {most} is needed here, not {shown}"
        raise Failure("EXPRESSION_FAILED", detail)
    return int(text)


def as_results(what: str, value: object, result_variable: str | None) -> Variables:
    """A value as results: under the result variable, or a context's entries."""
    if result_variable:
        return {result_variable: value}  # type: ignore[dict-item]
    if isinstance(value, dict):
        return value
    detail = f"{what}: without a result variable the result must be a context of variables"
    raise Failure("RESULT_WITHOUT_NAME", detail)


def guarded(call: Callable[[], _T], cause: str) -> _T:
    """Ask the environment; its refusals pass through, whatever else goes wrong is an incident."""
    try:
        return call()
    except (Thrown, Rejected, Conflict):
        raise
    except Broken as error:
        raise Failure(error.code, error.message) from error
    except EngineError as error:
        raise Failure(cause, f"{error.code}: {error.message}") from error
    except feel.FeelError as error:
        raise Failure(cause, error.said) from error
    except DiagramError as error:
        raise Failure(cause, "; ".join(one.said for one in error.findings)) from error
    except Exception as error:
        raise Failure(cause, f"{type(error).__name__}: {error}") from error

"""What may go wrong in an expression.

* FeelError                  the text is no FEEL, or says something that cannot be
  + FeelLimit                it asks for more steps, depth, size or time than one evaluation may take

A wrong operand is neither: the standard makes it null, and the trace keeps a `Note` that says why.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """Why a value became null: where in the text, and a sentence in both languages."""

    line: int
    column: int
    message: str
    message_zh: str

    @property
    def said(self) -> str:
        """Where and why, in both languages."""
        return said(self)


class FeelError(Exception):
    """The expression cannot be understood. `line` and `column` count from 1."""

    def __init__(self, line: int, column: int, message: str, message_zh: str) -> None:
        super().__init__(f"{line}:{column}: {message}")
        self.line = line
        self.column = column
        self.message = message
        self.message_zh = message_zh

    @property
    def said(self) -> str:
        """Where and what, in both languages."""
        return said(self)


class FeelLimit(FeelError):
    """The expression asks for more than one evaluation may take."""

    def placed(self, spot: tuple[int, int]) -> FeelLimit:
        """The same, told of this place unless a place further inside is known."""
        if (self.line, self.column) == (1, 1):
            self.line, self.column = spot
            self.args = (f"{self.line}:{self.column}: {self.message}",)
        return self


def said(what: Note | FeelError) -> str:
    """Line, column and sentence for a reader whose language is not known."""
    english = f"line {what.line}, column {what.column}: {what.message}"
    return f"{english} · 第{what.line}行第{what.column}列：{what.message_zh}"


class Null(Exception):
    """Raised inside a built-in function whose result is null; carries the reason for the trace."""

    def __init__(self, message: str, message_zh: str) -> None:
        super().__init__(message)
        self.message = message
        self.message_zh = message_zh

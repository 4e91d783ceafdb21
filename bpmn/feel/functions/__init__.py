"""The built-in functions of the standard, by name. The examples in their docstrings are executed."""

from bpmn.feel.functions import contexts, conversion, lists, moments, numeric, ranges, statistics, strings
from bpmn.feel.functions.registry import BUILTINS, Builtin

__all__ = [
    "BUILTINS",
    "Builtin",
    "contexts",
    "conversion",
    "lists",
    "moments",
    "numeric",
    "ranges",
    "statistics",
    "strings",
]

"""FEEL, the expression language of DMN: parse once, evaluate often, no side effects, bounded.

>>> import bpmn.feel as feel
>>> condition = feel.parse('amount > 1000 and status = "ok"')
>>> condition.evaluate({"amount": 1500, "status": "ok"})
True
"""

from bpmn.feel.certain import always_null
from bpmn.feel.errors import FeelError, FeelLimit, Note
from bpmn.feel.expression import Expression, parse, parse_unary, parse_value
from bpmn.feel.names import HOST_FUNCTIONS
from bpmn.feel.temporal import YearsMonths
from bpmn.feel.values import Function, Range, text, to_feel, to_json

__all__ = [
    "HOST_FUNCTIONS",
    "Expression",
    "FeelError",
    "FeelLimit",
    "Function",
    "Note",
    "Range",
    "YearsMonths",
    "always_null",
    "parse",
    "parse_unary",
    "parse_value",
    "text",
    "to_feel",
    "to_json",
]

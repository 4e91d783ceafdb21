"""Sentences of FEEL, and what is nearly one, for tests that look for what nobody thought of."""

from __future__ import annotations

import datetime as dt
import time
from decimal import Decimal

from hypothesis import strategies as st

from bpmn import feel
from bpmn.feel.functions import BUILTINS

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
SCOPE: dict[str, object] = {
    "x": Decimal(3),
    "i": 7,
    "name": "里耶",
    "flag": True,
    "nothing": None,
    "items": [1, "a", None, {"x": 1, "price": Decimal("2.5")}, [1, 2]],
    "person": {"name": "li", "first name": "x", "born": "1980-01-01"},
    "day": dt.date(2026, 3, 2),
    "span": dt.timedelta(hours=5),
    "huge": Decimal("1E+999999999"),
    "tiny": Decimal("1E-999999999"),
    "odd": float("nan"),
}

WORDS = [
    *[
        "+",
        "-",
        "*",
        "/",
        "**",
        "<",
        "<=",
        ">",
        ">=",
        "=",
        "!=",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        ".",
        "..",
        "?",
        "'",
    ],
    *[
        "and",
        "or",
        "not",
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
        "between",
        "instance",
        "of",
        "function",
        "external",
    ],
    *[
        "true",
        "false",
        "null",
        "number",
        "string",
        "date",
        "list<number>",
        "context<a:",
        "string>",
        "item",
        "partial",
    ],
    *[
        "1",
        "0",
        "2.5",
        "1e3",
        "-7",
        '"a"',
        '""',
        '"^a+$"',
        '@"2026-01-31"',
        '@"P1D"',
        '@"P1M"',
        '@"10:00:00Z"',
        '@"x"',
    ],
    *(f"{name}(" for name in BUILTINS),
    *SCOPE,
    "\n",
    "//",
    "/*",
    '"',
    "\\",
    "、",
    "🜁",
]


def _compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    name = st.sampled_from(sorted(BUILTINS))
    operators = st.sampled_from(
        ["+", "-", "*", "/", "**", "<", "<=", ">", ">=", "=", "!=", "and", "or", "in"]
    )
    return st.one_of(
        st.tuples(inner, operators, inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(name, st.lists(inner, max_size=4)).map(lambda t: f"{t[0]}({', '.join(t[1])})"),
        st.lists(inner, max_size=4).map(lambda items: f"[{', '.join(items)}]"),
        st.tuples(inner, inner).map(lambda t: f"{{a: {t[0]}, b: {t[1]}}}"),
        st.tuples(inner, inner).map(lambda t: f"{t[0]}[{t[1]}]"),
        st.tuples(inner, inner).map(lambda t: f"[{t[0]}..{t[1]}]"),
        st.tuples(inner, inner, inner).map(lambda t: f"(if {t[0]} then {t[1]} else {t[2]})"),
        st.tuples(inner, inner).map(lambda t: f"(for e in {t[0]} return {t[1]})"),
        st.tuples(inner, inner).map(lambda t: f"(some e in {t[0]} satisfies {t[1]})"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]} between {t[1]} and {t[2]})"),
        st.tuples(inner, st.sampled_from(["a", "year", "days", "start", "first name"])).map(".".join),
        inner.map(lambda t: f"(function(e, f) {t})"),
        inner.map(lambda t: f"(-{t})"),
    )


ATOMS = st.sampled_from(
    [
        *SCOPE,
        *[
            "1",
            "0",
            "-1",
            "2.5",
            "1e6144",
            "1e-6143",
            "10**30",
            '"a"',
            '""',
            '"(a*)*"',
            "true",
            "false",
            "null",
            "e",
            "item",
            "[]",
            "{}",
        ],
        *['@"2026-01-31"', '@"9999-12-31"', '@"2026-01-31T10:00:00@Asia/Shanghai"', '@"10:00:00+08:00"'],
        *['@"P1D"', '@"-P999999999D"', '@"P999999Y"', '@"10:00:00"', "[1..3]", "(>5)"],
    ]
)


SOUP = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)
ANY_TEXT = st.text(max_size=60)
SENTENCES = st.recursive(ATOMS, _compound, max_leaves=12)


def tried(text: str) -> float:
    """Read and evaluate a text in every way; seconds of the processor the longest took. Only FEEL errors pass."""
    longest, said = 0.0, list[feel.FeelError]()
    for parse in (feel.parse, feel.parse_unary, feel.parse_value):
        begun = time.process_time()
        try:
            trace: list[feel.Note] = []
            expression = parse(text)
            feel.always_null(expression)
            result = expression.evaluate({**SCOPE, "?": 5}, now=NOW, trace=trace)
            feel.text(result)
            feel.to_json(result)
        except feel.FeelError as error:
            said.append(error)
        longest = max(longest, time.process_time() - begun)
    assert all(error.line >= 1 and error.column >= 1 and error.message_zh for error in said)
    return longest

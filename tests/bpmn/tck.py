"""Runs a folder of the DMN Technology Compatibility Kit: `LIYE_DMN_TCK=… python -m tests.bpmn.tck [-v] [name…]`.

Prints every result node that is not as expected, and why where that is known; passed / all by label; and
last `N/M result nodes`. It fails when something fails that is not listed here with its reason.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from lxml import etree

from bpmn import dmn, feel
from bpmn.feel import temporal
from bpmn.feel.values import equal

CASES = "{http://www.omg.org/spec/DMN/20160719/testcase}"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
READERS = {
    "string": str,
    "boolean": lambda text: text.strip() == "true",
    "decimal": Decimal,
    "double": Decimal,
    "integer": Decimal,
    "date": temporal.parse_date,
    "time": temporal.parse_time,
    "dateTime": temporal.parse_datetime,
    "duration": temporal.parse_duration,
}
WRONG = object()
#: What we answer otherwise than the kit, by file and case, and why.
OTHERWISE = {
    "0068-feel-equality/time_005": "fractions of a second count in =, as they do in < and in",
    "0068-feel-equality/datetime_003_a": "fractions of a second count in =, as they do in < and in",
    "0068-feel-equality/range_010": "(=10) and [10..10] hold the same and are equal",
    **{
        f"0076-feel-external-java/{case}": "functions of Java are never called"
        for case in (
            *("boxed_001", "varargs_001"),
            *(f"literal_{number:03}" for number in (1, 2, 5, 6, 7, 10, 11, 12)),
        )
    },
}


@dataclass(frozen=True)
class Outcome:
    """One result node: where it stands, whether it is as expected, and what came instead."""

    file: str
    case: str
    node: str
    labels: tuple[str, ...]
    passed: bool
    expected: object
    actual: object

    @property
    def reason(self) -> str | None:
        """Why it is answered otherwise, where that is known."""
        return OTHERWISE.get(f"{self.file}/{self.case}")

    def __str__(self) -> str:
        said = f"{self.file}/{self.case} {self.node}: expected {self.expected!r}, got {self.actual!r}"
        return f"{said} ({self.reason})" if self.reason else said


def value_of(element: etree._Element | None) -> object:
    """What a `value`, `component` list or `list` in a test case means."""
    if element is None:
        return None
    found = element.find(f"{CASES}list")
    if found is not None:
        return (
            None
            if found.get(NIL) == "true"
            else [value_of(item) for item in found.iter(f"{CASES}item") if item.getparent() is found]
        )
    components = element.findall(f"{CASES}component")
    if components:
        return {str(item.get("name")): value_of(item) for item in components if item.get("name") is not None}
    found = element.find(f"{CASES}value")
    if found is None or found.get(NIL) == "true":
        return None
    kind = (found.get(TYPE) or "xsd:string").rpartition(":")[2]
    text = found.text or ""
    try:
        return READERS[kind](text if kind == "string" else text.strip())
    except (feel.FeelError, Exception):  # noqa: BLE001 - a value outside our range is simply not equal
        return WRONG


def same(expected: object, actual: object) -> bool:
    """Whether two values are the same; numbers to 8 digits, as the kit's own runners compare them."""
    if isinstance(expected, Decimal) and isinstance(actual, Decimal | int):
        return abs(expected - actual) <= max(abs(expected), Decimal(1)) * Decimal("1e-8")
    if isinstance(expected, list) and isinstance(actual, list):
        return len(expected) == len(actual) and all(map(same, expected, actual))
    if isinstance(expected, dict) and isinstance(actual, dict):
        return expected.keys() == actual.keys() and all(same(expected[key], actual[key]) for key in expected)
    if expected is None or actual is None:
        return expected is actual
    return equal(expected, actual) is True


@lru_cache(maxsize=4)
def model(path: Path) -> dmn.Decisions:
    others = [other.read_bytes() for other in sorted(path.parent.glob("*.dmn")) if other != path]
    return dmn.read(path.read_bytes(), imports=others, strict=False)


def answer(path: Path, case: etree._Element, node: etree._Element, inputs: dict[str, object]) -> object:
    """What our decision says."""
    decisions = model(path)
    name = str(node.get("name"))
    if case.get("type") == "decisionService":
        service = next(s for s in decisions.services.values() if s.name == case.get("invocableName"))
        result = service.evaluate(inputs, now=NOW).result
        return result if len(service.outputs) == 1 else result[name]  # type: ignore[index]
    decision = next((d for d in decisions.decisions.values() if d.name == name), None)
    if decision is None:
        services = [s for s in decisions.services.values() if s.name == name]
        return services[0].evaluate(inputs, now=NOW).result if services else f"no decision {name!r}"
    return decision.evaluate(inputs, now=NOW).result


def outcomes(path: Path) -> Iterator[Outcome]:
    """Every result node of one file of test cases."""
    root = etree.parse(str(path)).getroot()
    labels = tuple(str(label.text).strip() for label in root.iter(f"{CASES}label"))
    file = path.parent / str(root.findtext(f"{CASES}modelName")).strip()
    for case in root.findall(f"{CASES}testCase"):
        inputs = {str(item.get("name")): value_of(item) for item in case.findall(f"{CASES}inputNode")}
        for node in case.findall(f"{CASES}resultNode"):
            expected = value_of(node.find(f"{CASES}expected"))
            try:
                actual = answer(file, case, node, inputs)
            except (feel.FeelError, dmn.DmnError) as error:
                actual = error
            yield Outcome(
                path.parent.name,
                str(case.get("id")),
                str(node.get("name")),
                labels,
                same(expected, actual),
                expected,
                actual,
            )


def say(line: object) -> None:
    sys.stdout.write(f"{line}\n")


def main(folder: str, *wanted: str) -> int:
    """Print what failed, the labels and the sum; 0 when all are as expected or known to be otherwise."""
    every = [
        outcome
        for path in sorted(Path(folder).rglob("*-test-*.xml"))
        if not wanted or any(word in str(path) for word in wanted)
        for outcome in outcomes(path)
    ]
    for outcome in every:
        if not outcome.passed:
            say(outcome)
    passed = [outcome for outcome in every if outcome.passed]
    counts = Counter(label for outcome in every for label in outcome.labels)
    good = Counter(label for outcome in passed for label in outcome.labels)
    for label, count in sorted(counts.items()):
        say(f"{good[label]:5}/{count:<5} {label}")
    say(f"{len(passed)}/{len(every)} result nodes")
    return 0 if all(outcome.passed or outcome.reason for outcome in every) else 1


if __name__ == "__main__":
    where = os.environ.get("LIYE_DMN_TCK")
    if not where:
        sys.exit("LIYE_DMN_TCK names no folder of the DMN TCK")
    sys.exit(main(where, *sys.argv[1:]))

"""The FEEL engines of the Python package index, as a process of their own: a question a line, an answer a line.

It runs in an environment of the peers' own and imports nothing of ours. The first line names what is there.
A question is `[name, text, scope, expected, times]`; the answer is the seconds of one evaluation, "other" where
it does not come to what is expected, or null where it cannot be read.
"""

from __future__ import annotations

import json
import logging
import sys
import timeit

logging.disable(logging.CRITICAL)
answers, sys.stdout = sys.stdout, sys.stderr  # the peers print


def bkflow(text, scope):
    from bkflow_feel.api import parse_expression

    return lambda: parse_expression(text, scope)


def bkflow_tree(text, scope):
    from bkflow_feel import parser, transformer

    tree = transformer.transform(parser.parse(text))
    return lambda: tree.evaluate(scope)


def pysfeel(text, scope):
    from pySFeel import SFeelParser

    parser = SFeelParser()
    for name, value in scope.items():
        parser.sFeelParse(f"{name} <- {json.dumps(value)}")
    return lambda: parser.sFeelParse(text)


ENGINES = {"bkflow-feel": bkflow, "bkflow-feel, its tree kept": bkflow_tree, "pySFeel": pysfeel}
made = {}


def can(name):
    try:
        ENGINES[name]("1 + 1", {})()
    except Exception:  # noqa: BLE001 - whatever a peer raises
        return False
    return True


def answer(name, evaluate):
    given = evaluate()
    return given[1] if name == "pySFeel" else given  # beside its answer it gives its errors


def seconds(name, text, scope, expected, times):
    try:
        if (name, text) not in made:
            made[name, text] = ENGINES[name](text, scope)
        evaluate = made[name, text]
        if answer(name, evaluate) != expected:
            return "other"
        return timeit.timeit(evaluate, number=times) / times
    except Exception:  # noqa: BLE001 - whatever a peer raises
        return None


def say(value):
    answers.write(json.dumps(value) + "\n")
    answers.flush()


say([name for name in ENGINES if can(name)])
for line in sys.stdin:
    say(seconds(*json.loads(line)))

"""The page of functions says what is true: its examples are executed, and it is up to date."""

from __future__ import annotations

import pytest

from bpmn.feel import language, reference
from bpmn.feel.functions import BUILTINS

EXAMPLES = [
    example
    for builtin in BUILTINS.values()
    for entry in reference.entries(builtin)
    for example in entry.examples
]
EXAMPLES += [reference.Example(*example) for part in language.PARTS for example in part[-1]]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.expression)
def test_an_example_gives_what_it_says(example: reference.Example) -> None:
    assert example.actual() == example.result


@pytest.mark.parametrize("name", BUILTINS)
def test_every_function_is_explained_in_both_languages_with_an_example(name: str) -> None:
    for entry in reference.entries(BUILTINS[name]):
        assert entry.examples
        assert entry.meaning
        assert entry.meaning_zh


def test_every_function_of_the_standard_is_there() -> None:
    standard = """
        date;time;date and time;number;string;duration;years and months duration;not;substring;string length;
        upper case;lower case;substring before;substring after;replace;contains;starts with;ends with;matches;
        split;string join;list contains;list replace;count;min;max;sum;mean;all;any;sublist;append;concatenate;
        insert before;remove;reverse;index of;union;distinct values;flatten;product;median;stddev;mode;decimal;
        floor;ceiling;round up;round down;round half up;round half down;abs;modulo;sqrt;log;exp;odd;even;is;
        before;after;meets;met by;overlaps;overlaps before;overlaps after;finishes;finished by;includes;during;
        starts;started by;coincides;day of year;day of week;month of year;week of year;sort;get value;get entries;
        context;context put;context merge;now;today;range
    """
    names = {name.strip() for name in standard.split(";")}
    assert names <= BUILTINS.keys()
    for name in BUILTINS.keys() - names:
        assert all(entry.meaning.endswith("Not of DMN.") for entry in reference.entries(BUILTINS[name]))


def test_the_page_is_up_to_date() -> None:
    assert reference.PAGE.read_text(encoding="utf-8") == reference.page()

"""The glossary and the public names."""

from __future__ import annotations

import importlib
import inspect
import re

import engine
from engine import errors, handlers, model
from engine.store.tables import metadata
from tests.house.words import rows


def test_every_table_is_in_the_glossary_and_nothing_else():
    named = {row["table"] for row in rows() if row["table"]}
    assert named == set(metadata.tables), "docs/glossary.md and the tables differ"


def test_every_class_of_the_glossary_exists():
    for row in rows():
        if row["name"]:
            module, _, name = row["name"].rpartition(".")
            assert inspect.isclass(getattr(importlib.import_module(module), name)), row


def test_every_term_has_a_chinese_word_and_is_explained():
    assert len(rows()) > 30
    for row in rows():
        assert re.search(r"[一-鿿]", row["chinese"]), row
        assert len(row["means"]) > 10, row
    terms = [row["term"] for row in rows()]
    assert terms == sorted(terms, key=str.casefold), "in alphabetical order"
    assert len(set(terms)) == len(terms)


def test_what_leaves_the_machine_is_a_public_name():
    offered = {
        name
        for module in (errors, handlers, model)
        for name, value in vars(module).items()
        if inspect.isclass(value) and value.__module__ == module.__name__ and not name.startswith("_")
    }
    assert offered <= set(engine.__all__)


def test_public_names_exist_and_say_what_they_are():
    assert list(engine.__all__) == sorted(engine.__all__, key=lambda name: (not name.isupper(), name))
    for name in engine.__all__:
        value = getattr(engine, name)
        if inspect.isclass(value) or inspect.isfunction(value):
            assert inspect.getdoc(value), name

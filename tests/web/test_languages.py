"""Every text of ours has its 中文, and the catalogue says nothing that nobody says."""

from __future__ import annotations

from collections import Counter

from web import languages


def test_nothing_is_left_in_english() -> None:
    assert languages.untranslated() == []


def test_the_catalogue_holds_no_text_that_is_gone() -> None:
    said = {text if isinstance(text, str) else text[0] for _file, _line, text in languages.spoken()}
    kept = {message.id if isinstance(message.id, str) else message.id[0] for message in languages.stored()}
    assert kept - said - {""} == set()


def test_words_in_a_row_are_joined_as_the_language_does() -> None:
    """`listed(…)` or `_(", ")`: 、 stands in the catalogue alone."""
    written = [
        *languages.WEB.glob("*.py"),
        *languages.WEB.glob("[tv]*/**/*.html"),
        *languages.WEB.glob("views/*.py"),
    ]
    assert [file.name for file in written if '"、"' in file.read_text("utf-8")] == []


def test_placeholders_survive_translation() -> None:
    import re

    for message in languages.stored():
        if isinstance(message.id, str) and message.id:
            wanted = set(re.findall(r"%\((\w+)\)s", message.id))
            assert set(re.findall(r"%\((\w+)\)s", str(message.string))) == wanted, message.id


def test_no_text_is_translated_twice() -> None:
    """The first of two would be taken, whatever was meant by the second."""
    lines = (languages.WEB / "translations/zh_CN/LC_MESSAGES/messages.po").read_text("utf-8").splitlines()
    texts = Counter(line for line in lines if line.startswith("msgid ") and line != 'msgid ""')
    assert [text for text, times in texts.items() if times > 1] == []

"""Our own words in two languages: English stands in the code and the templates, 中文 in the catalogue.

The catalogue is read from ``translations/zh_CN/LC_MESSAGES/messages.po`` when the first page is served
(some 20 ms); nothing has to be compiled at set-up, and the two can never differ. ``python -m
web.languages`` brings the catalogue up to date with the code and tells what is still to be translated.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import support
from babel.messages import Catalog, Message, extract, mofile, pofile
from flask import Flask, current_app, has_request_context, request

WEB = Path(__file__).parent
CATALOGUE = WEB / "translations" / "zh_CN" / "LC_MESSAGES" / "messages.po"
LOCALES = {"zh_CN": "zh-CN", "en": "en"}  # ours -> the name a page carries
COOKIE = "liye_language"
METHODS = [("views/**.py", "python"), ("*.py", "python"), ("templates/**.html", "jinja2")]


def locale() -> str:
    """The language of this request: what the person chose in this browser, else the office's."""
    if has_request_context():
        chosen = request.cookies.get(COOKIE, "")
        if chosen in LOCALES:
            return chosen
    return str(current_app.config["LIYE_LOCALE"])


def gettext(text: str, **values: object) -> str:
    """The text in this request's language, ``%(name)s`` filled in."""
    said = _words(locale()).ugettext(text)
    return said % values if values else said


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """The text for this many, ``%(num)s`` being the number."""
    return _words(locale()).ungettext(one, many, count) % {"num": count, **values}


def listed(words: Iterable[str]) -> str:
    """Several words in a row: 甲、乙; A, B."""
    return gettext(", ").join(words)


def init(app: Flask) -> None:
    """Give the templates their words."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # comes with the extension
        gettext=lambda text: _words(locale()).ugettext(text),
        ngettext=lambda one, many, count: _words(locale()).ungettext(one, many, count),
        newstyle=True,
    )


@cache
def _words(name: str) -> support.NullTranslations:
    if name != "zh_CN":
        return support.NullTranslations()
    compiled = BytesIO()
    mofile.write_mo(compiled, stored())
    compiled.seek(0)
    return support.Translations(compiled)


def stored() -> Catalog:
    """The Chinese catalogue as it stands."""
    with CATALOGUE.open("rb") as source:
        return pofile.read_po(source, locale="zh_CN", domain="messages")


def spoken() -> Iterator[tuple[str, int, str | tuple[str, ...]]]:
    """Every text of ours that a page can say: file, line, text."""
    found = extract.extract_from_dir(WEB, METHODS, options_map={"**.html": {"newstyle_gettext": "true"}})
    for file, line, text, *_ in found:
        yield file, line, text


def _key(text: str | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]


def untranslated() -> list[str]:
    """Texts of ours without 中文."""
    known = stored()
    texts = {_key(text) for _, _, text in spoken()}
    return sorted(text for text in texts if text not in known or not _said(known[text]))


def _said(message: Message) -> bool:
    said = message.string
    return all(said) if isinstance(said, tuple | list) else bool(said)


def main() -> int:
    """Write what the catalogue lacks into it, drop what nobody says any more."""
    old = stored() if CATALOGUE.is_file() else Catalog(locale="zh_CN")
    new = Catalog(locale="zh_CN", project="liye", charset="utf-8", header_comment="# 中文", fuzzy=False)
    for _, _, text in sorted(spoken(), key=lambda one: one[:2]):
        new.add(text, old[_key(text)].string if _key(text) in old else None)
    with CATALOGUE.open("wb") as target:
        pofile.write_po(target, new, width=110, ignore_obsolete=True, no_location=True)
    missing = untranslated()
    sys.stdout.writelines(f"{text}\n" for text in missing)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

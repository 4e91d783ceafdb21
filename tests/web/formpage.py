"""A page with one form on it, and a directory with two people of one name: what form tests look at."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from flask import Flask, Response, render_template_string, request, send_file

from forms.form import Form
from forms.posting import queries
from web.form_rendering import Entry, StoredFile, present, with_uploads

MODULES = Path(__file__).parents[2] / "web/islands/node_modules"
BOOTSTRAP = MODULES / "bootstrap/dist/css/bootstrap.min.css"
HTMX = MODULES / "htmx.org/dist/htmx.min.js"
DATA = Path(__file__).parent.parent / "forms" / "data"
PEOPLE = (
    Entry("liwei1", "李伟", "省财政厅 · 处长"),
    Entry("liwei2", "李伟", "省教育厅 · 副处长"),
    Entry("wangfang", "王芳", "文电处 · 文书"),
)
UNITS = tuple(
    Entry(key, name)
    for key, name in {
        "fgw": "省发展和改革委员会",
        "czt": "省财政厅",
        "jyt": "省教育厅",
        "wjw": "省卫生健康委员会",
        "yjt": "省应急管理厅",
        "css": "长沙市人民政府",
        "xxz": "湘西土家族苗族自治州人民政府",
        "zrzy": "省自然资源厅",
    }.items()
)
BOOKS = (Entry("湘政办发", "湘政办发", "省政府办公厅文件"), Entry("湘政办函", "湘政办函", "省政府办公厅函"))
FILES = {"f1": StoredFile("f1", "关于加强防汛工作的通知（代拟稿）.docx", 48_213, "/files/f1")}


class Directory:
    """An office of a dozen, by the protocol of the pickers."""

    def __init__(self, units: Sequence[Entry] = UNITS) -> None:
        self._units = units

    def people(self, q: str) -> Sequence[Entry]:
        return [one for one in PEOPLE if q in one.name + one.detail]

    def units(self, q: str) -> Sequence[Entry]:
        return [one for one in self._units if q in one.name]

    def groups(self, q: str) -> Sequence[Entry]:
        return [one for one in (Entry("doc_registrar", "文书"),) if q in one.name]

    def books(self, q: str) -> Sequence[Entry]:
        return [one for one in BOOKS if q in one.name]

    def person(self, login: str) -> Entry | None:
        return next((one for one in PEOPLE if one.value == login), None)

    def unit(self, key: str) -> Entry | None:
        return next((one for one in self._units if one.value == key), None)

    def group(self, key: str) -> Entry | None:
        return Entry(key, "文书") if key == "doc_registrar" else None

    def book(self, code: str) -> Entry | None:
        return next((one for one in BOOKS if one.value == code), None)

    def file(self, key: str) -> StoredFile | None:
        return FILES.get(key)


def draft() -> Form:
    """The form of 发文拟稿, the largest we have."""
    return Form.read((DATA / "draft.json").read_bytes())


def english() -> Mapping[str, str]:
    words: dict[str, str] = json.loads((DATA / "en.json").read_text("utf-8"))
    return words


PAGE = """<!doctype html>
<html lang="{{ lang }}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ page.title }}</title>
{% if look %}<link rel="stylesheet" href="{{ look }}">{% endif %}<link rel="stylesheet" href="/static/form.css">
{% if target %}<script src="/htmx.js"></script>{% endif %}</head>
<body class="bg-light"><main class="container py-3"><div class="bg-white border rounded p-3 p-md-4">
<h1 class="h4 mb-3">{{ page.title }}</h1>
{% import "macros/form.html" as form %}
{% if shown %}{{ form.show(page) }}{% else %}
<form id="answers" method="post" enctype="multipart/form-data" novalidate>
{{ form.summary(page) }}{{ form.fields(page, target) }}
<button class="btn btn-primary" name="_submit" value="1">{{ "Submit" if lang == "en" else "提交" }}</button>
</form>{% endif %}</div></main></body></html>"""


def page(form: Form, values: Mapping[str, Any], *, lang: str = "zh", key: str = "draft", **more: Any) -> str:
    """The page of a form, as text; needs an app context."""
    words = english() if key == "draft" else {}
    spoken = form.translated(key, words) if lang == "en" else form
    options = {name: more.pop(name, None) for name in ("look", "shown", "target")}
    choices = more.pop("choices", None) or Directory()
    drawn = present(spoken, values, choices=choices, locale="en" if lang == "en" else "zh_CN", **more)
    return render_template_string(PAGE, page=drawn, lang="en" if lang == "en" else "zh-CN", **options)


def app(form: Form | None = None, *, look: str = "") -> Flask:
    """An app whose only page asks one form; what was handed in is kept in app.config["answers"]."""
    web = Path(__file__).parents[2] / "web"
    flask = Flask("web", template_folder=str(web / "templates"), static_folder=str(web / "static"))
    flask.jinja_env.globals["phrases_for"] = lambda _field: ("同意。",)
    asked = form or draft()

    @flask.get("/bootstrap.css")
    def bootstrap() -> Response:
        return send_file(BOOTSTRAP)

    @flask.get("/htmx.js")
    def htmx() -> Response:
        return send_file(HTMX)

    @flask.get("/<lang>")
    def ask(lang: str) -> str:
        return page(asked, asked.blank(), lang=lang, look=look, target=request.args.get("target"))

    @flask.post("/<lang>")
    def answer(lang: str) -> str:
        target = request.args.get("target")
        data = with_uploads(asked, request.form, request.files, lambda _file: "f1")
        again = asked.edit(data)
        if again is not None:
            return page(asked, again, lang=lang, look=look, queries=queries(data), target=target)
        values = asked.parse_post(data)
        spoken = asked.translated("draft", english()) if lang == "en" else asked
        clean, errors = spoken.check(values)
        if errors:
            return page(asked, values, lang=lang, look=look, errors=errors)
        flask.config["answers"] = clean
        return page(asked, clean, lang=lang, look=look, shown=True)

    return flask

"""A small site that embeds the islands as web/islands/README.md says, under the same content security policy."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, Response, render_template_string, request
from werkzeug.serving import make_server

from web.assets import Assets

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'"
)
FRAME = """<!doctype html><html lang="{{ lang }}" data-now="2026-11-22T09:30:00+08:00"><head><meta charset="utf-8">
<title>{{ title }}</title><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="csrf-token" content="the-token"><link rel="icon" href="data:,">
<link rel="stylesheet" href="{{ url_for('static', filename=asset('app.css')) }}">
{% if island %}<link rel="stylesheet" href="{{ url_for('static', filename=asset(island + '.css')) }}">{% endif %}
<link rel="stylesheet" href="/page.css">
<script type="module" src="{{ url_for('static', filename=asset('app.js')) }}"></script>
{% if island %}<script type="module" src="{{ url_for('static', filename=asset(island + '.js')) }}"></script>{% endif %}
</head><body><main><h1>{{ title }}</h1>BODY</main></body></html>"""
EDITOR = """<div data-island="modeler" class="tall" data-xml="/diagram.bpmn" data-catalogue="/catalogue.json"
 data-check="/deployments?dry_run=true" data-deploy="/deployments" data-base="3" data-etag='"v3"'
 data-name="合同审批" data-key="contract" data-open="/studio/{key}/{version}"></div>"""
VIEWER = """<div class="two"><div data-island="viewer" data-xml="/diagram.bpmn" data-state="/state.json" data-trail="#trail"
 data-label="流程图"{% if lang == 'en' %} data-titles='{"legal": "Legal review"}'{% endif %}></div>
<ol id="trail" class="list-group">{% for id, text in trail %}<li class="list-group-item" data-element-id="{{ id }}">{{ text }}</li>
{% endfor %}</ol></div>"""
FOLDED = """<details><summary>流程图</summary>
<div data-island="viewer" data-xml="/diagram.bpmn" data-state="/state.json" data-label="流程图"></div></details>"""
TRAIL = [
    ("draft", "张三 填写合同审批单"),
    ("dept", "李四 部门负责人审批：同意"),
    ("legal", "法务部 法务合规审查"),
    ("finance", "财务部 财务会签"),
]
CATALOGUE = {
    "forms": [{"key": "contract_review", "label": "合同审查意见"}, {"key": "opinion", "label": "办理意见"}],
    "groups": [
        {"key": "legal_reviewer", "label": "法律审核"},
        {"key": "czt:dept_liaison", "label": "省财政厅 · 联络员"},
        {"key": "director", "label": "办公厅主任"},
    ],
    "decisions": [{"key": "urgency", "label": "缓急判定"}],
    "handlers": [{"key": "register_incoming", "label": "登记取号"}],
    "processes": [{"key": "supervision", "label": "督查督办"}],
    "policies": [
        {"key": "proposal.reply", "label": "提案答复（3M）"},
        {"key": "contract.review", "label": "合同审查（5WD）"},
    ],
    "books": [{"key": "湘政办发", "label": "湘政办发〔年〕N号"}],
}
FINDINGS = [
    {
        "rule": "warning_first",
        "severity": "warning",
        "element_id": "legal",
        "message": "“法务合规审查”没有候选组",
    },
    {
        "rule": "condition",
        "severity": "error",
        "element_id": "gw_amount",
        "message": "条件没有覆盖全部取值：金额为空",
    },
    {
        "rule": "soundness",
        "severity": "error",
        "element_id": "f7",
        "message": "流程可能卡在并行汇合：只收到一个分支",
    },
    {
        "rule": "file",
        "severity": "warning",
        "element_id": None,
        "message": "en.json 缺少英文",
        "file": "en.json",
        "line": 3,
    },
]
STATE = {
    "elements": {
        "start": {"state": "done", "visits": 1},
        "draft": {"state": "done", "visits": 1},
        "dept": {"state": "done", "visits": 2},
        "gw_dept": {"state": "done", "visits": 2},
        "revise": {"state": "done", "visits": 1},
        "split": {"state": "done", "visits": 1},
        "legal": {"state": "active", "tokens": 2, "late": True, "note": "王五，应于 11 月 20 日前"},
        "finance": {"state": "active", "tokens": 1, "incident": True, "note": "财务系统没有回答"},
    },
    "flows": ["f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8"],
}


class Site:
    """The site, what it is told to answer, and what it was asked."""

    def __init__(self) -> None:
        self.app = Flask(__name__, static_folder=str(ROOT / "web" / "static"))
        self.app.jinja_env.globals["asset"] = Assets()
        self.url = ""
        self.diagram = (HERE / "contract.bpmn").read_bytes()
        self.forget()
        self._pages()
        self._answers()

    def forget(self) -> None:
        """As it was at the beginning."""
        self.findings: list[dict[str, object]] = []
        self.refusals: list[tuple[int, dict[str, object]]] = []
        self.deployed: list[tuple[str, dict[str, str]]] = []
        self.checked: list[str] = []
        self.drafts: list[dict[str, str]] = []
        self.draft_status = 204
        self.state = json.loads(json.dumps(STATE))

    def _pages(self) -> None:
        def page(body: str, title: str, island: str = "") -> str:
            lang = request.args.get("lang", "zh-CN")
            return render_template_string(
                FRAME.replace("BODY", body), lang=lang, title=title, island=island, trail=TRAIL
            )

        self.app.add_url_rule("/modeler", "modeler", lambda: page(EDITOR, "流程设计", "modeler"))
        self.app.add_url_rule("/viewer", "viewer", lambda: page(VIEWER, "事项", "viewer"))
        self.app.add_url_rule("/folded", "folded", lambda: page(FOLDED, "任务", "viewer"))
        self.app.add_url_rule("/app", "app", lambda: page((HERE / "app.html").read_text("utf-8"), "表单"))
        self.app.add_url_rule(
            "/page.css", "css", lambda: Response((HERE / "page.css").read_text(), mimetype="text/css")
        )

        @self.app.after_request
        def policy(answer: Response) -> Response:
            answer.headers["Content-Security-Policy"] = POLICY
            return answer

    def _answers(self) -> None:
        app = self.app
        app.add_url_rule(
            "/diagram.bpmn", "diagram", lambda: Response(self.diagram, mimetype="application/xml")
        )
        app.add_url_rule("/catalogue.json", "catalogue", lambda: CATALOGUE)
        app.add_url_rule("/state.json", "state", lambda: self.state)
        app.add_url_rule("/search", "search", lambda: f"<div id='results'>找到 {request.args['q']}</div>")

        @app.post("/deployments")
        def deployments() -> tuple[dict[str, object], int]:
            xml = request.get_data(as_text=True)
            if request.args.get("dry_run"):
                self.checked.append(xml)
                return {"findings": self.findings}, 200
            if self.refusals:
                status, problem = self.refusals.pop(0)
                return problem, status
            self.deployed.append((xml, dict(request.headers)))
            definition = {"id": "9", "key": "contract", "version": 4, "name": "合同审批"}
            return {"id": "8", "process_definitions": [definition], "findings": self.findings}, 201

        @app.post("/draft")
        def draft() -> tuple[str, int]:
            self.drafts.append({**request.form.to_dict(), "token": request.headers.get("X-CSRF-Token", "")})
            return "", self.draft_status

        @app.post("/sent")
        def sent() -> str:
            return f"<!doctype html><title>sent</title><p id='sent'>{request.form.get('opinion', '')}</p>"


@contextmanager
def served() -> Iterator[Site]:
    """The site on a free port of this machine."""
    site = Site()
    server = make_server("127.0.0.1", 0, site.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

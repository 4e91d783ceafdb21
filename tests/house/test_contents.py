"""What is in the repository, and what is in the wheel."""

from __future__ import annotations

import importlib.metadata
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.house.sources import PACKAGES, ROOT, files, place

TEXTS = (
    ".py", ".md", ".cfg", ".toml", ".json", ".js", ".mjs", ".css", ".html", ".bpmn", ".dmn", ".yml", ".sh",
    "Makefile", "run", ".po", ".txt", ".mako", ".svg",
)  # fmt: skip


def machine_paths() -> list[str]:
    """How a path of this machine would begin."""
    home = str(Path.home())
    here = [str(ROOT), str(ROOT.parent)] if len(ROOT.parent.parts) > 2 else [str(ROOT)]
    return [path + "/" for path in {home, *here} if len(path) > 1]


def test_no_file_names_a_path_of_the_machine_it_was_written_on():
    found = [
        f"{place(path)}: {start}"
        for path in files(suffixes=TEXTS)
        for start in machine_paths()
        if start in path.read_text("utf-8", errors="replace")
    ]
    assert not found


def test_lock_files_name_no_registry():
    for path in files("web", suffixes=("package-lock.json",)):
        assert '"resolved"' not in path.read_text("utf-8"), f"{place(path)} names a registry's host"
    for name in ("setup.cfg", "pyproject.toml", "Makefile"):
        assert not re.search(r"index-url|registry=", (ROOT / name).read_text("utf-8")), name


def test_versions_are_pinned_in_one_place():
    setup = (ROOT / "setup.cfg").read_text("utf-8")
    block = re.search(r"install_requires =\n(.*?)\n\n\[", setup, flags=re.DOTALL)
    extras = re.search(r"\ndev =\n(.*?)\n\n\[", setup, flags=re.DOTALL)
    assert block
    assert extras
    lines = [line.strip() for line in (block.group(1) + "\n" + extras.group(1)).splitlines()]
    assert all(re.fullmatch(r"[\w.\-]+(\[\w+\])? == [\w.]+", line) for line in lines if line), lines
    assert not list(ROOT.glob("requirements*.txt"))


def test_nobody_else_installs_packages_of_these_names():
    """Top-level packages with plain names: another distribution that brings one of them would be mixed in."""
    owners = importlib.metadata.packages_distributions()
    for package in PACKAGES:
        assert set(owners.get(package, ["liye"])) == {"liye"}, package


def test_every_data_file_of_the_packages_is_in_the_wheel_s_globs():
    setup = (ROOT / "setup.cfg").read_text("utf-8")
    block = re.search(r"\[options.package_data\]\n\* =\n(.*?)\n\n", setup, flags=re.DOTALL)
    assert block
    kept = {line.strip().removeprefix("**/*") for line in block.group(1).splitlines()}
    left = [
        place(path)
        for path in files(*PACKAGES, suffixes=("",))
        if path.suffix not in {*kept, ".py", ".pyc"} and "islands" not in path.parts and path.suffix
    ]
    assert not left, "package data that a wheel would leave out"


@pytest.mark.slow
def test_the_wheel_alone_serves_pages(tmp_path: Path):
    """Built, installed into an empty environment, started in an empty folder: three pages open."""
    dist = tmp_path / "dist"
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", dist, ROOT]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = dist.glob("*.whl")
    _complete(wheel)
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    pip = [sys.executable, "-m", "pip", "--python", environment, "--quiet", "--disable-pip-version-check"]
    alone = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run([*pip, "install", "--no-compile", wheel], check=True, cwd=tmp_path, env=alone)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {**alone, "LIYE_DEMO": "1", "LIYE_HOME": str(tmp_path / "home")}
    command = [environment / "bin" / "liye", "serve", "--port", str(port)]
    served = subprocess.Popen(command, cwd=tmp_path, env=settings, stdout=subprocess.DEVNULL)
    try:
        _until_up(port)
        for path in ("/", "/login", "/api/v1/openapi.json"):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
                assert answer.status == 200, path
    finally:
        served.terminate()
        served.wait(30)


def _complete(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for package in PACKAGES:
        for path in files(package, suffixes=(".bpmn", ".dmn", ".json", ".html", ".py", ".mako")):
            name = str(path.relative_to(ROOT))
            if not name.startswith("web/islands/"):
                assert name in names, f"{name} is not in the wheel"
    assert any(name.startswith("web/static/") and name.endswith(".js") for name in names), "no bundles"


def _until_up(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("it does not come up")

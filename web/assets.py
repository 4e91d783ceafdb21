"""Where a template finds a bundle: `asset("viewer.js")` -> `dist/viewer-GHIFV2WY.js`, below `static`.

The names carry a hash of their content, so that they may be cached for ever.
"""

from __future__ import annotations

import json
from pathlib import Path

DIST = Path(__file__).parent / "static" / "dist"


class BundleMissing(Exception):
    """The browser bundles were not built, or hold no such file."""


class Assets:
    """The manifest of the bundles, read again when a build has replaced it."""

    def __init__(self, dist: Path = DIST) -> None:
        self._manifest = dist / "manifest.json"
        self._read_at = -1
        self._names: dict[str, str] = {}

    def __call__(self, name: str) -> str:
        """The path below the static folder of a bundle such as `modeler.js` or `app.css`."""
        self._refresh()
        if name not in self._names:
            raise BundleMissing(f"no bundle {name!r} in {self._manifest}: run `python -m web.bundles`")
        return f"dist/{self._names[name]}"

    def _refresh(self) -> None:
        try:
            changed_at = self._manifest.stat().st_mtime_ns
        except FileNotFoundError:
            raise BundleMissing(f"no {self._manifest}: run `python -m web.bundles`") from None
        if changed_at != self._read_at:
            self._names = json.loads(self._manifest.read_text("utf-8"))
            self._read_at = changed_at


asset = Assets()

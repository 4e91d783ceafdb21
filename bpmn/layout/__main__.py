"""`python -m bpmn.layout FILE.bpmn…`: give each file a new picture, in place, and say how good it is."""

from __future__ import annotations

import sys
from pathlib import Path

from bpmn.layout import layout
from bpmn.layout.check import measure


def main(files: list[str]) -> int:
    """The command; the exit status is 1 when a picture has faults."""
    if not files:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    faulty = 0
    for name in files:
        path = Path(name)
        xml = layout(path.read_bytes())
        path.write_bytes(xml)
        measures = measure(xml)
        faulty += bool(measures.faults)
        sys.stdout.write(f"{name}: {measures}\n")
        sys.stdout.writelines(f"  {fault}\n" for fault in measures.faults)
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Breaking a title into lines that read well: a trapezoid or a diamond, no word torn, nothing widowed."""

from __future__ import annotations

import re
from itertools import combinations

MOST = 19  # characters of size 2 on a line of 156 mm
_GOOD = re.compile(
    r"(?<=厅)|(?<=府)|(?<=部)|(?<=委)|(?=关于)|(?<=、)|(?<=，)|(?<=》)|(?=《)|(?<=的)(?=.{2,4}$)"
)
_NEVER = re.compile(r"(?=[的、，》）〕和与及])|(?<=[《（〔关])|(?<=[0-9A-Za-z])(?=[0-9A-Za-z年月])")
_QUOTED = re.compile(r"“[^”]{1,12}”|《[^》]{1,12}》")


def lines(title: str) -> list[str]:
    """The lines of a title."""
    title = title.strip()
    least = -(-len(title) // MOST)
    if least <= 1:
        return [title] if title else []
    good = {found.start() for found in _GOOD.finditer(title)}
    never = {found.start() for found in _NEVER.finditer(title)}
    for quoted in _QUOTED.finditer(title):
        never.update(range(quoted.start() + 1, quoted.end()))
    best: tuple[float, list[str]] | None = None
    for count in (least, least + 1):
        for places in combinations(range(2, len(title) - 1), count - 1):
            cut = [title[a:b] for a, b in zip((0, *places), (*places, len(title)), strict=True)]
            if max(map(len, cut)) > MOST:
                continue
            cost = _cost(cut) + sum(_price(place, good, never) for place in places) + 8 * (count - least)
            if best is None or cost < best[0]:
                best = (cost, cut)
    return best[1] if best else [title[at : at + MOST] for at in range(0, len(title), MOST)]


def _price(place: int, good: set[int], never: set[int]) -> float:
    if place in never:
        return 60
    return 0 if place in good else 14


def _cost(cut: list[str]) -> float:
    """Even lines are best, but not a rectangle, and not a waist."""
    lengths = [len(line) for line in cut]
    mean = sum(lengths) / len(lengths)
    cost = sum((length - mean) ** 2 for length in lengths) / 4
    if len(set(lengths)) == 1:
        cost += 4
    waist = any(b < a and b < c for a, b, c in zip(lengths, lengths[1:], lengths[2:], strict=False))
    return cost + (25 if waist else 0)

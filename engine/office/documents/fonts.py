"""The typefaces of official documents: the office's own where they are installed, free ones otherwise.

``faces.json`` lists for each of the standard's five typefaces the families that may stand for it, the right
ones first. The first that is there is used. A character it lacks is set in the next face that has it, and
said in the notes; a character that no face has is refused. Nothing is substituted without being told.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import typst
from fontTools.ttLib import TTCollection, TTFont

from engine.errors import Rejected

FACES = Path(__file__).with_name("faces.json")
FREE = "pylopdf_fonts_zh_cn"  # the package that brings Noto Serif SC and Noto Sans SC
RIGHT = 2  # the first two rows of a face are the typeface itself; what follows stands for it
BOLD = 600


class NoGlyph(Rejected):
    """A character that none of the installed fonts has."""

    code = "CHARACTER_WITHOUT_FONT"

    def __init__(self, characters: Iterable[str]) -> None:
        shown = " ".join(f"{one} (U+{ord(one):04X})" for one in sorted(characters))
        super().__init__(
            f"no installed font has {shown}: install a font that has them (docs/reference/documents.md)"
        )
        self.message_zh = (
            f"已安装的字体中都没有 {shown}：请安装含有这些字的字体（docs/reference/documents.md）"
        )


@dataclass(frozen=True, slots=True)
class Cut:
    """One font file's face: what a typesetter asks for."""

    family: str
    weight: int
    path: str
    index: int


@dataclass(frozen=True, slots=True)
class Face:
    """One of the standard's typefaces as it will be printed."""

    key: str
    title: str
    cut: Cut
    is_right: bool  # the typeface the standard names, not one that stands for it
    extra: tuple[Cut, ...]  # for characters the first lacks
    lacking: str

    @property
    def needs_weight(self) -> bool:
        """小标宋 is heavy; a light face that stands for it is drawn with an outline."""
        return self.key == "xiaobiaosong" and not self.is_right and self.cut.weight < BOLD

    @property
    def notes(self) -> tuple[str, ...]:
        """What was substituted, for people."""
        found = [] if self.is_right else [f"{self.title}：没有安装，用 {self.cut.family} 代替"]
        if self.lacking:
            others = "、".join(cut.family for cut in self.extra)
            found.append(f"{self.title}：{self.cut.family} 中没有“{self.lacking}”，用 {others}")
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The fonts of this machine."""

    fonts: typst.Fonts
    cuts: Mapping[str, Mapping[int, Cut]]  # by family in lower case, then by weight

    def face(self, key: str, characters: Iterable[str]) -> Face:
        """A typeface for these characters."""
        said = faces()[key]
        found: list[tuple[int, Cut]] = []
        for row, families in enumerate(said["families"]):
            found += [(row, cut) for name in families if (cut := self._cut(name))]
        if not found:
            raise Rejected(
                f"no font for {said['title']} is installed: pip install {FREE.replace('_', '-')}, or put "
                "the office's fonts into the folder LIYE_FONTS names",
                code="NO_FONT",
            )
        row, first = found[0]
        lacking = frozenset(characters) - coverage(first.path, first.index)
        extra = _covering([cut for _, cut in found[1:]], lacking)
        return Face(key, str(said["title"]), first, row < RIGHT, extra, "".join(sorted(lacking)))

    def _cut(self, name: str) -> Cut | None:
        family, _, weight = name.partition(":")
        weights = self.cuts.get(family.lower())
        if not weights:
            return None
        return weights.get(int(weight)) if weight else weights[min(weights, key=lambda w: abs(w - 400))]


def open_shelf(folder: Path | None) -> Shelf:
    """The machine's fonts, the office's own folder and the free ones that came along."""
    return _shelf(str(folder) if folder is not None and folder.is_dir() else "")


@cache
def _shelf(folder: str) -> Shelf:
    paths = [place for place in (folder, _free()) if place]
    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=list(paths))
    cuts: dict[str, dict[int, Cut]] = {}
    for one in fonts.fonts():
        if one.path and one.style == "normal":
            cut = Cut(one.family, one.weight, one.path, one.index)
            cuts.setdefault(one.family.lower(), {}).setdefault(one.weight, cut)
    return Shelf(fonts, cuts)


@cache
def faces() -> Mapping[str, Mapping[str, list[list[str]] | str]]:
    """What may stand for each typeface."""
    found: Mapping[str, Mapping[str, list[list[str]] | str]] = json.loads(FACES.read_text("utf-8"))
    return found


@cache
def coverage(path: str, index: int) -> frozenset[str]:
    """The characters a font has."""
    if path.lower().endswith((".ttc", ".otc")):
        with TTCollection(path, lazy=True) as collection:
            table = collection.fonts[index].getBestCmap()
    else:
        with TTFont(path, lazy=True) as font:
            table = font.getBestCmap()
    return frozenset(map(chr, table or ()))


def _covering(cuts: Iterable[Cut], characters: frozenset[str]) -> tuple[Cut, ...]:
    """The fewest of these, in order, that have what the first lacks."""
    found: list[Cut] = []
    for cut in cuts:
        if not characters:
            break
        rest = characters - coverage(cut.path, cut.index)
        if rest != characters:
            found.append(cut)
            characters = rest
    if characters:
        raise NoGlyph(characters)
    return tuple(found)


def _free() -> str:
    found = find_spec(FREE)
    places = found.submodule_search_locations if found else None
    return str(places[0]) if places else ""

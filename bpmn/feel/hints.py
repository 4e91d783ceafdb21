"""What somebody meant who wrote a sign of a Chinese keyboard, of mathematics or of another language."""

from __future__ import annotations

#: A sign or word, and what FEEL writes.
MEANT = {
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "×": "*",
    "÷": "/",
    "−": "-",
    "–": "-",
    "—": "-",
    "、": ",",
    "，": ",",
    "；": ",",
    ";": ",",
    "：": ":",
    "（": "(",
    "）": ")",
    "【": "[",
    "】": "]",
    "&": "and",
    "|": "or",
    "!": "not(…)",
    "且": "and",
    "并且": "and",
    "或": "or",
    "或者": "or",
    "如果": "if",
    "那么": "then",
    "否则": "else",
}
#: Two signs of other languages, by the second, which is where reading stops.
PAIRS = {("<", ">"): "!=", ("=", ">"): ">=", ("=", "<"): "<="}
STRAIGHT = ('strings stand in "straight" quotation marks', '字符串要用英文双引号 "" 括起')
PERCENT = ("write 0.5 for 50%", "百分数写成小数，例如 50% 写作 0.5")
RANGE = ("a range stands in brackets: [1..5]", "区间要写在方括号内，例如 [1..5]")
#: Of a test of a cell that goes on with `and`.
WHOLE = (
    "a test such as >= 1 is joined by no word; write [1..5], or whole conditions: ? >= 1 and ? <= 5",
    "单元格中的 >= 1 之类条件不能用该词连接；请写成区间（例如 [1..5]）或完整条件（? >= 1 and ? <= 5）",
)
ONCE = ("one '=' is enough", "相等只写一个“=”")
MEANINGS = {"'": STRAIGHT, "%": PERCENT, "..": RANGE}


def hint(text: str, before: str = "") -> tuple[str, str]:
    """What to write instead, as the end of a sentence in both languages; nothing where nobody knows."""
    meant = PAIRS.get((before, text)) or MEANT.get(text) or (MEANT.get(text[:1]) if len(text) > 1 else None)
    if meant is not None:
        return f"; write {meant!r}", f"，应写作“{meant}”"
    english, chinese = ONCE if (before, text) == ("=", "=") else MEANINGS.get(text, ("", ""))
    return (f"; {english}", f"；{chinese}") if english else ("", "")

"""What the parts of the reader share: the types and names of the model, expressions, and the findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bpmn import feel
from bpmn.dmn.errors import finding
from bpmn.dmn.scope import Boxed, Scope, Session
from bpmn.dmn.types import ItemType, simple
from bpmn.feel import tree
from bpmn.feel.expression import Expression
from bpmn.findings import Finding
from bpmn.xml import Node, local, namespace, token

if TYPE_CHECKING:
    from bpmn.dmn.table import Table

MODELS = (
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
)
LANGUAGES = frozenset(
    {"feel", "https://www.omg.org/spec/DMN/20230324/FEEL/"}
    | {
        f"https://www.omg.org/spec/DMN/{year}/FEEL/"
        for year in ("20180521", "20191111", "20211108", "20240513")
    }
    | {"http://www.omg.org/spec/DMN/20180521/FEEL/", "http://www.omg.org/spec/FEEL/20140401"}
)

Names = frozenset[str]
#: The language's own types, as a sentence names them.
OWN = (
    "number",
    "string",
    "boolean",
    "date",
    "time",
    "date and time",
    "days and time duration",
    "years and months duration",
)
#: What other languages and tools call them.
MEANT = {
    **dict.fromkeys(("number", "int", "integer", "long", "double", "float", "decimal", "short"), "number"),
    **dict.fromkeys(("string", "text", "str"), "string"),
    **dict.fromkeys(("boolean", "bool"), "boolean"),
    **dict.fromkeys(("datetime", "date time", "timestamp"), "date and time"),
    "date": "date",
    "time": "time",
}


@dataclass(slots=True)
class Use:
    """Names an expression reads from outside its model element."""

    element: Node
    names: Names
    functions: Names


@dataclass(frozen=True, slots=True)
class Called:
    """A function called by name: with these names, or with so many positional arguments."""

    element: Node
    name: str
    given: tuple[str, ...] | int


@dataclass(slots=True)
class Builder:
    """One reading of one file."""

    strict: bool
    types: dict[str, ItemType] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    calls: list[Called] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    def complain(self, rule: str, element: Node, message: str, message_zh: str) -> None:
        """Something that keeps the file from being deployed."""
        self.findings.append(finding(rule, element, message, message_zh))

    def type(self, reference: str | None, element: Node) -> ItemType | None:
        """The type a reference names; None when nothing is said."""
        name = token(reference)
        if not name:
            return None
        found = self.types.get(name) or simple(name)
        if found is None and ":" in name:
            short = name.rpartition(":")[2]
            found = self.types.get(short) or simple(short)
        if found is None:
            meant = MEANT.get(name.lower())
            cure = f"write {meant!r}" if meant else f"define it, or take one of {', '.join(OWN)}"
            cure_zh = f"应写作“{meant}”" if meant else f"请定义该类型，或选用 {'、'.join(OWN)}"
            self.complain(
                "dmn-type", element, f"there is no type {name!r}; {cure}", f"没有类型“{name}”；{cure_zh}"
            )
        return found

    def expression(self, element: Node, text: str, names: Names, *, unary: bool = False) -> Expression | None:
        """A compiled expression; None, and a finding, when it is wrong."""
        language = element.get("expressionLanguage") or element.getroottree().getroot().get(
            "expressionLanguage"
        )
        if language and language.strip() not in LANGUAGES and language.strip().lower() != "feel":
            self.complain(
                "dmn-language",
                element,
                f"expressions are FEEL, not {language!r}",
                f"表达式须用 FEEL，不能用“{language}”",
            )
            return None
        parse = feel.parse_unary if unary else feel.parse
        try:
            types = (
                {name: type_.for_feel() for name, type_ in self.types.items()} if "instance" in text else None
            )
            compiled = parse(text, names=names, functions=self.words, types=types)
        except feel.FeelError as error:
            where = f"{text.strip()!r}, line {error.line}, column {error.column}"
            self.complain(
                "dmn-expression",
                element,
                f"{where}: {error.message}",
                f"“{text.strip()}”第 {error.line} 行第 {error.column} 列：{error.message_zh}",
            )
            return None
        for note in feel.always_null(compiled, names) if self.strict else ():
            where = f"{text.strip()!r}, line {note.line}, column {note.column}"
            where_zh = f"“{text.strip()}”第 {note.line} 行第 {note.column} 列"
            self.complain(
                "dmn-expression", element, f"{where}: {note.message}", f"{where_zh}：{note.message_zh}"
            )
        self.calls.extend(_calls(element, compiled.tree))
        unknown = compiled.names - names - ({"?"} if unary else set())
        called = compiled.functions - names
        if unknown or called:
            self.uses.append(Use(element, frozenset(unknown), frozenset(called)))
        return compiled

    def boxed_expression(self, element: Node, text: str, names: Names) -> Boxed:
        """The same as a boxed expression; a wrong one is null."""
        compiled = self.expression(element, text, names)
        return nothing if compiled is None else literal(compiled)


def _calls(element: Node, root: tree.Node) -> Iterator[Called]:
    for node in tree.walk(root):
        if isinstance(node, tree.Call) and isinstance(node.callee, tree.Name):
            names = tuple(name for name, _ in node.named)
            yield Called(element, node.callee.name, names or len(node.positional))


def nothing(_scope: Scope, _session: Session) -> object:
    """Null."""
    return None


def literal(expression: Expression) -> Boxed:
    """An expression as a boxed one."""
    evaluate_in = expression.evaluate_in
    return lambda scope, session: evaluate_in(scope, session.run)


def ours(element: Node) -> bool:
    """Whether the element belongs to the DMN model and not to a drawing or an extension."""
    return isinstance(element.tag, str) and namespace(element) in MODELS


def parts(element: Node, *names: str) -> Iterable[Node]:
    """The children of these names."""
    return [child for child in element if ours(child) and local(child) in names]


def part(element: Node, *names: str) -> Node | None:
    """The first child of these names."""
    return next(iter(parts(element, *names)), None)


def text_in(element: Node | None) -> str | None:
    """What stands in the `text` below an element; None when nothing does."""
    found = None if element is None else part(element, "text")
    if found is None or found.text is None or not found.text.strip():
        return None
    return str(found.text)


def name_of(element: Node) -> str:
    """The element's name with single spaces."""
    return token(element.get("name"))

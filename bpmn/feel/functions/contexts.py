"""Functions of contexts."""

from __future__ import annotations

from bpmn.feel.errors import Null
from bpmn.feel.functions.registry import builtin


@builtin("get value(m: context, key: string)")
def get_value(context: dict[str, object], key: str) -> object:
    """The value of an entry; null when there is none.

    中文：取某一项的值。

    >>> get value({key1: "value1"}, "key1")
    "value1"
    """
    if key not in context:
        raise Null(f"the context has no entry {key!r}", f"上下文中没有“{key}”")
    return context[key]


@builtin("get entries(m: context)")
def get_entries(context: dict[str, object]) -> list[object]:
    """The entries as a list of contexts with key and value.

    中文：各项的键与值。

    >>> get entries({a: 1})
    [{key: "a", value: 1}]
    """
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context(entries: list)")
def context(entries: list[object]) -> dict[str, object]:
    """A context of entries with key and value.

    中文：由键值列表构成上下文。

    >>> context([{key: "a", value: 1}, {key: "b", value: 2}])
    {a: 1, b: 2}
    """
    built = dict[str, object]()
    for entry in entries:
        if not isinstance(entry, dict) or not {"key", "value"} <= entry.keys():
            raise Null("an entry has a key and a value", "每一项须有 key 和 value")
        key = entry["key"]
        if not isinstance(key, str) or key in built:
            raise Null("keys are strings, each once", "键须为不重复的字符串")
        built[key] = entry["value"]
    return built


@builtin("context put(context: context, key: string, value: any)")
def context_put(base: dict[str, object], key: str, value: object) -> dict[str, object]:
    """A context with one entry added or changed.

    中文：增加或修改一项。

    >>> context put({x: 1}, "y", 2)
    {x: 1, y: 2}
    """
    return {**base, key: value}


@builtin("context put(context: context, keys: list, value: any)")
def context_put_deep(base: dict[str, object], keys: list[object], value: object) -> dict[str, object]:
    """The same, deeper: the keys lead to the entry.

    中文：按键路径增加或修改。

    >>> context put({x: 1, y: {a: 0}}, ["y", "a"], 2)
    {x: 1, y: {a: 2}}
    """
    if not keys or not all(isinstance(key, str) for key in keys):
        raise Null("the keys are a list of strings", "键路径须为字符串列表")
    first, *rest = [str(key) for key in keys]
    if not rest:
        return {**base, first: value}
    inner = base.get(first)
    if not isinstance(inner, dict):
        raise Null(f"{first!r} is no context", f"“{first}”不是上下文")
    return {**base, first: context_put_deep(inner, list(rest), value)}


@builtin("context merge(contexts: list)")
def context_merge(contexts: list[object]) -> dict[str, object]:
    """One context of several; the later wins.

    中文：合并上下文，后者优先。

    >>> context merge([{x: 1}, {x: 2, y: 3}])
    {x: 2, y: 3}
    """
    merged = dict[str, object]()
    for item in contexts:
        if not isinstance(item, dict):
            raise Null("only contexts can be merged", "只能合并上下文")
        merged |= item
    return merged

"""Compiles invocations: built-in functions directly, others by the value of their name, the host's last."""

from __future__ import annotations

from collections.abc import Callable

from bpmn.feel import tree
from bpmn.feel.compiler import MISSING, Compiler, Scopes, ask, compiles
from bpmn.feel.errors import FeelLimit, Null
from bpmn.feel.functions import BUILTINS, Builtin
from bpmn.feel.operators import KINDS_ZH
from bpmn.feel.run import Closure, Env, Run, Spot
from bpmn.feel.values import Function, kind, to_feel

Named = list[tuple[str, Closure]]


@compiles(tree.Call)
def _call(compiler: Compiler, node: tree.Call, scopes: Scopes) -> Closure:
    positional = [compiler.compile(argument, scopes) for argument in node.positional]
    named = [(name, compiler.compile(argument, scopes)) for name, argument in node.named]
    spot = compiler.spot(node)
    if not isinstance(node.callee, tree.Name):
        return _value_call(compiler.compile(node.callee, scopes), positional, named, spot)
    name = node.callee.name
    find, bound = compiler.lookup(name, scopes)
    if bound:
        return _value_call(find, positional, named, spot)
    if name in BUILTINS and name not in compiler.shadowed:
        call = _builtin_call(BUILTINS[name], positional, named, spot)
        return _not(positional[0], call) if name == "not" and len(positional) == 1 else call
    if name not in BUILTINS:
        compiler.functions.add(name)
    return _named_call(name, find, positional, named, spot)


def _builtin_call(builtin: Builtin, positional: list[Closure], named: Named, spot: Spot) -> Closure:
    if named:

        def by_name(env: Env) -> object:
            given = {name: argument(env) for name, argument in named}
            return guarded(env.run, spot, lambda: builtin.call_named(env.run, given))

        return by_name

    def by_place(env: Env) -> object:
        arguments = [argument(env) for argument in positional]
        try:
            return builtin.call(env.run, arguments)
        except Null as null:
            env.run.null(spot, null.message, null.message_zh)
        except ArithmeticError:
            env.run.null(spot, "the number is too large", "数值过大")
        except FeelLimit as limit:
            raise limit.placed(spot) from None
        return None

    return by_place


def _not(argument: Closure, otherwise: Closure) -> Closure:
    """Half of all conditions say `not`: what is true or false needs no call."""

    def run(env: Env) -> object:
        value = argument(env)
        return not value if value is True or value is False else otherwise(env)

    return run


def guarded(run: Run, spot: Spot, action: Callable[[], object]) -> object:
    """The result; null, with the reason in the trace, where there is none."""
    try:
        return action()
    except Null as null:
        run.null(spot, null.message, null.message_zh)
    except ArithmeticError:
        run.null(spot, "the number is too large", "数值过大")
    except FeelLimit as limit:
        raise limit.placed(spot) from None
    return None


def _value_call(callee: Closure, positional: list[Closure], named: Named, spot: Spot) -> Closure:
    def run(env: Env) -> object:
        return _invoke(env, callee(env), positional, named, spot)

    return run


def _named_call(
    name: str, find: Callable[[Env], object], positional: list[Closure], named: Named, spot: Spot
) -> Closure:
    def run(env: Env) -> object:
        value = find(env)
        if name in BUILTINS and not isinstance(value, Function):
            value = BUILTINS[name]  # a variable of that name hides no function
        if isinstance(value, Function) or (value is not MISSING and name not in env.run.functions):
            return _invoke(env, value, positional, named, spot)
        function = env.run.functions.get(name)
        if function is None:
            env.run.null(spot, f"there is no function {name!r}", f"没有函数“{name}”")
            return None
        arguments = [argument(env) for argument in positional]
        given = {label: argument(env) for label, argument in named}
        return guarded(env.run, spot, lambda: to_feel(ask(env.run, name, function, arguments, given)))

    return run


def _invoke(env: Env, value: object, positional: list[Closure], named: Named, spot: Spot) -> object:
    if not isinstance(value, Function):
        env.run.null(spot, f"a {kind(value)} is no function", f"{KINDS_ZH[kind(value)]}不是函数")
        return None
    if named:
        given = {name: argument(env) for name, argument in named}
        if isinstance(value, Builtin):
            return guarded(env.run, spot, lambda: value.call_named(env.run, given))
        if value.parameters is None or given.keys() != set(value.parameters):
            _mismatch(env, value, spot)
            return None
        arguments = [given[name] for name in value.parameters]
    else:
        arguments = [argument(env) for argument in positional]
        if value.parameters is not None and len(arguments) != len(value.parameters):
            _mismatch(env, value, spot)
            return None
    return guarded(env.run, spot, lambda: value.call(env.run, arguments))


def _mismatch(env: Env, value: Function, spot: Spot) -> None:
    wanted = ", ".join(value.parameters or ())
    env.run.null(spot, f"the function takes ({wanted})", f"该函数的参数为（{wanted}）")

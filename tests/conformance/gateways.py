"""Gateways."""

from __future__ import annotations

from tests.conformance.row import Runs
from tests.engine.runtime.drawing import (
    catch,
    end,
    inc,
    message,
    node,
    par,
    signal,
    start,
    throw,
    timer,
    user,
    xor,
)

IN = "Gateways"
WAYS = (throw("a"), throw("b"), throw("c"), end())


def complex_join(condition: str) -> str:
    """A complex gateway that goes on when this holds."""
    return node(
        "complexGateway",
        "j",
        f"<activationCondition>{condition}</activationCondition>",
        gatewayDirection="Converging",
    )


ROWS = (
    Runs(IN, "exclusive, in the order of the document", "排他网关（按文档顺序）", (start(), xor("x", gatewayDirection="Diverging"), *WAYS, "s > x > [n > 1] a > e; x > [n > 0] b > e; x > [*] c > e"), "s x a e", given={"n": 2}),
    Runs(IN, "exclusive, default", "排他网关（默认流）", (start(), xor("x"), *WAYS, "s > x > [n > 1] a > e; x > [n > 0] b > e; x > [*] c > e"), "s x c e", given={"n": 0}),
    Runs(IN, "exclusive, merging", "排他网关（合并）", (start(), par("f"), user("a"), user("b"), xor("x", gatewayDirection="Unspecified"), end(), "s > f > a > x; f > b > x > e"), "s f a x e b x e", "a; b"),
    Runs(IN, "parallel, split and join", "并行网关", (start(), par("f"), user("a"), user("b"), node("parallelGateway", "j", gatewayDirection="Mixed"), end(), "s > f > a > j; f > b > j > e"), "s f a b j e", "a; b"),
    Runs(IN, "parallel, inside a loop", "循环中的并行网关", (start(), xor("m"), par("f"), user("a"), user("b"), par("j"), xor("x"), end(), "s > m > f > a > j; f > b > j > x > [again] m; x > [*] e"), "s m f a b j x m f a b j x e", "a; b again=true; a; b again=false"),
    Runs(IN, "inclusive, split and join", "包容网关", (start(), inc("f"), user("a"), user("b"), user("c"), inc("j"), end(), "s > f > [n > 0] a > j; f > [n > 1] b > j; f > [*] c > j > e"), "s f a b j e", "a; b", given={"n": 2}),
    Runs(IN, "inclusive, default", "包容网关（默认流）", (start(), inc("f"), user("a"), user("b"), user("c"), inc("j"), end(), "s > f > [n > 0] a > j; f > [n > 1] b > j; f > [*] c > j > e"), "s f c j e", "c", given={"n": 0}),
    Runs(IN, "inclusive, inside a loop", "循环中的包容网关", (start(), xor("m"), inc("f"), user("a"), user("b"), inc("j"), xor("x"), end(), "s > m > f > [n > 0] a > j; f > [n > 1] b > j > x > [n > 1] m; x > [*] e"), "s m f a b j x m f a b j x e", "a; b; set n=1; a; b", given={"n": 2}),
    Runs(IN, "complex, two of three go on", "复杂网关（三取二）", (start(), par("f"), user("a"), user("b"), user("c"), complex_join("activationCount &gt;= 2"), end(), "s > f > a > j; f > b > j; f > c > j > e"), "s f a b j e c", "a; b; c"),
    Runs(IN, "complex, splitting", "复杂网关（分支）", (start(), node("complexGateway", "x"), *WAYS, "s > x > [n > 0] a > e; x > [n > 1] b > e; x > [*] c > e"), "s x a b e e", given={"n": 2}),
    Runs(IN, "event-based, the first event wins", "事件网关", (start(), node("eventBasedGateway", "g", eventGatewayType="Exclusive", instantiate="false"), catch("a", timer(duration="P2D")), catch("b", timer(duration="P1D")), catch("c", message("m")), end(), "s > g > a > e; g > b > e; g > c > e"), "s g b e", "days 3"),
    Runs(IN, "event-based, a receive task behind it", "事件网关与接收任务", (start(), node("eventBasedGateway", "g"), node("receiveTask", "r", messageRef="message_m"), catch("b", signal("g")), end(), "s > g > r > e; g > b > e"), "s g r e", "message m"),
    Runs(IN, "event-based, instantiating", "启动流程的事件网关", (node("eventBasedGateway", "g", instantiate="true"), catch("a", message("m")), catch("b", message("n")), end(), "g > a > e; g > b > e"), "g b e", "message n", begun=False),
    Runs(IN, "event-based, parallel, instantiating", "启动流程的并行事件网关", (node("eventBasedGateway", "g", instantiate="true", eventGatewayType="Parallel"), catch("a", message("m")), catch("b", message("n")), end(), "g > a > e; g > b > e"), "g b e a e", "message n k=1; message m 1", keys={"m": "=k", "n": "=k"}, begun=False),
)  # fmt: skip

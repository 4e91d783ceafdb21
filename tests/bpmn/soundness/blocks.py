"""Random block-structured processes."""

from __future__ import annotations

import random

from tests.bpmn.drawing import drawing


class Blocks:
    """Random block-structured processes: sound by construction, and with one join of the wrong kind."""

    def __init__(self, seed: int, *, broken: str | None = None) -> None:
        self.dice = random.Random(seed)
        self.count = 0
        self.nodes: list[str] = []
        self.flows: list[str] = []
        self.splits: list[tuple[str, str]] = []
        end = self.block(self.node("start", "s"), 2 if broken else 3)
        if broken and not self.choosing(broken):
            end = self.split(end, 1, broken)
        self.broken = self.dice.choice(self.choosing(broken)) if broken else None
        self.flows.append(f"{end} > {self.node('end', 'e')}")

    def choosing(self, kind: str) -> list[tuple[str, str]]:
        """The joins of one kind of split."""
        return [split for split in self.splits if split[1] == kind]

    def node(self, kind: str, name: str = "") -> str:
        self.count += 1
        name = name or f"n{self.count}"
        self.nodes.append(f"{name}({kind})")
        return name

    def after(self, last: str, kind: str) -> str:
        new = self.node(kind)
        self.flows.append(f"{last} > {new}")
        return new

    def block(self, last: str, depth: int) -> str:
        for _ in range(self.dice.randint(1, 3)):
            shape = (
                self.dice.choice(("task", "task", "xor", "and", "or", "loop", "late")) if depth else "task"
            )
            if shape in {"xor", "and", "or"}:
                last = self.split(last, depth, shape)
            elif shape == "loop":
                merge = self.after(last, "xor")
                decide = self.after(self.block(merge, depth - 1), "xor")
                self.flows.append(f"{decide} > {merge}")
                last = decide
            elif shape == "late":
                host = self.after(last, "user")
                event = f"n{self.count + 1}"
                self.count += 1
                self.nodes.append(f"{event}(timer:{host})")
                join = self.after(host, "xor")
                self.flows.append(f"{self.block(event, depth - 1)} > {join}")
                last = join
            else:
                last = self.after(last, "user")
        return last

    def split(self, last: str, depth: int, shape: str) -> str:
        gate = self.after(last, shape)
        ends = [self.block(self.after(gate, "user"), depth - 1) for _ in range(self.dice.randint(2, 3))]
        join = self.node(shape)
        self.flows += [f"{end} > {join}" for end in ends]
        if shape != "or":
            self.splits.append((join, shape))
        return join

    def xml(self) -> bytes:
        text = drawing("\n".join(("@: " + " ".join(self.nodes), *self.flows)))
        if self.broken:
            join, shape = self.broken
            right, wrong = ("exclusiveGateway", "parallelGateway")[:: 1 if shape == "xor" else -1]
            assert f'<{right} id="{join}"'.encode() in text
            text = text.replace(f'<{right} id="{join}"'.encode(), f'<{wrong} id="{join}"'.encode())
        return text

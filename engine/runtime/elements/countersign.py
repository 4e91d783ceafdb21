"""Countersigning: whether several people together agree, told by their answers and not by their number.

The votes stand with the token of the loop (the fact ``votes``): the number of the body, who, how he decided,
and a hash of what he was to confirm. When that changes, who agreed before is asked again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from bpmn.vocabulary import Countersign
from engine.model import Json, Variables
from engine.runtime.changes import CountersignAgreed
from engine.runtime.failures import Failure
from engine.runtime.scopes import View
from engine.runtime.site import Site
from engine.runtime.tokens import Token
from engine.runtime.tree import root_of

AGREED, OBJECTED, ABSTAINED = "agreed", "objected", "abstained"
VOTES = "votes"


class Vote:
    """How one step is countersigned."""

    def __init__(self, site: Site, said: Countersign) -> None:
        self.said = said
        self.need = site.value(said.need, "how many must agree") if said.need else None
        self.result_variable = said.result_variable or f"{site.element.id}_result"

    # Counting

    def count(self, host: Token, body: Token, item: Json) -> None:
        """Somebody has answered."""
        answer = (body.variables or {}).get(self.said.field)
        how = AGREED if answer in self.said.agree else ABSTAINED
        how = OBJECTED if answer in self.said.disagree else how
        row = {"i": body.index, "w": body.facts.get("by") or item, "v": how, "t": item}
        if (person := body.facts.get("for")) is not None:
            row["f"] = person
        if self.said.confirms:
            row["h"] = self.hash_of(body)
        host.fact(VOTES, [*votes(host), row])

    def stale(self, host: Token) -> list[dict[str, Any]]:
        """The agreements to what has changed since."""
        if not self.said.confirms:
            return []
        now = self.hash_of(host)
        return [row for row in votes(host) if row["v"] == AGREED and row["h"] != now]

    def forget(self, host: Token, rows: Sequence[Mapping[str, Any]]) -> None:
        """These votes do not count any more; the answers stay in the record."""
        host.fact(VOTES, [row for row in votes(host) if row not in rows])

    def hash_of(self, token: Token) -> str:
        """Of the variables that are agreed to."""
        return fingerprint(token, self.said.confirms)

    def tell_agreed(self, host: Token) -> None:
        """It has ended: what was agreed to may still change later, and the office wants to know."""
        if self.said.confirms and host.owner is not None and self.verdict(host):
            people = tuple(str(row["w"]) for row in votes(host) if row["v"] == AGREED)
            confirms, where = tuple(self.said.confirms), host.owner.key
            said = CountersignAgreed(
                host.key, host.node.element_id, people, confirms, where, root_of(host).key
            )
            host.tree.record(said)

    # Deciding

    def verdict(self, host: Token) -> bool | None:
        """True: agreed; False: it cannot be any more; None: not decided yet."""
        said = [row["v"] for row in votes(host)]
        total: int = host.facts["total"]
        still_open = total - len(said)
        if self.said.collect and still_open > 0:
            return None
        return self._decided(host, said, total, still_open)

    def _decided(self, host: Token, said: list[str], total: int, still_open: int) -> bool | None:
        agreed = said.count(AGREED)
        match self.said.mode:
            case "any":
                decided = [one for one in said if one != ABSTAINED]
                return decided[0] == AGREED if decided else None if still_open > 0 else False
            case "veto":
                return False if OBJECTED in said else True if still_open <= 0 else None
            case "share" | "count":
                wanted = self.wanted(host, total)
                if total and agreed >= wanted:
                    return True
                return False if agreed + still_open < wanted or still_open <= 0 else None
        return False if agreed < len(said) else True if still_open <= 0 else None

    def wanted(self, host: Token, total: int) -> Decimal:
        """How many must agree."""
        value = self.need.json(host) if self.need else None
        try:
            need = Decimal(str(value))
        except InvalidOperation:
            need = Decimal(0)
        fits = 0 < need <= 1 if self.said.mode == "share" else need >= 1
        if not fits:
            raise Failure("COUNTERSIGN_INVALID", f"need: {value} is no {self.said.mode} of approvals")
        return need * total if self.said.mode == "share" else need

    def result(self, host: Token) -> dict[str, Json]:
        """How it stands, for the result variable and for those who look."""
        rows = votes(host)
        by = {how: [row["w"] for row in rows if row["v"] == how] for how in (AGREED, OBJECTED, ABSTAINED)}
        return {
            "approved": self.verdict(host),
            "mode": self.said.mode,
            "total": host.facts["total"],
            "approvals": len(by[AGREED]),
            "rejections": len(by[OBJECTED]),
            "abstentions": len(by[ABSTAINED]),
            **by,
        }


def votes(host: Token) -> list[dict[str, Any]]:
    """What was said so far."""
    return list(host.facts.get(VOTES, ()))


def fingerprint(token: Token, names: Sequence[str]) -> str:
    """A hash of what can be read at a token under these names."""
    return hash_of(View(token), names)


def hash_of(seen: Variables, names: Sequence[str]) -> str:
    """The same of what is read."""
    values = [seen.get(name) for name in names]
    return hashlib.sha256(json.dumps(values, default=str, sort_keys=True).encode()).hexdigest()[:16]

"""For every reason there is, an order that yields it: the table that the tests of each journey add to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from orderdesk.decision import Decision, Outcome
from orderdesk.model import OrderCase
from orderdesk.policy import terms
from tests.policy.cases import NOW
from tests.policy.journeys import BY_NAME


@dataclass(frozen=True)
class Situation:
    """`why` is the reason expected first; `facts` some of its facts; `also` further reasons, in their order."""

    why: str
    outcome: Outcome
    case: OrderCase
    ask: Any = None
    market: str = "us"
    now: datetime = NOW
    facts: dict[str, Any] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    offers: tuple[str, ...] | None = None
    name: str = ""

    def __str__(self) -> str:
        return self.name or f"{self.why} {self.market}"


def decide(journey: str, one: Situation) -> Decision:
    """The journey's decision on the situation."""
    return BY_NAME[journey].decide(one.case, one.ask, terms.load(one.market), one.now)


def check(journey: str, one: Situation) -> None:
    """The decision is as the situation says: reasons in order, outcome, facts, and, where told, all offers in order."""
    decision = decide(journey, one)
    assert [reason.code for reason in decision.reasons] == [one.why, *one.also]
    assert decision.outcome is one.outcome
    assert one.facts.items() <= dict(decision.reasons[0].facts).items()
    if one.offers is not None:
        assert tuple(offer.code for offer in decision.alternatives) == one.offers


def missing(journey: str, situations: Iterable[Situation]) -> set[str]:
    """The rules of the journey that no situation yields."""
    return {rule.code for rule in BY_NAME[journey].rules} - {one.why for one in situations}

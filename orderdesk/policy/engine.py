"""How a list of rules becomes a Decision.

A rule is a function `(case, ask, terms, now) -> facts | None`: facts when it applies, None when not.
What follows from it (outcome, alternatives) is the market's business: its terms say so under the rule's name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from orderdesk.decision import Alternative, Decision, Outcome, Reason
from orderdesk.model import OrderCase
from orderdesk.policy.terms import Terms

Ask = TypeVar("Ask")
Facts = Mapping[str, Any]
RuleFunction = Callable[[OrderCase, Any, Terms, datetime], "Facts | None"]
Offer = Callable[[str, OrderCase, Terms, datetime], "Alternative | None"]

#: Always there, so always the last to be offered.
LAST_RESORT = "human"

#: The reason when no rule of the market speaks: a person decides.
UNCLEAR = Reason("unclear")


@dataclass(frozen=True)
class Rule:
    """A rule and the names of the facts it gives."""

    code: str
    facts: tuple[str, ...]
    applies: RuleFunction


@dataclass(frozen=True)
class Finding:
    """A rule that applied, with what the market says about it."""

    reason: Reason
    outcome: Outcome
    alternatives: tuple[str, ...]


def rule(*facts: str) -> Callable[[RuleFunction], Rule]:
    """Make a function a rule of the same name that gives exactly these facts."""
    return lambda function: Rule(function.__name__, facts, function)


@dataclass(frozen=True)
class Journey:
    """Something that a buyer may ask for, and its rules. `ask`: how exactly, in the journey's own class."""

    name: str
    rules: tuple[Rule, ...]

    def findings(self, case: OrderCase, ask: Any, terms: Terms, now: datetime) -> tuple[Finding, ...]:
        """All rules of the market that apply, strictest first, else in the order in which they are listed."""
        return tuple(sorted(self._applying(case, ask, terms, now), key=lambda finding: -finding.outcome))

    def allows(self, case: OrderCase, ask: Any, terms: Terms, now: datetime) -> bool:
        """Whether a rule applies and none stands in the way; nothing is asked after the first one that does."""
        allowed = False
        for finding in self._applying(case, ask, terms, now):
            if finding.outcome >= Outcome.HANDOFF:
                return False
            allowed = True
        return allowed

    def _applying(self, case: OrderCase, ask: Any, terms: Terms, now: datetime) -> Iterator[Finding]:
        """The market's rules that apply, as listed."""
        for one in self.rules:
            term = terms.rule(self.name, one.code)
            facts = one.applies(case, ask, terms, now) if term else None
            if term and facts is not None:
                yield Finding(Reason(one.code, dict(facts)), term.outcome, term.alternatives)


def decision(
    found: Sequence[Finding], case: OrderCase, terms: Terms, now: datetime, offer: Offer
) -> Decision:
    """The strictest outcome with every reason; alternatives of all reasons, once each: now, later, a person.

    A no lists only what stands in the way, not what would have allowed it. A fact named `deadline` of the
    deciding reason becomes the decision's deadline.
    """
    if not found:
        found = (Finding(UNCLEAR, Outcome.HANDOFF, (LAST_RESORT,)),)
    if found[0].outcome >= Outcome.HANDOFF:
        found = [finding for finding in found if finding.outcome >= Outcome.HANDOFF]
    codes = dict.fromkeys(code for finding in found for code in finding.alternatives)
    offers = [made for code in codes if (made := offer(code, case, terms, now))]
    return Decision(
        outcome=found[0].outcome,
        reasons=tuple(finding.reason for finding in found),
        alternatives=tuple(sorted(offers, key=_best_first)),
        deadline=found[0].reason.facts.get("deadline"),
        version=terms.version,
    )


def _best_first(made: Alternative) -> tuple[bool, bool]:
    return made.code == LAST_RESORT, made.works_from is not None

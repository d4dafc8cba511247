"""The rules of opening a dispute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from orderdesk.model import OrderCase
from orderdesk.policy.engine import Finding, Rule, findings
from orderdesk.policy.terms import Terms


@dataclass(frozen=True)
class DisputeAsk:
    """What a dispute is about, once known."""

    about: str | None = None


RULES: tuple[Rule, ...] = ()


def judge_dispute(case: OrderCase, ask: DisputeAsk, terms: Terms, now: datetime) -> tuple[Finding, ...]:
    """The rules that apply, without looking for alternatives."""
    return findings("dispute", RULES, case, ask, terms, now)

"""The rules of writing to the seller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from orderdesk.model import OrderCase
from orderdesk.policy.engine import Finding, Rule, findings
from orderdesk.policy.terms import Terms


@dataclass(frozen=True)
class ContactAsk:
    """What a message to the seller is about."""

    topic: str | None = None


RULES: tuple[Rule, ...] = ()


def judge_contact(case: OrderCase, ask: ContactAsk | None, terms: Terms, now: datetime) -> tuple[Finding, ...]:
    """The rules that apply, without looking for alternatives."""
    return findings("seller", RULES, case, ask, terms, now)

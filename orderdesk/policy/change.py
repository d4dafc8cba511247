"""May an order be changed after it was placed? No; this says what comes closest."""

from __future__ import annotations

from datetime import datetime

from orderdesk.decision import Decision
from orderdesk.model import OrderCase
from orderdesk.policy.alternatives import offer
from orderdesk.policy.engine import decision
from orderdesk.policy.rules.change import CHANGE
from orderdesk.policy.terms import Terms


def decide_change(case: OrderCase, ask: None, terms: Terms, now: datetime) -> Decision:
    """Always a refusal, with the ways that come closest: cancel and order again, write to the seller, return it."""
    return decision(CHANGE.findings(case, ask, terms, now), case, terms, now, offer)

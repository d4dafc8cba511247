"""Can the buyer be told when this order arrives?"""

from __future__ import annotations

from datetime import datetime

from orderdesk.decision import Decision
from orderdesk.model import OrderCase
from orderdesk.policy.alternatives import offer
from orderdesk.policy.engine import decision
from orderdesk.policy.rules.watch import WATCH
from orderdesk.policy.terms import Terms


def decide_watch(case: OrderCase, ask: None, terms: Terms, now: datetime) -> Decision:
    """Yes (ALLOW) for whatever is still to come, else no with what works instead."""
    return decision(WATCH.findings(case, ask, terms, now), case, terms, now, offer)

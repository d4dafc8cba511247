"""May the buyer write to the seller, and about what?"""

from __future__ import annotations

from datetime import datetime

from orderdesk.decision import Decision
from orderdesk.model import OrderCase
from orderdesk.policy.alternatives import offer
from orderdesk.policy.engine import decision
from orderdesk.policy.rules.seller import ContactAsk, judge_contact
from orderdesk.policy.terms import Terms

__all__ = ["ContactAsk", "decide_contact", "topics_for"]


def decide_contact(case: OrderCase, ask: ContactAsk | None, terms: Terms, now: datetime) -> Decision:
    """Write (ALLOW), or not now, with reasons and what works instead."""
    return decision(judge_contact(case, ask, terms, now), case, terms, now, offer)


def topics_for(case: OrderCase) -> tuple[str, ...]:
    """What a message about this order may be about, the likeliest first."""
    return ()

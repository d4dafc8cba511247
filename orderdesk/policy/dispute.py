"""May the buyer open a dispute, about what, and with which evidence?"""

from __future__ import annotations

from datetime import datetime

from orderdesk.decision import Decision
from orderdesk.model import OrderCase
from orderdesk.policy.alternatives import offer
from orderdesk.policy.engine import decision
from orderdesk.policy.rules.dispute import DisputeAsk, judge_dispute
from orderdesk.policy.terms import Terms

__all__ = ["DisputeAsk", "about_for", "decide_dispute", "evidence_for"]


def decide_dispute(case: OrderCase, ask: DisputeAsk, terms: Terms, now: datetime) -> Decision:
    """Open one (ALLOW), or not, with reasons and what works instead."""
    return decision(judge_dispute(case, ask, terms, now), case, terms, now, offer)


def about_for(case: OrderCase) -> tuple[str, ...]:
    """What a dispute about this order may be about, the likeliest first."""
    return ()


def evidence_for(about: str, terms: Terms) -> tuple[str, ...]:
    """What the buyer is asked to bring: photo, description, tracking, seller_reply."""
    return ()

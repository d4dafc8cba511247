"""May the buyer open a dispute, about what, and with which evidence?"""

from __future__ import annotations

from datetime import datetime

from orderdesk.decision import Decision
from orderdesk.model import OrderCase
from orderdesk.policy.alternatives import offer
from orderdesk.policy.engine import decision
from orderdesk.policy.rules.dispute import DisputeAsk, judge_dispute
from orderdesk.policy.rules.dispute_grounds import NO_ANSWER, NOT_RECEIVED, OTHER, refusals
from orderdesk.policy.rules.seller import unanswered
from orderdesk.policy.rules.state import ON_ITS_WAY, has_arrived
from orderdesk.policy.terms import Terms

__all__ = ["ABOUT_GOODS", "DisputeAsk", "about_for", "decide_dispute", "evidence_for"]

#: What may be wrong with something that arrived, or is said to have.
ABOUT_GOODS = (NOT_RECEIVED, "damaged", "wrong_item", "missing_parts", "defective", "not_as_described")


def decide_dispute(case: OrderCase, ask: DisputeAsk, terms: Terms, now: datetime) -> Decision:
    """Open one (ALLOW), or not, with reasons and what works instead."""
    return decision(judge_dispute(case, ask, terms, now), case, terms, now, offer)


def about_for(case: OrderCase) -> tuple[str, ...]:
    """What a dispute about this order may be about, a quarrel that there is before the goods."""
    quarrels = dict.fromkeys(refusal.about for refusal in refusals(case))
    silence = (NO_ANSWER,) if unanswered(case) else ()
    on_the_way = (NOT_RECEIVED,) if case.order.status in ON_ITS_WAY else ()
    goods = ABOUT_GOODS if any(has_arrived(case, line) for line in case.lines) else on_the_way
    return (*quarrels, *silence, *goods, OTHER)


def evidence_for(about: str, terms: Terms) -> tuple[str, ...]:
    """What to bring: photo, description, tracking, seller_reply. An unknown matter counts as `other`."""
    table = terms.codes_by("dispute.evidence")
    return table.get(about, table[OTHER])

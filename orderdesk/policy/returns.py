"""May this be returned, refunded or replaced, and how? And may the request be withdrawn?"""

from __future__ import annotations

from datetime import datetime

from orderdesk.decision import Decision
from orderdesk.model import OrderCase
from orderdesk.policy.alternatives import offer
from orderdesk.policy.engine import decision
from orderdesk.policy.rules.return_lines import (
    chosen_lines,
    kinds_for,
    return_reasons,
    return_until,
    still_missing,
)
from orderdesk.policy.rules.returns import RETURN, ReturnAsk
from orderdesk.policy.rules.withdraw_return import WITHDRAW_RETURN
from orderdesk.policy.terms import Terms

__all__ = [
    "ReturnAsk",
    "chosen_lines",
    "decide_return",
    "decide_withdraw_return",
    "is_label_free",
    "kinds_for",
    "return_reasons",
    "return_until",
    "still_missing",
]


def decide_return(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> Decision:
    """Approved at once (ALLOW), for the seller to answer (ASK_SELLER), or not, with what works instead."""
    return decision(RETURN.findings(case, ask, terms, now), case, terms, now, offer)


def decide_withdraw_return(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> Decision:
    """Take the live return back (ALLOW), or not."""
    return decision(WITHDRAW_RETURN.findings(case, ask, terms, now), case, terms, now, offer)


def is_label_free(reason: str, terms: Terms) -> bool:
    """Whether the way back costs the buyer nothing."""
    return reason in terms.codes("returns.free_label")

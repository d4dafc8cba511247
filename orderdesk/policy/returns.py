"""May this be returned, refunded or replaced, and how? And may the request be withdrawn?"""

from __future__ import annotations

from datetime import datetime

from orderdesk.decision import Decision
from orderdesk.model import OrderCase, ReturnKind
from orderdesk.policy.alternatives import offer
from orderdesk.policy.engine import decision
from orderdesk.policy.rules.returns import ReturnAsk, judge_return, judge_withdraw_return, return_until
from orderdesk.policy.terms import Terms

__all__ = [
    "ReturnAsk",
    "decide_return",
    "decide_withdraw_return",
    "kinds_for",
    "return_reasons",
    "return_until",
]


def decide_return(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> Decision:
    """Approved at once (ALLOW), for the seller to answer (ASK_SELLER), or not, with reasons and what works instead."""
    return decision(judge_return(case, ask, terms, now), case, terms, now, offer)


def decide_withdraw_return(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> Decision:
    """Take the live return back (ALLOW), or not."""
    return decision(judge_withdraw_return(case, ask, terms, now), case, terms, now, offer)


def kinds_for(case: OrderCase, reason: str, terms: Terms) -> tuple[ReturnKind, ...]:
    """What a buyer may ask for with this reason, the most usual first."""
    return ()


def return_reasons(case: OrderCase, terms: Terms) -> tuple[str, ...]:
    """The reasons to choose from, by where the order is; empty while there can be none."""
    return ()

"""May this order, or these lines of it, be cancelled? And may a request for it be withdrawn?"""

from __future__ import annotations

from datetime import datetime

from orderdesk.decision import Decision
from orderdesk.model import OrderCase
from orderdesk.policy.alternatives import offer
from orderdesk.policy.engine import decision
from orderdesk.policy.rules.cancel import CANCEL, CancelAsk
from orderdesk.policy.rules.withdraw import WITHDRAW
from orderdesk.policy.terms import Terms


def decide_cancel(case: OrderCase, ask: CancelAsk, terms: Terms, now: datetime) -> Decision:
    """Cancel now (ALLOW), ask the seller (ASK_SELLER), or not (REFUSE, HANDOFF), with what works instead."""
    return decision(CANCEL.findings(case, ask, terms, now), case, terms, now, offer)


def decide_withdraw(case: OrderCase, ask: CancelAsk, terms: Terms, now: datetime) -> Decision:
    """Take the live cancellation request back (ALLOW), or not."""
    return decision(WITHDRAW.findings(case, ask, terms, now), case, terms, now, offer)

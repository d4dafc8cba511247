"""All kinds of decision side by side, so that what holds for all is tested on all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from orderdesk.decision import Decision
from orderdesk.policy.cancel import decide_cancel, decide_withdraw
from orderdesk.policy.change import decide_change
from orderdesk.policy.dispute import decide_dispute
from orderdesk.policy.engine import Rule
from orderdesk.policy.returns import decide_return, decide_withdraw_return
from orderdesk.policy.rules import cancel, change, dispute, return_withdrawal, returns, seller, watch
from orderdesk.policy.seller import decide_contact
from orderdesk.policy.watch import decide_watch
from tests.policy.arbitrary import cancel_asks, contact_asks, dispute_asks, return_asks


@dataclass(frozen=True)
class Journey:
    """A kind of decision, its rules, and any ask for it."""

    name: str
    rules: tuple[Rule, ...]
    decide: Callable[..., Decision]
    asks: Callable[[], st.SearchStrategy[Any]]


JOURNEYS = (
    Journey("cancel", cancel.RULES, decide_cancel, cancel_asks),
    Journey("withdraw", cancel.WITHDRAW_RULES, decide_withdraw, cancel_asks),
    Journey("returns", returns.RULES, decide_return, return_asks),
    Journey("withdraw_return", return_withdrawal.WITHDRAW_RULES, decide_withdraw_return, return_asks),
    Journey("seller", seller.RULES, decide_contact, contact_asks),
    Journey("dispute", dispute.RULES, decide_dispute, dispute_asks),
    Journey("change", change.RULES, decide_change, st.none),
    Journey("watch", watch.RULES, decide_watch, st.none),
)
BY_NAME = {journey.name: journey for journey in JOURNEYS}

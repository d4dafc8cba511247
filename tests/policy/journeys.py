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
from orderdesk.policy.engine import Journey, Rule
from orderdesk.policy.returns import decide_return, decide_withdraw_return
from orderdesk.policy.rules import cancel, change, dispute, returns, seller, watch, withdraw, withdraw_return
from orderdesk.policy.seller import decide_contact
from orderdesk.policy.watch import decide_watch
from tests.policy.arbitrary import cancel_asks, contact_asks, dispute_asks, return_asks


@dataclass(frozen=True)
class Decided:
    """A journey, its decision, and any ask for it."""

    journey: Journey
    decide: Callable[..., Decision]
    asks: Callable[[], st.SearchStrategy[Any]]

    @property
    def name(self) -> str:
        """The journey's."""
        return self.journey.name

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The journey's."""
        return self.journey.rules


JOURNEYS = (
    Decided(cancel.CANCEL, decide_cancel, cancel_asks),
    Decided(withdraw.WITHDRAW, decide_withdraw, cancel_asks),
    Decided(returns.RETURN, decide_return, return_asks),
    Decided(withdraw_return.WITHDRAW_RETURN, decide_withdraw_return, return_asks),
    Decided(seller.CONTACT, decide_contact, contact_asks),
    Decided(dispute.DISPUTE, decide_dispute, dispute_asks),
    Decided(change.CHANGE, decide_change, st.none),
    Decided(watch.WATCH, decide_watch, st.none),
)
BY_NAME = {journey.name: journey for journey in JOURNEYS}

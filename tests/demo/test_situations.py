"""The demo shop shows every answer that the policies have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from orderdesk.decision import Decision, Outcome
from orderdesk.model import OrderCase, OrderStatus, OrderType, ReturnKind, ReturnStatus
from orderdesk.policy.cancel import CancelAsk, decide_cancel, decide_withdraw
from orderdesk.policy.dispute import DisputeAsk, about_for, decide_dispute
from orderdesk.policy.returns import ReturnAsk, decide_return, decide_withdraw_return
from orderdesk.policy.seller import decide_contact
from orderdesk.policy.terms import Terms, load

Orders = dict[str, OrderCase]
#: Two wishes at once for the same unit: no demo buyer has begun both. And the demo's sellers confirm what is sent back.
UNSEEN = {"cancel_return_running", "dispute_return_unconfirmed"}
#: Rules that only an ask about nothing real reaches.
NONSENSE = (("no such line",),)


def _line_choices(case: OrderCase) -> list[tuple[str, ...]]:
    return [(), *((line.id,) for line in case.lines), *NONSENSE]


def _cancel(case: OrderCase, terms: Terms, now: datetime) -> Iterator[Decision]:
    return (decide_cancel(case, CancelAsk(ids), terms, now) for ids in _line_choices(case))


def _withdraw(case: OrderCase, terms: Terms, now: datetime) -> Iterator[Decision]:
    yield decide_withdraw(case, CancelAsk(), terms, now)


def _returns(case: OrderCase, terms: Terms, now: datetime) -> Iterator[Decision]:
    asks = [ReturnAsk(ids) for ids in _line_choices(case)]
    asks += [ReturnAsk(reason=reason) for reason in (*terms.codes("returns.reasons"), "no such reason")]
    asks += [ReturnAsk(kind=kind, reason="no_longer_needed") for kind in ReturnKind]
    return (decide_return(case, ask, terms, now) for ask in asks)


def _withdraw_return(case: OrderCase, terms: Terms, now: datetime) -> Iterator[Decision]:
    yield decide_withdraw_return(case, ReturnAsk(), terms, now)


def _seller(case: OrderCase, terms: Terms, now: datetime) -> Iterator[Decision]:
    yield decide_contact(case, None, terms, now)


def _dispute(case: OrderCase, terms: Terms, now: datetime) -> Iterator[Decision]:
    return (decide_dispute(case, DisputeAsk(about), terms, now) for about in (None, *about_for(case, terms)))


JOURNEYS = {
    "cancel": _cancel,
    "withdraw": _withdraw,
    "returns": _returns,
    "withdraw_return": _withdraw_return,
    "seller": _seller,
    "dispute": _dispute,
}


@pytest.mark.parametrize("journey", JOURNEYS)
def test_every_rule_is_shown(orders: Orders, now: datetime, journey: str) -> None:
    """For every rule of a journey, but for those that no demo order waits for, there is one to which it applies."""
    missing = set(load("default").rule_codes(journey)) - UNSEEN
    for case in orders.values():
        for decision in JOURNEYS[journey](case, load(case.order.market), now):
            missing -= {reason.code for reason in decision.reasons}
            if not missing:
                return
    assert missing == set()


def test_default_market_shows_its_cancel_rules(orders: Orders, now: datetime) -> None:
    """The default market's own buyers show all its cancel rules, but for the one that its terms switch off."""
    terms = load("default")
    shown = {
        reason.code
        for case in orders.values()
        if case.order.market == "default"
        for decision in _cancel(case, terms, now)
        for reason in decision.reasons
    }
    assert set(terms.rule_codes("cancel")) - shown == {"lines_not_offered", "cancel_return_running"}


#: Order, outcome and deciding rule of "cancel it", where README.md promises it.
PROMISED = [
    ("mia-hold", Outcome.ALLOW, "free_window"),
    ("mia-waiting", Outcome.ASK_SELLER, "window_over"),
    ("mia-transit", Outcome.REFUSE, "in_transit"),
    ("mia-delivered", Outcome.REFUSE, "delivered"),
    ("mia-completed", Outcome.REFUSE, "completed"),
    ("mia-cancelled", Outcome.REFUSE, "already_cancelled"),
    ("omar-earbuds", Outcome.REFUSE, "in_transit"),
    ("lena-twice", Outcome.ALLOW, "free_window"),
    ("noah-unpaid", Outcome.ALLOW, "unpaid"),
    ("ivy-partly", Outcome.REFUSE, "partly_shipped"),
    ("theo-packed", Outcome.REFUSE, "awaiting_collection"),
    ("theo-late", Outcome.REFUSE, "in_transit_late"),
    ("ruth-asked", Outcome.REFUSE, "already_requested"),
    ("ruth-refused", Outcome.ASK_SELLER, "window_over"),
    ("gus-preorder", Outcome.ALLOW, "pre_order"),
    ("gus-engraved", Outcome.REFUSE, "made_to_order"),
    ("gus-portrait", Outcome.ALLOW, "free_window"),
    ("ana-hold", Outcome.ALLOW, "free_window"),
]


@pytest.mark.parametrize(("name", "outcome", "rule"), PROMISED)
def test_promised_answers(orders: Orders, now: datetime, name: str, outcome: Outcome, rule: str) -> None:
    """Asked to cancel this order, the policy answers as the table of buyers says."""
    case = orders[name]
    decision = decide_cancel(case, CancelAsk(), load(case.order.market), now)
    assert (decision.outcome, decision.rule) == (outcome, rule)


def test_mia_meets_every_manner(orders: Orders) -> None:
    """Mia's three orders that depend on a seller are sold by one who accepts, one who refuses and one who is silent."""
    manners = [orders[name].seller.manner for name in ("mia-waiting", "mia-transit", "mia-delivered")]
    assert manners == ["accepts", "refuses", "silent"]


def test_every_manner_waits_for_a_request(orders: Orders) -> None:
    """Among the orders whose cancellation a seller decides there is every manner."""
    waiting = {c.seller.manner for c in orders.values() if c.order.status is OrderStatus.AWAITING_SHIPMENT}
    assert waiting == {"accepts", "refuses", "silent"}


def test_every_state_is_there(orders: Orders) -> None:
    """There is an order in every status and of every type, and a return in every state but taken back."""
    assert {case.order.status for case in orders.values()} == set(OrderStatus)
    assert {case.order.order_type for case in orders.values()} == set(OrderType)
    states = {one.status for case in orders.values() for one in case.returns}
    assert states == set(ReturnStatus) - {ReturnStatus.CANCELLED}
    assert any(case.order.is_gift for case in orders.values())


def test_last_digits_name_an_order(orders: Orders) -> None:
    """A buyer's orders differ in their last four digits, but for the two of Omar's that do not on purpose."""
    same = []
    for name, case in orders.items():
        for other, twin in orders.items():
            mine = case.order.customer_id == twin.order.customer_id
            if name < other and mine and case.order.id[-4:] == twin.order.id[-4:]:
                same.append((name, other))
    assert same == [("omar-blender", "omar-tumbler")]

"""Returns: what a yes does to the return, the ledger, the audit and the outbox."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from orderdesk.decision import Outcome
from orderdesk.errors import StaleAction
from orderdesk.facts import unpack
from orderdesk.model import (
    AuditEntry,
    LineStatus,
    OrderStatus,
    OutboxRow,
    PendingAction,
    PendingState,
    Refund,
    Return,
    ReturnKind,
    ReturnStatus,
)
from orderdesk.services import returns
from orderdesk.services.returns import ReturnAsk
from tests.conftest import SetClock
from tests.services.parcels import MUG_AND_SOCKS, delivered, proposed
from tests.shop import Shop

SEND_BACK, KEEP, REPLACE = ReturnKind.RETURN_AND_REFUND, ReturnKind.REFUND, ReturnKind.REPLACEMENT


def test_where_the_seller_looks_at_it_a_yes_asks_and_no_money_moves(shop: Shop) -> None:
    """A return waits for the seller until the promised minute; order, lines and ledger stay as they are."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    done = returns.submit(shop.desk, shop.who(buyer), proposed(shop, buyer, number))
    case = shop.case(number)
    live = case.live_return
    assert live is not None and live.status is ReturnStatus.PENDING and live.label is None
    assert live.answer_by == shop.desk.clock.now() + timedelta(hours=48)
    assert not case.refunds and len(case.active_lines) == 1
    assert unpack(done.result)["outcome"] == "requested" and live.amount.amount == Decimal("19.90")
    assert [row.template for row in shop.rows(OutboxRow, customer_id=buyer.customer.id, channel="email")] == [
        "return_requested"
    ]
    audit = shop.rows(AuditEntry, order_id=number)
    assert [(entry.verb, entry.rule) for entry in audit] == [("returns", "return_seller_review")]


def test_where_nobody_needs_to_look_a_yes_gives_a_label_at_once(shop: Shop) -> None:
    """The UK's first 14 days: approved, with label, a day to send it by, and a letter with the label."""
    buyer = shop.buyer("uk")
    number = delivered(shop, buyer)
    done = returns.submit(shop.desk, shop.who(buyer), proposed(shop, buyer, number))
    live = shop.case(number).live_return
    assert live is not None and live.status is ReturnStatus.AWAITING_BUYER_SHIP
    assert live.label and live.label.startswith("RL-")
    assert live.ship_by == shop.desk.clock.now() + timedelta(days=14)
    assert unpack(done.result)["label"] == live.label and not shop.case(number).refunds
    templates = [row.template for row in shop.rows(OutboxRow, customer_id=buyer.customer.id, channel="email")]
    assert sorted(templates) == ["return_approved", "return_label"]
    assert [entry.rule for entry in shop.rows(AuditEntry, order_id=number)] == ["return_auto_approved"]


def test_a_second_submit_changes_nothing_and_says_the_same(shop: Shop) -> None:
    """The same yes five times more: one return, one letter, the first result marked as repeated."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    pending = proposed(shop, buyer, number)
    first = returns.submit(shop.desk, shop.who(buyer), pending)
    again = [returns.submit(shop.desk, shop.who(buyer), pending) for _ in range(5)]
    assert all(done.repeated and done.result == first.result for done in again)
    assert (
        len(shop.rows(Return, order_id=number))
        == len(shop.rows(OutboxRow, customer_id=buyer.customer.id, channel="email"))
        == 1
    )


def test_never_two_live_returns_of_one_order(shop: Shop) -> None:
    """While one is under way, the next is refused with its number, and a yes proposed before does nothing."""
    buyer = shop.buyer()
    number = delivered(shop, buyer, MUG_AND_SOCKS)
    returns.submit(shop.desk, shop.who(buyer), proposed(shop, buyer, number, (f"{number}-1",)))
    found = returns.look(shop.desk, shop.who(buyer), number, ReturnAsk((f"{number}-2",)))
    assert found.decision.rule == "return_under_way"
    assert len(shop.rows(Return, order_id=number)) == 1


def test_two_conversations_cannot_both_start_one(shop: Shop) -> None:
    """Two open yeses for one order: the second finds the first one's return and does nothing."""
    from orderdesk.services.sessions import open_session
    from tests.shop import Buyer

    buyer = shop.buyer()
    number = delivered(shop, buyer, MUG_AND_SOCKS)
    other = Buyer(buyer.customer, open_session(shop.desk, buyer.customer.handle).conversation_id)
    first, second = proposed(shop, buyer, number), proposed(shop, other, number)
    returns.submit(shop.desk, shop.who(buyer), first)
    with pytest.raises(StaleAction):
        returns.submit(shop.desk, shop.who(other), second)
    assert len(shop.rows(Return, order_id=number)) == 1


def test_some_items_only(shop: Shop) -> None:
    """One unit of three: the return, its amount and its letter are about that one."""
    buyer = shop.buyer()
    number = delivered(shop, buyer, MUG_AND_SOCKS)
    done = returns.submit(shop.desk, shop.who(buyer), proposed(shop, buyer, number, (f"{number}-3",)))
    live = shop.case(number).live_return
    assert live is not None and live.line_ids == (f"{number}-3",)
    assert live.amount.amount == Decimal("5.00") and unpack(done.result)["items"] == ("Wool Socks",)


def test_shipping_comes_back_only_where_the_market_says_so(shop: Shop) -> None:
    """The whole order: the default market gives the goods' price, the UK the shipping, too."""
    for market, amount in (("default", "19.90"), ("uk", "23.90")):
        buyer = shop.buyer(market)
        number = delivered(shop, buyer)
        found = returns.look(shop.desk, shop.who(buyer), number, ReturnAsk((), SEND_BACK, "no_longer_needed"))
        assert found.refund.amount == Decimal(amount), market


def test_a_replacement_is_worth_no_money(shop: Shop) -> None:
    """The amount is zero, so no refund can ever come of it."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    pending = proposed(shop, buyer, number, kind=REPLACE, reason="damaged")
    returns.submit(shop.desk, shop.who(buyer), pending)
    live = shop.case(number).live_return
    assert live is not None and live.kind is REPLACE and live.amount.amount == 0


def test_money_for_what_is_late_is_asked_of_the_seller(shop: Shop) -> None:
    """Past the promised day, before arrival: a refund request with everything paid, shipping included."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=timedelta(days=9))
    found = returns.look(shop.desk, shop.who(buyer), number, ReturnAsk(), (KEEP, SEND_BACK))
    assert (found.ask.reason, found.ask.kind) == ("not_received", KEEP)
    assert found.decision.outcome is Outcome.ASK_SELLER and found.refund.amount == Decimal("23.90")


def test_a_yes_after_the_window_closed_does_nothing(shop: Shop, clock: SetClock) -> None:
    """The last minute of the window passes between the question and the yes."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", delivered_at=clock.now() - timedelta(days=30))
    pending = proposed(shop, buyer, number)
    clock.forward(minutes=2)
    with pytest.raises(StaleAction):
        returns.submit(shop.desk, shop.who(buyer), pending)
    assert not shop.rows(Return, order_id=number)


def test_a_yes_is_stale_when_the_promise_would_differ(shop: Shop, clock: SetClock) -> None:
    """Approved at once was promised; a minute later the seller would look at it: nothing happens."""
    buyer = shop.buyer("uk")
    number = shop.order(buyer, "DELIVERED", delivered_at=clock.now() - timedelta(days=14))
    pending = proposed(shop, buyer, number)
    clock.forward(minutes=2)
    with pytest.raises(StaleAction):
        returns.submit(shop.desk, shop.who(buyer), pending)
    assert not shop.rows(Return, order_id=number)


def test_a_late_yes_does_nothing(shop: Shop, clock: SetClock) -> None:
    """A pending action lives five minutes."""
    buyer = shop.buyer()
    pending = proposed(shop, buyer, delivered(shop, buyer))
    clock.forward(minutes=5)
    with pytest.raises(StaleAction):
        returns.submit(shop.desk, shop.who(buyer), pending)


def test_a_new_proposal_voids_the_one_before(shop: Shop) -> None:
    """Only the last question can be answered with yes."""
    buyer = shop.buyer()
    first, second = delivered(shop, buyer), delivered(shop, buyer)
    old, new = proposed(shop, buyer, first), proposed(shop, buyer, second)
    with pytest.raises(StaleAction):
        returns.submit(shop.desk, shop.who(buyer), old)
    returns.submit(shop.desk, shop.who(buyer), new)
    assert not shop.rows(Return, order_id=first) and shop.rows(Return, order_id=second)
    states = {row.state for row in shop.rows(PendingAction, customer_id=buyer.customer.id)}
    assert states == {PendingState.DONE, PendingState.VOID}


def test_the_buyers_own_words_reach_the_return_and_are_cut(shop: Shop) -> None:
    """A note is kept for the seller, 500 signs of it."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    found = returns.check(shop.desk, shop.who(buyer), number, ReturnAsk((), SEND_BACK, "damaged"), "x" * 9000)
    assert found.pending is not None
    returns.submit(shop.desk, shop.who(buyer), found.pending.id)
    assert shop.rows(Return, order_id=number)[0].note == "x" * 500


def test_nothing_else_changes_on_the_order(shop: Shop) -> None:
    """Asking for a return leaves the order's state, its lines and its payment alone."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    before = shop.case(number)
    returns.submit(shop.desk, shop.who(buyer), proposed(shop, buyer, number))
    after = shop.case(number)
    assert (after.order, after.lines, after.payment) == (before.order, before.lines, before.payment)
    assert after.order.status is OrderStatus.DELIVERED and not shop.rows(Refund, order_id=number)
    assert all(line.status is LineStatus.ACTIVE for line in after.lines)


def test_the_buyers_own_words_reach_the_seller_whole(shop: Shop) -> None:
    """A family stays one sign; control characters and what would turn the text go, and it has a length."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    ask = ReturnAsk((), SEND_BACK, "no_longer_needed")
    note = f"for my {family} \x07\u202etoo   big\r\n{'x' * 600}"
    found = returns.check(shop.desk, shop.who(buyer), number, ask, note)
    assert found.pending is not None
    returns.submit(shop.desk, shop.who(buyer), found.pending.id)
    live = shop.case(number).live_return
    assert live is not None and live.note.startswith(f"for my {family} too big\nx") and len(live.note) == 500

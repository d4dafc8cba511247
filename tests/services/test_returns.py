"""Returns: what a yes does to the return, the ledger, the audit and the outbox."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from orderdesk.decision import Outcome
from orderdesk.errors import BadInput, NotFound, StaleAction
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


def test_what_is_on_time_is_refused_with_what_helps(shop: Shop) -> None:
    """The same wish a day before it is due: no, and no pending action."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=timedelta(days=7))
    found = returns.check(shop.desk, shop.who(buyer), number, ReturnAsk((), KEEP, "not_received"))
    assert (
        found.decision.rule == "not_delivered_yet" and found.pending is None and found.decision.alternatives
    )
    assert not shop.rows(PendingAction, customer_id=buyer.customer.id)


@pytest.mark.parametrize(
    ("status", "rule"),
    [
        ("UNPAID", "return_unpaid"),
        ("ON_HOLD", "not_shipped_yet"),
        ("AWAITING_SHIPMENT", "not_shipped_yet"),
        ("AWAITING_COLLECTION", "not_delivered_yet"),
        ("COMPLETED", "return_completed_order"),
        ("CANCELLED", "return_order_cancelled"),
    ],
)
def test_what_the_policy_refuses_gets_no_pending_action(shop: Shop, status: str, rule: str) -> None:
    """A refusal leaves nothing that a yes could do, whatever is asked for."""
    buyer = shop.buyer()
    number = shop.order(buyer, status, ago=timedelta(days=6 if status != "COMPLETED" else 60))
    for kind in ReturnKind:
        found = returns.check(shop.desk, shop.who(buyer), number, ReturnAsk((), kind, "no_longer_needed"))
        assert found.pending is None and rule in [reason.code for reason in found.decision.reasons]
    assert not shop.rows(PendingAction, customer_id=buyer.customer.id)


def test_what_leaves_no_choice_counts_as_chosen(shop: Shop) -> None:
    """A change of mind can only be sent back for money; something broken leaves three kinds to choose from."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    plain = returns.look(shop.desk, shop.who(buyer), number, ReturnAsk((), None, "no_longer_needed"))
    broken = returns.look(shop.desk, shop.who(buyer), number, ReturnAsk((), None, "defective"))
    assert plain.ask.kind is SEND_BACK
    assert broken.ask.kind is None and set(broken.kinds) == set(ReturnKind)


def test_the_wish_narrows_the_kinds(shop: Shop) -> None:
    """Who wants money is not offered a replacement; who wants a replacement gets it where there is one."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)

    def kinds(reason: str, *wants: ReturnKind) -> tuple[ReturnKind, ...]:
        return returns.look(shop.desk, shop.who(buyer), number, ReturnAsk((), None, reason), wants).kinds

    assert set(kinds("damaged", KEEP, SEND_BACK)) == {KEEP, SEND_BACK}
    assert kinds("damaged", REPLACE) == (REPLACE,)
    assert kinds("no_longer_needed", REPLACE) == (SEND_BACK,)


def test_a_reason_of_no_market_is_dropped_by_a_look_and_refused_by_a_check(shop: Shop) -> None:
    """Only the market's reasons reach a pending action."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    assert returns.look(shop.desk, shop.who(buyer), number, ReturnAsk((), None, "because")).ask.reason is None
    for ask in (ReturnAsk((), None, "damaged"), ReturnAsk((), SEND_BACK, None)):
        with pytest.raises(BadInput):
            returns.check(shop.desk, shop.who(buyer), number, ask)


def test_what_cannot_go_back_can_if_something_is_wrong_with_it(shop: Shop) -> None:
    """Not returnable by change of mind; the faults that help are exactly those that the policy takes."""
    buyer = shop.buyer()
    number = delivered(shop, buyer, returnable=False)
    found = returns.look(shop.desk, shop.who(buyer), number, ReturnAsk())
    assert found.decision.rule == "not_returnable"
    assert "return_faulty" in [one.code for one in found.decision.alternatives]
    faults = returns.fault_reasons(shop.desk, shop.who(buyer), number)
    assert "defective" in faults and "no_longer_needed" not in faults
    for reason in faults:
        assert returns.look(shop.desk, shop.who(buyer), number, ReturnAsk((), None, reason)).decision.allowed


def test_after_the_window_only_protected_faults_are_left(shop: Shop) -> None:
    """Day 31 to 90: damaged, defective and not as described still work, a wrong item does not."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", ago=timedelta(days=45))
    assert returns.look(shop.desk, shop.who(buyer), number, ReturnAsk()).decision.rule == "return_window_over"
    faults = set(returns.fault_reasons(shop.desk, shop.who(buyer), number))
    assert faults == {"damaged", "defective", "not_as_described"}


def test_somebody_elses_order_is_as_unknown_as_none(shop: Shop) -> None:
    """ "Not yours" and "does not exist" are the same answer, at check and at submit."""
    owner, thief = shop.buyer(), shop.buyer()
    number = delivered(shop, owner)
    ask = ReturnAsk((), SEND_BACK, "no_longer_needed")
    for unknown in (number, "570000000000000000"):
        with pytest.raises(NotFound):
            returns.check(shop.desk, shop.who(thief), unknown, ask)
        with pytest.raises(NotFound):
            returns.fault_reasons(shop.desk, shop.who(thief), unknown)
    with pytest.raises(NotFound):
        returns.submit(shop.desk, shop.who(thief), proposed(shop, owner, number))
    assert not shop.rows(Return, order_id=number)


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


def test_the_numbers_of_the_rule_are_the_terms(shop: Shop) -> None:
    """What is told about returns in general is what the market's terms say."""
    told = returns.numbers(shop.desk, "default")
    assert told == {"window": "30", "protection": "90", "ship": "14", "answer": "48", "days": "3–10"}


def test_the_orders_that_are_likely_meant(shop: Shop) -> None:
    """What can be returned or is late; for money also what can be cancelled; never somebody else's."""
    buyer = shop.buyer()
    arrived, late = delivered(shop, buyer), shop.order(buyer, "IN_TRANSIT", ago=timedelta(days=9))
    unsent = shop.order(buyer, "ON_HOLD")
    (
        shop.order(buyer, "IN_TRANSIT", ago=timedelta(days=2)),
        shop.order(buyer, "COMPLETED", ago=timedelta(days=60)),
    )
    delivered(shop, shop.buyer())
    assert returns.candidates(shop.desk, shop.who(buyer)) == (arrived, late)
    assert returns.candidates(shop.desk, shop.who(buyer), money=True) == (unsent, arrived, late)


def test_where_nothing_can_be_returned_something_is_still_meant(shop: Shop) -> None:
    """So that the no can name its reason: the orders that were sent."""
    buyer = shop.buyer()
    number = shop.order(buyer, "COMPLETED", ago=timedelta(days=60))
    shop.order(buyer, "ON_HOLD")
    assert returns.candidates(shop.desk, shop.who(buyer)) == (number,)


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

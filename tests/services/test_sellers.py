"""A seller, or the shop, answers by a verb of its own: once, with its records, and clearly where it cannot be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from orderdesk.bootstrap import Desk
from orderdesk.errors import BadInput, NotFound, StaleAction
from orderdesk.model import (
    CancellationStatus,
    DisputeStatus,
    MessageStatus,
    OrderStatus,
    OutboxRow,
    Parcel,
    ParcelStatus,
    Party,
    Refund,
    ReturnKind,
    ReturnStatus,
)
from orderdesk.services import cancel, sellers
from orderdesk.services.sellers import Answered
from tests.conftest import SetClock
from tests.services.waiting import TWO_DAYS, did, disputed, entry, letters, requested, returned, written
from tests.shop import Shop

YES_NO = [True, False]


@pytest.fixture
def shop(real: Desk) -> Shop:
    """Buyers and orders of a shop whose sellers are people."""
    return Shop(real)


def told_twice(shop: Shop, act: Callable[[], Answered]) -> None:
    """The same answer again changes nothing, and says so."""
    before = (shop.rows(OutboxRow), shop.rows(Refund))
    again = act()
    assert again.repeated and before == (shop.rows(OutboxRow), shop.rows(Refund))


@pytest.mark.parametrize("yes", YES_NO)
def test_a_cancellation_is_answered_by_its_seller(shop: Shop, yes: bool) -> None:
    """Yes cancels and pays back, no leaves the order; audited as the seller's, mailed, once."""
    buyer = shop.buyer()
    number = requested(shop, buyer)
    request = shop.case(number).live_cancellation
    assert request

    def act() -> Answered:
        return sellers.answer_cancellation(shop.desk, request.id, yes)

    done = act()
    case = shop.case(number)
    assert not done.repeated and done.row == case.cancellations[0]
    assert done.row.status is (CancellationStatus.SUCCESS if yes else CancellationStatus.CANCELLED)
    assert case.cancellations[0].answered_by is Party.SELLER
    assert (case.order.status is OrderStatus.CANCELLED) == bool(case.refunds) == yes
    letter = "cancellation_approved" if yes else "cancellation_refused"
    assert entry(shop, number, letter).actor is Party.SELLER
    assert letters(shop, buyer) == sorted([letter, "cancellation_requested"])
    told_twice(shop, act)
    with pytest.raises(StaleAction, match="does not wait"):
        sellers.answer_cancellation(shop.desk, request.id, not yes)


def test_a_no_breaks_the_silence_that_would_be_a_yes(shop: Shop, clock: SetClock) -> None:
    """What the seller refused in time is not approved by the clock."""
    number = requested(shop, shop.buyer())
    sellers.answer_cancellation(shop.desk, shop.case(number).cancellations[0].id, False)
    clock.forward(days=30)
    did(shop.desk)
    assert shop.case(number).order.status is not OrderStatus.CANCELLED


def test_what_was_sent_can_only_be_refused(shop: Shop) -> None:
    """A yes to cancelling what is on its way would be money for goods that arrive."""
    number = requested(shop, shop.buyer())
    with shop.desk.store.write() as unit:
        case, now = unit.case(number), shop.desk.clock.now()
        packed = unit.change(case.order, status=OrderStatus.AWAITING_COLLECTION)
        unit.change(packed, status=OrderStatus.IN_TRANSIT, shipped_at=now)
        unit.add(Parcel("P1", number, 1, ParcelStatus.FULFILLING, "USPS", "TT1US", shipped_at=now))
        unit.change(case.lines[0], parcel_id="P1")
    request = shop.case(number).cancellations[0]
    with pytest.raises(StaleAction, match="only be refused"):
        sellers.answer_cancellation(shop.desk, request.id, True)
    assert not sellers.answer_cancellation(shop.desk, request.id, False).repeated


def test_a_request_that_was_taken_back_was_not_refused(shop: Shop) -> None:
    """The buyer's own withdrawal is no answer of the seller."""
    buyer = shop.buyer()
    number = requested(shop, buyer)
    _, _, pending = cancel.check_withdraw(shop.desk, shop.who(buyer), number)
    assert pending
    cancel.submit_withdraw(shop.desk, shop.who(buyer), pending.id)
    with pytest.raises(StaleAction, match="does not wait"):
        sellers.answer_cancellation(shop.desk, shop.case(number).cancellations[0].id, False)


@pytest.mark.parametrize("yes", YES_NO)
def test_a_return_is_answered_by_its_seller(shop: Shop, yes: bool) -> None:
    """Yes gives a label, no says what helps; audited as the seller's, once."""
    buyer = shop.buyer()
    number = returned(shop, buyer)
    request = shop.case(number).returns[0]

    def act() -> Answered:
        return sellers.answer_return(shop.desk, request.id, yes)

    status = ReturnStatus.AWAITING_BUYER_SHIP if yes else ReturnStatus.REJECTED
    assert act().row == shop.case(number).returns[0] and shop.case(number).returns[0].status is status
    assert entry(shop, number, "return_approved" if yes else "return_refused").actor is Party.SELLER
    told_twice(shop, act)
    with pytest.raises(StaleAction):
        sellers.answer_return(shop.desk, request.id, not yes)


def test_goods_that_are_back_are_paid_for_once(shop: Shop) -> None:
    """Received after approval: one refund, however often it is said; not before, and not where nothing comes back."""
    number = returned(shop, shop.buyer())
    request = shop.case(number).returns[0]
    with pytest.raises(StaleAction, match="does not wait"):
        sellers.confirm_received(shop.desk, request.id)
    sellers.answer_return(shop.desk, request.id, True)
    assert sellers.confirm_received(shop.desk, request.id).row.status is ReturnStatus.COMPLETE
    assert len(shop.case(number).refunds) == 1
    assert entry(shop, number, "return_received").actor is Party.SELLER
    told_twice(shop, lambda: sellers.confirm_received(shop.desk, request.id))
    money = shop.case(returned(shop, shop.buyer(), kind=ReturnKind.REFUND)).returns[0]
    with pytest.raises(BadInput, match="nothing comes back"):
        sellers.confirm_received(shop.desk, money.id)


@pytest.mark.parametrize("agreed", [True, False, None])
def test_a_message_is_answered_in_words(shop: Shop, agreed: bool | None) -> None:
    """The words and the word on what was asked are kept and mailed; a yes to a late cancellation cancels."""
    buyer = shop.buyer()
    number = written(shop, buyer, "silent", "late_cancel")
    message = shop.case(number).messages[0]

    def act() -> Answered:
        return sellers.answer_message(shop.desk, message.id, "  Well,\x07 let me see. ", agreed)

    assert not act().repeated
    case = shop.case(number)
    assert (case.messages[0].status, case.messages[0].agreed) == (MessageStatus.ANSWERED, agreed)
    assert case.messages[0].answer == "Well, let me see."
    assert (case.order.status is OrderStatus.CANCELLED) == bool(agreed)
    assert "seller_answered" in letters(shop, buyer)
    told_twice(shop, act)
    with pytest.raises(StaleAction):
        sellers.answer_message(shop.desk, message.id, "Something else", agreed)


def test_a_message_needs_words(shop: Shop) -> None:
    """An empty answer reaches no buyer."""
    message = shop.case(written(shop, shop.buyer(), "silent")).messages[0]
    with pytest.raises(BadInput, match="in words"):
        sellers.answer_message(shop.desk, message.id, " \x07 ")


def test_a_late_yes_that_cannot_be_kept_is_not_given(shop: Shop) -> None:
    """An order that has arrived meanwhile is not cancelled, and the message still waits."""
    number = written(shop, shop.buyer(), "silent", "late_cancel")
    with shop.desk.store.write() as unit:
        unit.change(unit.case(number).order, status=OrderStatus.DELIVERED)
    message = shop.case(number).messages[0]
    with pytest.raises(StaleAction, match="cannot be cancelled"):
        sellers.answer_message(shop.desk, message.id, "Sure", True)
    assert shop.case(number).messages[0].status is MessageStatus.SENT


@pytest.mark.parametrize("for_buyer", YES_NO)
def test_a_dispute_is_decided_by_the_shop(shop: Shop, clock: SetClock, for_buyer: bool) -> None:
    """For the buyer the money goes back, for the seller not; a person has decided, and the clock adds nothing."""
    number = disputed(shop, shop.buyer())
    dispute = shop.case(number).disputes[0]

    def act() -> Answered:
        return sellers.decide_dispute(shop.desk, dispute.id, for_buyer)

    outcome = DisputeStatus.SUPPORT_BUYER if for_buyer else DisputeStatus.SUPPORT_SELLER
    assert act().row.status is outcome and bool(shop.case(number).refunds) == for_buyer
    noted = entry(shop, number, "dispute_decided")
    assert (noted.actor, noted.rule) == (Party.SYSTEM, "dispute_decided_by_a_person")
    told_twice(shop, act)
    with pytest.raises(StaleAction):
        sellers.decide_dispute(shop.desk, dispute.id, not for_buyer)
    clock.moment += 10 * TWO_DAYS
    did(shop.desk)
    assert shop.case(number).disputes[0].status is outcome


@pytest.mark.parametrize(
    "act",
    [
        lambda desk, key: sellers.answer_cancellation(desk, key, True),
        lambda desk, key: sellers.answer_return(desk, key, True),
        sellers.confirm_received,
        lambda desk, key: sellers.answer_message(desk, key, "Yes"),
        lambda desk, key: sellers.decide_dispute(desk, key, True),
    ],
)
def test_what_does_not_exist_is_said_so(desk: Desk, act: Callable[[Desk, str], Any]) -> None:
    """A mistyped id does nothing."""
    with pytest.raises(NotFound, match=r"There is no .* XX-1"):
        act(desk, "XX-1")

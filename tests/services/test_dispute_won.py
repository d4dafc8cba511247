"""Disputes that were won: what is paid at once, what goes on as a return, and what had been paid before."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from orderdesk.model import DisputeStatus, LineStatus, OrderCase, OutboxRow, Return, ReturnKind, ReturnStatus
from orderdesk.money import Money
from orderdesk.notices.chat import chat_text
from orderdesk.services import dispute, returning
from orderdesk.services.deadlines import note
from tests.conftest import SetClock
from tests.services.test_dispute import TWO, WEEK, decided, opened
from tests.shop import Buyer, Shop


def refused(shop: Shop, buyer: Buyer, kind: ReturnKind, items=TWO) -> str:
    """An order whose return, of all of it, the seller refused."""
    number = shop.order(buyer, "DELIVERED", items, ago=WEEK)
    with shop.desk.store.write() as unit:
        case, now = unit.case(number), shop.desk.clock.now()
        amount = Money(Decimal("0.00" if kind is ReturnKind.REPLACEMENT else "14.90"), "USD")
        unit.add(
            Return(
                f"RT-{number[-8:]}", number, buyer.customer.id, tuple(line.id for line in case.lines), kind,
                "damaged", "", "USD", amount, ReturnStatus.REJECTED, now, answered_at=now, closed_at=now,
            )
        )  # fmt: skip
    return number


def won(shop: Shop, buyer: Buyer, kind: ReturnKind, about: str) -> OrderCase:
    """The order after a dispute about such a refusal was won."""
    number = refused(shop, buyer, kind)
    opened(shop, buyer, number, about)
    decided(shop, number, DisputeStatus.SUPPORT_BUYER)
    return shop.case(number)


def back(shop: Shop, number: str) -> None:
    """The goods are with the seller."""
    with shop.desk.store.write() as unit:
        case = unit.case(number)
        change = returning.receive(shop.desk, unit, case, case.live_return, shop.desk.clock.now())
        note(shop.desk, unit, "return_received", case, change)


@pytest.mark.parametrize(
    ("about", "kind", "paid"),
    [
        ("return_refused", ReturnKind.RETURN_AND_REFUND, [Decimal("14.90")]),
        ("damaged", ReturnKind.RETURN_AND_REFUND, [Decimal("14.90")]),
        ("return_refused", ReturnKind.REPLACEMENT, []),
    ],
)
def test_a_refused_return_goes_on_and_pays_when_the_goods_are_back(
    shop: Shop, about: str, kind: ReturnKind, paid: list[Decimal]
) -> None:
    """Won: a label and a day, the money only with the goods; letters and chat say all of it."""
    buyer = shop.buyer()
    case = won(shop, buyer, kind, about)
    live = case.live_return
    assert (
        live is not None and live.status is ReturnStatus.AWAITING_BUYER_SHIP and live.label and live.ship_by
    )
    assert not case.refunds and len(case.active_lines) == 2
    assert dispute.return_after(case, case.disputes[0]) == live
    rows = shop.rows(OutboxRow, customer_id=buyer.customer.id)
    assert ("return_label", "email") in {(row.template, row.channel) for row in rows}
    (told,) = (row for row in rows if (row.template, row.channel) == ("dispute_decided", "chat"))
    assert live.label in chat_text(told, buyer.customer)
    back(shop, case.order.id)
    assert [refund.amount.amount for refund in shop.case(case.order.id).refunds] == paid


def test_only_the_disputed_units_of_a_refused_return_go_back(shop: Shop) -> None:
    """A dispute about one of two: the label and the money are for that one."""
    buyer = shop.buyer()
    number = refused(shop, buyer, ReturnKind.RETURN_AND_REFUND)
    opened(shop, buyer, number, lines=[f"{number}-2"])
    decided(shop, number, DisputeStatus.SUPPORT_BUYER)
    live = shop.case(number).live_return
    assert live is not None and live.line_ids == (f"{number}-2",) and live.amount.amount == Decimal("5.00")


@pytest.mark.parametrize(
    ("about", "kind"),
    [("return_refused", ReturnKind.REFUND), ("not_received", ReturnKind.RETURN_AND_REFUND)],
)
def test_where_nothing_can_come_back_a_won_dispute_pays_at_once(
    shop: Shop, about: str, kind: ReturnKind
) -> None:
    """A refused refund without return, and what the buyer says is not there."""
    buyer = shop.buyer()
    case = won(shop, buyer, kind, about)
    assert case.live_return is None and len(case.refunds) == 1 and not case.active_lines


def replaced(shop: Shop, buyer: Buyer) -> str:
    """An order of one thing, whose replacement the seller was to send."""
    number = shop.order(buyer, "DELIVERED", ago=WEEK)
    now, nothing = shop.desk.clock.now(), Money(Decimal("0.00"), "USD")
    with shop.desk.store.write() as unit:
        unit.add(
            Return(
                f"RT-{number[-8:]}", number, buyer.customer.id, (f"{number}-1",), ReturnKind.REPLACEMENT, "damaged", "",
                "USD", nothing, ReturnStatus.COMPLETE, now - WEEK, closed_at=now - timedelta(days=1),
            )
        )  # fmt: skip
    return number


def test_a_replacement_that_never_came_is_paid_back_once(shop: Shop) -> None:
    """Won: its price goes back, and a second dispute finds nothing left."""
    buyer = shop.buyer()
    number = replaced(shop, buyer)
    opened(shop, buyer, number, "not_received", text="The replacement never came.")
    decided(shop, number, DisputeStatus.SUPPORT_BUYER)
    case = shop.case(number)
    assert [refund.amount.amount for refund in case.refunds] == [Decimal("23.90")]
    assert case.lines[0].status is LineStatus.RETURNED
    assert not dispute.was_paid_before(case, case.disputes[0])
    opened(shop, buyer, number, "not_received", text="Once more.")
    decided(shop, number, DisputeStatus.SUPPORT_BUYER)
    case = shop.case(number)
    assert len(case.refunds) == 1


def test_it_is_told_that_money_went_back_only_if_it_did(shop: Shop, clock: SetClock) -> None:
    """A gift without a price was never paid back; a thing that was, was."""
    buyer = shop.buyer()
    gift = shop.order(buyer, "DELIVERED", [("Shaker", "0.00"), ("Protein", "30.00")], ago=WEEK)
    opened(shop, buyer, gift, lines=[f"{gift}-1"])
    decided(shop, gift, DisputeStatus.SUPPORT_BUYER)
    case = shop.case(gift)
    assert not case.refunds and not dispute.was_paid_before(case, case.disputes[0])
    number = shop.order(buyer, "DELIVERED", ago=WEEK)
    for _ in range(2):
        last = opened(shop, buyer, number)
        clock.forward(minutes=1)
        decided(shop, number, DisputeStatus.SUPPORT_BUYER)
    case = shop.case(number)
    assert dispute.was_paid_before(case, next(one for one in case.disputes if one.id == last.id))

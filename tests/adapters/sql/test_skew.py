"""Two who decide about one order, each by what the other is about to change: one after the other, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

from orderdesk import model as m
from orderdesk.adapters.sql import SqlStore
from orderdesk.errors import StaleAction
from tests.adapters.sql.shop import ORDER, row

WAITING = m.OrderStatus.AWAITING_SHIPMENT


def prepare(shop: SqlStore) -> None:
    """A paid order that nobody has asked to cancel yet."""
    with shop.write() as unit:
        for request in unit.find(m.Cancellation, order_id=ORDER):
            unit.change(request, status=m.CancellationStatus.CANCELLED)
        order = unit.get(m.Order, ORDER)
        assert order is not None and order.status is WAITING


def test_a_request_and_the_shipment(shop: SqlStore) -> None:
    """A seller who ships only what nobody wants cancelled sees the request that was just being filed.

    They share no row, so that a condition on rows alone lets both through: the order's lock is what keeps them apart.
    """
    prepare(shop)
    looked, shipping = Event(), Event()

    def file_request() -> None:
        with shop.write() as unit:
            case = unit.case(ORDER)
            assert case is not None and case.order.status is WAITING
            looked.set()
            shipping.wait(1.0)  # the shipment has its chance to read what is not there yet
            unit.add(replace(row(m.Cancellation), id="CN-skew", status=m.CancellationStatus.PENDING))

    def ship() -> bool:
        looked.wait(10)
        with shop.write() as unit:
            case = unit.case(ORDER)
            shipping.set()
            if case is None or case.live_cancellation:
                return False
            unit.change(case.order, status=m.OrderStatus.PARTIALLY_SHIPPING)
        return True

    with ThreadPoolExecutor(2) as pool:
        filed, shipped = pool.submit(file_request), pool.submit(ship)
        filed.result(30)
        assert shipped.result(30) is False
    with shop.read() as unit:
        case = unit.case(ORDER)
    assert case is not None and case.order.status is WAITING and case.live_cancellation is not None


def test_many_who_read_the_same_order(shop: SqlStore) -> None:
    """Eight who may do something only if nobody has, at once: one does, and the others see that it was done."""
    prepare(shop)

    def act(number: int) -> str:
        try:
            with shop.write() as unit:
                case = unit.case(ORDER)
                if case is None or len(case.messages) > 1:
                    return "seen"
                unit.add(replace(row(m.SellerMessage), id=f"SM-x{number}"))
        except StaleAction:
            return "stale"
        return "done"

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(act, range(8))) == ["done"] + ["seen"] * 7


def test_looking_only_waits_for_nobody(shop: SqlStore) -> None:
    """A reader gets the order while somebody decides about it."""
    with shop.write() as writer:
        writer.case(ORDER)
        with shop.read() as reader:
            assert reader.case(ORDER) is not None

"""The demo shop's sellers answer by themselves, each in a manner; people are left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.bootstrap import Desk
from orderdesk.model import (
    CancellationStatus,
    MessageStatus,
    OrderStatus,
    Party,
    ReturnStatus,
)
from tests.conftest import SetClock
from tests.services.waiting import (
    did,
    entry,
    letters,
    requested,
    returned,
    written,
)
from tests.shop import Shop


@pytest.mark.parametrize(
    ("manner", "status", "letter"),
    [
        ("accepts", CancellationStatus.SUCCESS, "cancellation_approved"),
        ("refuses", CancellationStatus.CANCELLED, "cancellation_refused"),
        ("silent", CancellationStatus.PENDING, None),
    ],
)
def test_demo_sellers_answer_requests_in_their_manner(
    shop: Shop, manner: str, status: CancellationStatus, letter: str | None
) -> None:
    """One accepts, one refuses, one never answers."""
    buyer = shop.buyer()
    number = requested(shop, buyer, manner)
    did(shop.desk)
    request = shop.case(number).cancellations[0]
    assert request.status is status
    assert request.answered_by is (Party.SELLER if letter else None)
    assert letters(shop, buyer) == sorted(filter(None, ["cancellation_requested", letter]))
    if letter:
        assert entry(shop, number, letter).actor is Party.SELLER


@pytest.mark.parametrize(
    ("manner", "status"),
    [
        ("accepts", ReturnStatus.AWAITING_BUYER_SHIP),
        ("refuses", ReturnStatus.REJECTED),
        ("silent", ReturnStatus.PENDING),
    ],
)
def test_demo_sellers_answer_returns_in_their_manner(shop: Shop, manner: str, status: ReturnStatus) -> None:
    """The same with returns."""
    number = returned(shop, shop.buyer(), manner)
    did(shop.desk)
    assert shop.case(number).returns[0].status is status


@pytest.mark.parametrize("topic", ["late_cancel", "where_is_it", "question"])
@pytest.mark.parametrize("manner", ["accepts", "refuses", "silent"])
def test_demo_sellers_answer_messages_in_their_manner(shop: Shop, manner: str, topic: str) -> None:
    """Words from the file; only a late cancellation is agreed to, and then happens."""
    buyer = shop.buyer()
    number = written(shop, buyer, manner, topic)
    did(shop.desk)
    case = shop.case(number)
    message = case.messages[0]
    assert (message.status is MessageStatus.SENT) == (manner == "silent")
    cancelled = manner == "accepts" and topic == "late_cancel"
    assert (case.order.status is OrderStatus.CANCELLED) == cancelled
    assert message.agreed == (manner == "accepts" if topic == "late_cancel" and manner != "silent" else None)
    assert ("seller_answered" in letters(shop, buyer)) == (manner != "silent")


def test_demo_sellers_take_their_time(shop: Shop, desk: Desk, clock: SetClock) -> None:
    """They answer after the delay, not before."""
    slow = replace(desk, settings=replace(desk.settings, seller_delay=20))
    number = requested(shop, shop.buyer(), "accepts")
    clock.forward(seconds=19)
    assert not did(slow)
    clock.forward(seconds=1)
    assert did(slow) == {"cancellations_answered": 1}
    assert shop.case(number).order.status is OrderStatus.CANCELLED


def test_people_answer_for_themselves(shop: Shop, real: Desk) -> None:
    """Outside the demo no seller answers by itself."""
    buyer = shop.buyer()
    requested(shop, buyer, "accepts")
    written(shop, buyer, "accepts")
    assert not did(real)

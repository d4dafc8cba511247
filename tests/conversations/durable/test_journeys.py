"""Every journey once over PostgreSQL, its turns spread over two Rasa servers that share nothing but the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from orderdesk.model import (
    AuditEntry,
    CancellationStatus,
    OrderStatus,
    Ticket,
)
from tests import postgres
from tests.conversations.durable.conftest import Servers, Talk
from tests.gateway.programs import Chat
from tests.shop import Buyer, Shop

pytestmark = pytest.mark.rasa
Open = Callable[[Buyer], Talk]


def test_cancel(shop: Shop, talk: Open) -> None:
    """Question, reason and yes at three turns of alternating servers cancel the order once."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = talk(buyer).says("cancel my order").hears("cancel_ask_reason")
    chat.presses("Found a better price").hears("cancel_ask_confirm_now")
    chat.says("yes").hears("cancel_done")
    assert shop.case(number).order.status is OrderStatus.CANCELLED
    assert len(shop.case(number).refunds) == 1
    assert [entry.verb for entry in shop.rows(AuditEntry, order_id=number)] == ["cancel"]
    chat.says("yes")
    assert len(shop.case(number).refunds) == 1


def test_a_question_survives_a_digression(shop: Shop, talk: Open) -> None:
    """What the other server was asked is known to this one: the open question comes back after a digression."""
    buyer = shop.buyer()
    shop.order(buyer, "ON_HOLD")
    chat = talk(buyer).says("cancel my order").hears("cancel_ask_reason")
    chat.says("where is my order")
    assert chat.names[-1] == "cancel_ask_reason"


def test_request_to_the_seller(shop: Shop, talk: Open) -> None:
    """An order that only its seller may cancel gets a request."""
    buyer = shop.buyer()
    number = shop.order(buyer, "AWAITING_SHIPMENT", ago=timedelta(hours=5))
    chat = talk(buyer).says("cancel my order")
    chat.presses("Found a better price").says("yes")
    statuses = [request.status for request in shop.case(number).cancellations]
    assert len(statuses) == 1 and statuses[0] in (CancellationStatus.PENDING, CancellationStatus.COMPLETE)


def test_track(shop: Shop, talk: Open) -> None:
    """Where is my order."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=timedelta(days=2))
    chat = talk(buyer).says("where is my order")
    assert any(number[-6:] in reply["text"] for reply in chat.replies)


def test_person(shop: Shop, talk: Open) -> None:
    """Asking for a person opens a ticket."""
    buyer = shop.buyer()
    shop.order(buyer, "IN_TRANSIT", ago=timedelta(days=2))
    chat = talk(buyer).says("I want to talk to a human")
    for _ in range(3):
        if shop.rows(Ticket, customer_id=buyer.customer.id):
            break
        chat.says("yes")
    assert len(shop.rows(Ticket, customer_id=buyer.customer.id)) == 1


def test_nothing_is_in_a_file(durable: Servers, server: postgres.Server) -> None:
    """Rasa's tracker lies in the schema `rasa` of the same database, and no SQLite file was made."""
    engine = sa.create_engine(server.url)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM rasa.events").scalar() > 0
        assert connection.exec_driver_sql("SELECT to_regclass('public.events')").scalar() is None
    engine.dispose()
    assert not list(durable.desk.settings.var_dir.glob("**/*.db"))


def test_through_the_gateway(durable: Servers, shop: Shop) -> None:
    """From the gateway's inbox through either Rasa and back: the order of a conversation is kept."""
    chat = Chat.open(durable.gateway)
    with chat.reading():
        for text in ("hello", "help", "hello"):
            chat.send(text)
        assert len(chat.wait(3, 60)) >= 3


def test_frozen_database(durable: Servers, server: postgres.Server, shop: Shop, talk: Open) -> None:
    """While PostgreSQL stands still a yes is not called a success; afterwards it is done, once."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = talk(buyer).says("cancel my order").presses("Found a better price")
    server.freeze()
    try:
        with pytest.raises(AssertionError, match="error"):
            chat.says("yes")
    finally:
        server.thaw()
    for _ in range(40):
        try:
            chat.says("yes")
            break
        except AssertionError:
            continue
    assert shop.case(number).order.status is OrderStatus.CANCELLED
    assert len(shop.case(number).refunds) == 1

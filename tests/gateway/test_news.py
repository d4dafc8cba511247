"""What sellers and the clock did, told in the chat."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import shown
from orderdesk.bootstrap import Desk
from orderdesk.facts import pack
from orderdesk.model import Customer, OutboxRow, OutboxState, Party, SentMessage
from orderdesk.notices.chat import chat_text, told_in_chat
from orderdesk.notices.render import letters
from orderdesk.services import conversations, delivery, news
from orderdesk.services.effect import Change, Notice, record
from orderdesk.services.sessions import open_session
from tests.conftest import SetClock
from tests.notices.samples import NOW, ORDER, SAMPLES
from tests.shop import Buyer, Shop

MIA = Customer("c1", "mia", "Mia Castellano", "mia@example.com", "", "default", "en_US", "America/New_York")


def chat(desk: Desk, buyer: Buyer) -> str:
    id_ = conversations.open_web(desk).conversation.id
    open_session(desk, buyer.customer.handle, method="shop", conversation_id=id_)
    return id_


def happens(
    desk: Desk, shop: Shop, buyer: Buyer, actor: Party = Party.SELLER, template: str = "seller_answered"
) -> None:
    facts = pack(SAMPLES[template])
    change = Change("SM-1", "rule", "1", {}, {}, {}, (Notice(template, facts),))
    with desk.store.write() as unit:
        record(desk, unit, None, "answer", None, change,
               actor=actor, customer_id=buyer.customer.id)  # fmt: skip


def lines(desk: Desk, id_: str) -> list[SentMessage]:
    return delivery.since(desk, id_, 0)


def test_the_sellers_answer_arrives_in_the_chat_once(desk: Desk, shop: Shop) -> None:
    """It is a line of the seller's in the buyer's newest signed-in conversation; looking again adds nothing."""
    buyer = shop.buyer()
    older = chat(desk, buyer)
    desk.clock.forward(seconds=1)  # type: ignore[attr-defined]
    newer, strangers = chat(desk, buyer), chat(desk, shop.buyer())
    happens(desk, shop, buyer)
    assert news.tell_news(desk) == [newer] and news.tell_news(desk) == []
    (line,) = lines(desk, newer)
    assert line.sender.value == "SELLER" and "Yes <of course>" in line.text
    assert shown.line(line)["card"] == delivery.of_seller("Fern & Fold")
    assert lines(desk, older) == lines(desk, strangers) == []


def test_nobody_is_told_after_signing_out(desk: Desk, shop: Shop) -> None:
    """News goes to nobody but the buyer who is signed in; it is in the letter all the same."""
    buyer = shop.buyer()
    ended = chat(desk, buyer)
    conversations.end(desk, ended)
    happens(desk, shop, buyer)
    assert news.tell_news(desk) == []
    assert [row.state for row in shop.rows(OutboxRow, channel="chat")] == [OutboxState.SENT]
    assert len(shop.rows(OutboxRow, channel="email", template="seller_answered")) == 1


def test_what_the_buyer_did_is_not_news(desk: Desk, shop: Shop) -> None:
    """The reply in the chat says it already."""
    happens(desk, shop, shop.buyer(), Party.BUYER)
    assert shop.rows(OutboxRow, channel="chat") == []


def test_old_news_is_no_news(desk: Desk, shop: Shop, clock: SetClock) -> None:
    """What could not be told for a day is left to the letter."""
    buyer = shop.buyer()
    happens(desk, shop, buyer)
    clock.forward(hours=25)
    id_ = chat(desk, buyer)
    news.tell_news(desk)
    assert lines(desk, id_) == [] and shop.rows(OutboxRow, channel="chat")[0].state is OutboxState.SENT


def test_news_that_cannot_be_written_is_kept_for_a_person(desk: Desk, shop: Shop) -> None:
    """A missing fact makes a dead row, visibly, and does not stop the others."""
    buyer = shop.buyer()
    id_ = chat(desk, buyer)
    change = Change("SM-2", "rule", "1", {}, {}, {}, (Notice("seller_answered", {}),))
    with desk.store.write() as unit:
        record(desk, unit, None, "answer", None, change, actor=Party.SELLER, customer_id=buyer.customer.id)
    happens(desk, shop, buyer)
    assert news.tell_news(desk) == [id_]
    assert sorted(row.state.value for row in shop.rows(OutboxRow, channel="chat")) == ["DEAD", "SENT"]


@pytest.mark.parametrize("name", sorted(told_in_chat()))
def test_each_text_can_be_written_from_its_letters_facts(name: str) -> None:
    """The same facts make the letter and the line, and no placeholder is left."""
    assert name in letters()
    facts: dict[str, Any] = pack(SAMPLES[name])
    text = chat_text(
        OutboxRow("OB-1", "k", "chat", "c1", None, name, facts, OutboxState.PENDING, NOW, NOW), MIA
    )
    assert text and "{" not in text and len(text) < 1000
    assert ORDER not in text and "…785752" in text, "an order is named by its end, as everywhere in the chat"
    assert "2026" not in text and "EST" not in text, "a day looks as it does in the assistant's own lines"

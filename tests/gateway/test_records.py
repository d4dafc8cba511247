"""The copy of a conversation that a buyer takes along: who said what, and when by the buyer's own clock."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from orderdesk.bootstrap import Desk
from orderdesk.facts import unpack
from orderdesk.model import Conversation, OutboxRow, Speaker
from orderdesk.services import delivery
from orderdesk.services.delivery import Line, of_seller
from orderdesk.services.sessions import open_session
from tests.shop import Shop

LINES = (
    Line(Speaker.BUYER, "Where is it?"),
    Line(Speaker.BOT, "On its way."),
    Line(Speaker.SELLER, "Tomorrow.", card=of_seller("Fern & Fold")),
    Line(Speaker.SELLER, "Or later.", card=of_seller("")),
)


@pytest.fixture
def talk(desk: Desk, client: TestClient) -> str:
    """A conversation in which a seller wrote, too; its id."""
    opened = client.post("/api/conversations", json={}).json()
    client.headers["Authorization"] = f"Bearer {opened['key']}"
    with desk.store.write() as unit:
        conversation = unit.get(Conversation, opened["conversation"])
        assert conversation is not None
        delivery.append(desk, unit, conversation, LINES)
    return str(opened["conversation"])


def copy(client: TestClient) -> list[str]:
    return [" ".join(one.split()) for one in client.get("/api/transcript").text.strip().split("\n\n")]


def test_the_copy_names_the_seller(client: TestClient, talk: str) -> None:
    """The one who wrote, where the name is known."""
    assert copy(client) == [
        "[Mon, Nov 23, 2026, 12:00 PM UTC] You: Where is it?",
        "[Mon, Nov 23, 2026, 12:00 PM UTC] Orderdesk: On its way.",
        "[Mon, Nov 23, 2026, 12:00 PM UTC] Fern & Fold (seller): Tomorrow.",
        "[Mon, Nov 23, 2026, 12:00 PM UTC] Seller: Or later.",
    ]


def test_the_copy_has_the_buyers_own_time(desk: Desk, shop: Shop, client: TestClient, talk: str) -> None:
    """Of who is signed in, the way of writing and the time zone are known."""
    customer = shop.buyer().customer
    with desk.store.write() as unit:
        unit.change(customer, locale="en_GB", timezone="Europe/Berlin")
    open_session(desk, customer.handle, conversation_id=talk)
    assert copy(client)[0] == "[Mon, 23 Nov 2026, 13:00 CET] You: Where is it?"
    assert client.get("/api/conversations/current").json()["locale"] == "en-GB"


def test_the_letter_names_the_seller(desk: Desk, shop: Shop, client: TestClient, talk: str) -> None:
    """The copy by e-mail knows who wrote each line, too."""
    open_session(desk, shop.buyer().customer.handle, conversation_id=talk)
    assert client.post("/api/transcript/email").status_code == 202
    (row,) = shop.rows(OutboxRow, template="transcript")
    said = [(one["who"], one["name"]) for one in unpack(row.facts)["turns"]]
    assert said == [("buyer", ""), ("bot", ""), ("seller", "Fern & Fold"), ("seller", "")]

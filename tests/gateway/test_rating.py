"""A rating by the widget is kept with the case that was asked about, and is a figure."""

from __future__ import annotations

from starlette.testclient import TestClient

from orderdesk.model import Rating
from orderdesk.services import rating
from orderdesk.services.sessions import open_session
from orderdesk.services.who import who
from tests.shop import Shop


def test_the_widgets_rating_is_about_the_case_that_was_asked_about(keyed: TestClient, shop: Shop) -> None:
    """Journey and case come from the question; /metrics counts it."""
    conversation = keyed.get("/api/conversations/current").json()["conversation"]
    buyer = shop.buyer()
    open_session(shop.desk, buyer.customer.handle, conversation_id=conversation)
    assert rating.ask(shop.desk, who(shop.desk, conversation), "cancel", "CN-SEVEN")
    assert keyed.post("/api/rating", json={"score": 5, "text": "quick"}).status_code == 204
    (row,) = shop.rows(Rating, conversation_id=conversation)
    assert (row.journey, row.case_id, row.score, row.text) == ("cancel", "CN-SEVEN", 5, "quick")
    assert 'orderdesk_ratings{journey="cancel",score="5"} 1.0' in keyed.get("/metrics").text

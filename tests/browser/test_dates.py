"""Days and times on the screen: the gateway's words on the cards, the buyer's own way of writing beside the lines."""

from __future__ import annotations

import re

import pytest

from tests.browser import script
from tests.browser.talk import Screen

ELSEWHERE = {"timezone_id": "Asia/Tokyo", "locale": "ja-JP"}
SENT = "2026-03-09T18:05:00+00:00"


@pytest.mark.parametrize("screen", [ELSEWHERE], indirect=True)
def test_a_card_says_days_as_the_texts_do(screen: Screen) -> None:
    """As the gateway wrote them for this buyer, whatever language and time zone the browser has."""
    screen.open()
    screen.say("Where is my order?")
    screen.choose("LED Strip")
    way = screen.page.locator(".card.order")
    way.wait_for()
    assert way.locator("time").all_text_contents() == [
        one["shown"] for one in script.order_card(script.ORDERS[1][0])["timeline"]
    ]
    assert "Fri, Mar 13, 6:10 PM" in way.inner_text()
    screen.say("Write to a seller")
    screen.choose("LED Strip")
    thread = screen.page.locator(".card.thread")
    thread.wait_for()
    assert "You · Sat, Mar 14, 5:00 AM" in thread.inner_text()
    assert "Answer due by Mon, Mar 16, 5:00 AM" in thread.inner_text()


def test_what_comes_back_comes_by_the_day_of_the_text(screen: Screen) -> None:
    """The card before a yes."""
    screen.open()
    screen.say("Cancel an order")
    screen.choose("Hoodie")
    screen.choose("I don't need it any more")
    card = screen.page.locator(".card.refund")
    card.wait_for()
    assert "by Tue, Mar 24 at the latest" in card.inner_text()


@pytest.mark.parametrize(
    ("locale", "clock", "day"),
    [("en-US", r"2:05\sPM", "Monday, March 9, 2026"), ("en-GB", "14:05", "Monday,? 9 March 2026")],
)
def test_the_lines_have_the_clock_of_the_buyer(screen: Screen, locale: str, clock: str, day: str) -> None:
    """Who is signed in reads times as the shop knows them to write, not as the page's language has it."""
    screen.fake.locale = locale
    screen.visit()
    screen.page.evaluate("() => document.querySelector('order-chat').signIn('mia', async () => 'mia')")
    screen.page.locator(".launcher").click()
    screen.page.get_by_text("Signed in as Mia").wait_for()
    screen.fake.talk.add("bot", "A line of that day.", at=SENT)
    screen.sees("A line of that day.")
    found = [screen.page.locator(place).inner_text() for place in (".line .time", ".lines .day")]
    assert [bool(re.fullmatch(one, text)) for one, text in zip((clock, day), found, strict=True)] == [
        True,
        True,
    ], found

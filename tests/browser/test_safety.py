"""Text stays text: markup in titles, names, labels and messages does nothing, with the page's CSP and without."""

from __future__ import annotations

import pytest

from orderdesk.services.delivery import of_seller
from tests.browser import script
from tests.browser.talk import Screen

CORPUS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '"><iframe srcdoc="<script>parent.alert(1)</script>">',
    "<a href=javascript:alert(1)>x</a>",
    "javascript:alert(1)",
    "<style>*{display:none}</style>",
    '<b>Glow</b> ✨ Lip Oil & "Gloss" <script>alert(1)</script>',
    "{{constructor.constructor('alert(1)')()}}",
    "</textarea><script>alert(1)</script>",
    "\u202e<u>drowssap\u202c",
    'https://example.com/"onmouseover=alert(1)//',
)
FOREIGN = "script, iframe, b, u, style, img:not([src^='http'])"


@pytest.mark.parametrize("csp", [True, False], ids=["with CSP", "without CSP"])
def test_markup_in_any_text_does_nothing(screen: Screen, csp: bool) -> None:
    """Messages, buttons, titles, places, sellers' names and images with markup show as they are and run nothing."""
    screen.fake.csp = csp
    screen.open()
    for text in CORPUS:
        card = script.order_card("578153290566735612", title=text, image=text, amount=text, status=text)
        card["parcels"][0].update(carrier=text, number=text, code=text, shown=text, place=text)
        button = {"label": text, "payload": "/x"}
        screen.fake.talk.add("bot", text, buttons=[button], card=card)
        thread = {
            "type": "seller_thread",
            "seller": text,
            "entries": [{"from": "seller", "at": script.NOW, "shown": text, "text": text}],
        }
        screen.fake.talk.add("seller", text, card=thread)
        screen.fake.talk.add("seller", text, card=of_seller(text))
        refusal = {"type": "refusal", "title": text, "reasons": [text]}
        screen.fake.talk.add("system", text, card=refusal)
    screen.say(CORPUS[0])
    screen.sees(f"You said: {CORPUS[0]}")
    screen.page.wait_for_timeout(300)
    assert screen.problems == []
    assert [one for one in CORPUS if one not in screen.lines()] == []
    assert screen.page.locator(".log").locator(FOREIGN).count() == 0


def test_the_same_texts_would_run_where_they_are_taken_for_markup(screen: Screen) -> None:
    """The corpus is live: put in as markup, without CSP, it runs. (So the test above can fail.)"""
    screen.fake.csp = False
    screen.visit()
    screen.page.evaluate("text => { document.querySelector('main').innerHTML = text }", CORPUS[1])
    screen.page.wait_for_timeout(300)
    assert "a dialog opened" in screen.problems


def test_only_https_addresses_become_links(screen: Screen) -> None:
    """Addresses of other kinds stay text; a link tells the other side nothing about the page."""
    screen.open()
    text = (
        "See https://example.com/a?b=1. Not http://example.com, not javascript:alert(1), not data:text/html,x"
    )
    screen.fake.talk.add("bot", text)
    screen.sees("See https://example.com/a?b=1.")
    links = screen.page.locator(".log a").evaluate_all(
        "all => all.map(one => [one.href, one.rel, one.target])"
    )
    assert links == [["https://example.com/a?b=1", "noopener noreferrer nofollow", "_blank"]]


def test_the_widget_needs_nothing_that_a_strict_csp_forbids(screen: Screen) -> None:
    """Under default-src 'none' and 'self' for scripts, styles, images and connections nothing is reported."""
    reports: list[str] = []
    screen.page.on(
        "console",
        lambda message: reports.append(message.text) if "Content Security" in message.text else None,
    )
    screen.open()
    screen.say("Where is my order?")
    screen.choose("LED Strip")
    screen.page.locator(".card.order img").wait_for()
    assert reports == []
    assert screen.page.locator(".launcher").evaluate("one => getComputedStyle(one).position") == "fixed"

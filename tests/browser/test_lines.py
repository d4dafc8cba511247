"""How lines stand on the screen: what a card says is not said twice, and the focus is never lost."""

from __future__ import annotations

import pytest

from tests.browser.script import order_card
from tests.browser.talk import Screen

WORDS = "Ordered: Mon 9 Mar\nPaid: Mon 9 Mar\nPacked: Wed 11 Mar\nSent: Thu 12 Mar\n \nParcel 1 of 1\n• at the hub"


def cancelled(screen: Screen) -> None:
    """A conversation up to the result, after which it is asked how it went."""
    screen.open()
    screen.say("Cancel an order")
    screen.choose("Hoodie")
    screen.sees("Why would you like")
    screen.say("1")
    screen.choose("Yes, cancel it")
    screen.page.locator(".rating").wait_for()


def test_long_words_after_an_orders_card_are_folded(screen: Screen) -> None:
    """They open by a press; without a card before them they stand open."""
    screen.open()
    screen.say("hello")
    screen.sees("You said: hello")
    screen.fake.talk.add("bot", WORDS)
    screen.sees("Packed: Wed")
    assert screen.page.locator("details").count() == 0
    screen.fake.talk.add("bot", "It's on its way.", card=order_card("578153290566735612"))
    screen.fake.talk.add("bot", WORDS)
    folded = screen.page.locator("details.text", has_text="Packed: Wed")
    folded.wait_for()
    assert folded.get_attribute("open") is None
    folded.locator("summary").press("Enter")
    assert folded.get_attribute("open") is not None


@pytest.mark.parametrize("screen", [{"phone": True}], indirect=True)
def test_the_focus_is_not_lost_with_the_choice_that_was_pressed(screen: Screen) -> None:
    """On a touch screen it goes to the conversation, where no keyboard opens; somebody who types keeps the composer."""
    screen.open()
    screen.say("Cancel an order")
    screen.sees("Which order")
    assert screen.focused() == "Your message"
    screen.page.locator(".choice:visible", has_text="Hoodie").press("Enter")
    screen.sees("Why would you like")
    assert screen.focused() == "Conversation"
    screen.choose("I don't need it any more")
    screen.sees("be undone")
    assert screen.focused() == "Conversation"


def test_the_question_how_it_went_stands_once_and_after_a_reload(screen: Screen) -> None:
    """The form is in the place of its line; put away, it does not come again; the next solved case asks anew."""
    cancelled(screen)
    assert screen.page.get_by_text("Did that help?").count() == 1 + 1  # the form, and what is announced of it
    screen.page.reload()
    screen.page.locator(".rating").wait_for()
    screen.page.get_by_role("button", name="Not now").click()
    screen.page.locator(".rating").wait_for(state="detached")
    screen.page.reload()
    screen.sees("Done: order")
    screen.page.wait_for_timeout(2000)  # longer than the form waits
    assert screen.page.locator(".rating").count() == 0
    screen.fake.talk.add("bot", "Done again.")
    screen.fake.talk.add("bot", "Did that help?", card={"type": "rating"})
    screen.page.locator(".rating").wait_for()


def test_whoever_says_something_else_is_not_asked_any_more(screen: Screen) -> None:
    """The form goes with the next message, here and after a reload."""
    cancelled(screen)
    screen.say("one more thing")
    screen.page.locator(".rating").wait_for(state="detached")
    screen.sees("You said: one more thing")
    screen.page.reload()
    screen.sees("You said: one more thing")
    screen.page.wait_for_timeout(2000)  # longer than the form waits
    assert screen.page.locator(".rating").count() == 0


def test_a_refusal_says_why_before_it_says_what_works(screen: Screen) -> None:
    """From top to bottom: the card with its reasons, the words, the ways out."""
    screen.open()
    screen.say("Cancel an order")
    screen.choose("LED Strip")
    screen.page.locator(".card.refusal").wait_for()
    parts = screen.page.locator(".line:has(.card.refusal) > :not(.who, .time)")
    classes = parts.evaluate_all("all => all.map(one => one.className)")
    assert [one.split()[0] for one in classes] == ["card", "text", "choices"]

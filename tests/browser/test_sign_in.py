"""Signing in with an order and a code, the transcript, and the rating."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.talk import Screen


@pytest.mark.parametrize(
    "screen", [{"viewport": {"width": 940, "height": 780}}, {"phone": True, "dark": True}], indirect=True
)
def test_a_buyer_signs_in_by_keyboard_with_a_code(screen: Screen) -> None:
    """Missing fields and a wrong code are named in words; the right code signs in, also after a reload."""
    screen.open()
    screen.page.locator("footer").get_by_role("button", name="Sign in").focus()
    screen.page.keyboard.press("Enter")
    screen.page.keyboard.press("Enter")
    screen.page.get_by_text("Please enter the order number.").wait_for()
    assert screen.focused() == "INPUT"
    screen.page.keyboard.type("578153290566735612")
    screen.page.keyboard.press("Tab")
    screen.page.keyboard.type("mia.castellano@example.com")
    screen.page.keyboard.press("Enter")
    screen.page.get_by_role("heading", name="Enter the code").wait_for()
    screen.page.keyboard.type("000000")
    screen.page.keyboard.press("Enter")
    screen.page.get_by_text("Tries left: 4").wait_for()
    screen.page.get_by_label("Six-digit code").fill("123456")
    screen.page.get_by_label("Six-digit code").press("Enter")
    screen.page.get_by_text("Signed in as Mia").wait_for()
    assert screen.focused() == "Your message"
    screen.page.reload()
    screen.page.get_by_text("Signed in as Mia").wait_for(state="attached")


def test_the_conversation_can_be_taken_along(screen: Screen, tmp_path: Path) -> None:
    """The transcript comes as a file for everybody, and by e-mail for who is signed in."""
    screen.open()
    screen.say("one")
    screen.sees("You said: one")
    screen.more()
    assert screen.page.get_by_role("button", name="E-mail me this chat").count() == 0
    with screen.page.expect_download() as download:
        screen.page.get_by_role("button", name="Download this chat").click()
    download.value.save_as(tmp_path / "chat.txt")
    assert (tmp_path / "chat.txt").read_text() == "one\nYou said: one"


def test_a_rating_is_given_by_keyboard_and_not_asked_for_again(screen: Screen) -> None:
    """The stars are a group of radio buttons; what is sent is the score and the words."""
    screen.open()
    screen.say("one")
    screen.sees("You said: one")
    screen.more()
    screen.page.get_by_role("button", name="Rate this chat").click()
    screen.page.get_by_role("radio", name="Not at all").wait_for()
    screen.page.keyboard.press("Space")
    for _ in range(3):
        screen.page.keyboard.press("ArrowRight")
    screen.page.get_by_label("What could be better?").fill("Quick!")
    screen.page.get_by_role("button", name="Send rating").press("Enter")
    screen.page.get_by_text("Thank you. That helps us.").first.wait_for()
    assert screen.fake.rated == [{"score": 4, "text": "Quick!"}]


def test_a_person_can_be_asked_for_at_any_time(screen: Screen) -> None:
    """The way to a person is on every screen, one press away."""
    screen.open()
    screen.page.get_by_role("button", name="Talk to a person").click()
    screen.sees("A person will look at this")

"""Each journey's screens from hello to result: by mouse, finger and keyboard alone, wide and narrow, light and dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from orderdesk.services.delivery import of_seller
from tests.browser.talk import Screen

WIDE = {"viewport": {"width": 940, "height": 780}}
SCREENS = [
    pytest.param({**WIDE}, id="wide, light"),
    pytest.param({**WIDE, "dark": True}, id="wide, dark"),
    pytest.param({"phone": True}, id="phone, light"),
    pytest.param({"phone": True, "dark": True}, id="phone, dark"),
]


def by_pointer(screen: Screen, label: str) -> None:
    """Press it with mouse or finger."""
    screen.choose(label)


def by_keyboard(screen: Screen, label: str) -> None:
    """Go there with Shift+Tab from the composer, then Enter."""
    screen.page.get_by_label("Your message").focus()
    screen.tab_to(label, back=True)
    screen.page.keyboard.press("Enter")


@pytest.mark.parametrize("press", [by_pointer, by_keyboard])
@pytest.mark.parametrize("screen", SCREENS, indirect=True)
def test_every_journey_leads_to_its_result(screen: Screen, press: Callable[[Screen, str], None]) -> None:
    """Tracking, a refusal, cancelling and writing to a seller work in this look and with this device."""
    start(screen, press)
    track(screen, press)
    refusal(screen, press)
    cancel(screen, press)
    seller(screen, press)
    assert screen.problems == []


def start(screen: Screen, press: Callable[[Screen, str], None]) -> None:
    """Open the chat."""
    screen.visit()
    if press is by_keyboard:
        screen.tab_to("Order help")
        screen.page.keyboard.press("Enter")
    else:
        screen.page.locator(".launcher").click()
    screen.page.locator(".starters").wait_for()


def track(screen: Screen, press: Callable[[Screen, str], None]) -> None:
    """From the question which order to the order card."""
    if press is by_keyboard:
        screen.tab_to("Where is my order?", back=True)
        screen.page.keyboard.press("Enter")
    else:
        screen.page.get_by_role("button", name="Where is my order?").click()
    screen.sees("Which order")
    press(screen, "LED Strip")
    screen.sees("is on its way")
    screen.page.locator(".card.order .badge", has_text="Shipped").wait_for()
    screen.sees("What would you like to do?")


def refusal(screen: Screen, press: Callable[[Screen, str], None]) -> None:
    """A no comes with its reason, once, and before what works instead."""
    screen.say("Cancel an order")
    screen.sees("Which order", 2)
    press(screen, "LED Strip")
    screen.page.locator(".card.refusal + .text", has_text="what you can do").wait_for()
    assert screen.page.locator(".lines").get_by_text("It was handed to the carrier").count() == 1
    screen.page.locator(".choice:visible", has_text="Return it").wait_for()


def cancel(screen: Screen, press: Callable[[Screen, str], None]) -> None:
    """Reasons, what is paid back, yes, done; then the question whether it helped."""
    screen.say("Cancel an order")
    screen.sees("Which order", 3)
    press(screen, "Hoodie")
    screen.sees("Why would you like")
    screen.say("2")  # the number of a choice, typed
    screen.sees("I found it cheaper elsewhere")
    screen.sees("This can't be undone")
    press(screen, "Yes, cancel it")
    screen.sees("Done: order")
    screen.page.locator(".rating").wait_for()


def seller(screen: Screen, press: Callable[[Screen, str], None]) -> None:
    """What the seller answers arrives in the chat, under the seller's name."""
    screen.say("Write to a seller")
    screen.sees("Which order", 4)
    press(screen, "LED Strip")
    screen.page.locator(".card.thread").wait_for()
    screen.fake.talk.add(
        "seller", "Yes, if you tell us the address until tomorrow evening.", card=of_seller("Voltglow")
    )
    screen.page.locator(".line.seller .who", has_text="Voltglow").wait_for()

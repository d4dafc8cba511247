"""Usable by everybody: axe, keyboard, targets, announcements, motion, and scripts from right to left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_core_python
import pytest

from tests.browser.talk import Screen

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RUN = "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"


def serious(screen: Screen) -> list[Any]:
    """What axe finds that is serious or critical: rule and places."""
    screen.page.evaluate(AXE)  # the page's CSP does not hold for the debugger
    screen.page.wait_for_timeout(250)  # the panel's entrance is over
    found = [one for one in screen.page.evaluate(RUN) if one["impact"] in ("serious", "critical")]
    return [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]


@pytest.mark.parametrize(
    "screen", [{}, {"dark": True}, {"phone": True}, {"phone": True, "dark": True}], indirect=True,
    ids=["wide, light", "wide, dark", "phone, light", "phone, dark"],
)  # fmt: skip
def test_axe_finds_nothing_serious_on_any_screen(screen: Screen) -> None:
    """From the welcome to a failed message: nothing serious or critical on any screen."""
    screen.visit()
    assert serious(screen) == []
    screen.page.locator(".launcher").click()
    screen.page.locator(".starters").wait_for()
    assert serious(screen) == []
    for text, choice in (
        ("Where is my order?", "LED"),
        ("Cancel an order", "LED"),
        ("Write to a seller", "LED"),
        ("Cancel an order", "Hoodie"),
    ):
        screen.say(text)
        screen.choose(choice)
        screen.page.locator(".choice:visible", has_text=choice).wait_for(state="detached")
    screen.sees("Why would you")
    assert serious(screen) == []
    screen.say("1")
    screen.sees("be undone")
    screen.fake.talk.add("seller", "A word from the seller, https://example.com/x")
    screen.fake.talk.add("system", "A notice.")
    screen.fake.talk.signals.append("working")
    screen.page.get_by_text("Still working on it").first.wait_for()
    assert serious(screen) == []
    screen.fake.refuse = (422, "bad_text")
    screen.say("strange")
    screen.page.get_by_text("Not sent").wait_for()
    screen.more()
    screen.page.get_by_role("button", name="Rate this chat").click()
    screen.page.locator(".stars label").nth(3).click()
    screen.more()
    assert serious(screen) == []
    screen.page.locator("#menu").get_by_role("button", name="Sign in").click()
    screen.page.get_by_role("button", name="Send me a code").click()
    assert serious(screen) == []


def test_escape_closes_one_thing_at_a_time_and_gives_the_focus_back(screen: Screen) -> None:
    """Esc closes the menu, then the sheet, then the chat; the focus goes where it came from."""
    screen.visit()
    screen.tab_to("Order help")
    screen.page.keyboard.press("Enter")
    assert screen.focused() == "Your message"
    screen.tab_to("More", back=True)
    screen.page.keyboard.press("Enter")
    assert screen.focused() == "Sign in"
    screen.page.keyboard.press("Escape")
    assert screen.focused() == "More"
    screen.page.keyboard.press("Enter")
    screen.page.keyboard.press("Enter")
    screen.page.get_by_role("heading", name="Sign in with an order").wait_for()
    screen.page.keyboard.press("Escape")
    assert screen.focused() == "Your message"
    screen.page.keyboard.press("Escape")
    assert screen.focused().startswith("Order help")
    assert screen.page.locator(".panel").is_hidden()


def test_only_new_lines_are_announced_once_and_politely(screen: Screen) -> None:
    """A reader of the screen hears each new line of the other side, and nothing of it twice."""
    screen.open()
    screen.say("one")
    screen.sees("You said: one")
    spoken = screen.page.locator("[aria-live=polite]")
    assert spoken.text_content() == "Assistant: You said: one"
    assert screen.page.get_by_role("log").get_attribute("aria-live") == "off"


@pytest.mark.parametrize("screen", [{"phone": True}], indirect=True)
def test_every_target_is_large_enough(screen: Screen) -> None:
    """Whatever can be pressed is 44 by 44 pixels or more."""
    screen.open()
    screen.say("Cancel an order")
    screen.choose("Hoodie")
    screen.sees("Why would you")
    screen.more()
    sizes = screen.page.locator("button:visible").evaluate_all(
        "all => all.map(one => [one.textContent, one.offsetWidth, one.offsetHeight])"
    )
    assert [one for one in sizes if one[1] < 44 or one[2] < 44] == []


@pytest.mark.parametrize("screen", [{"reduced_motion": "reduce"}], indirect=True)
def test_nothing_moves_for_those_who_asked_for_that(screen: Screen) -> None:
    """With reduced motion no animation runs in the widget."""
    screen.fake.delay = 5
    screen.open()
    screen.say("one")
    screen.page.locator(".dots").wait_for()
    script = "document.querySelector('order-chat').shadowRoot.getAnimations().length"
    assert screen.page.evaluate(script) == 0


@pytest.mark.parametrize("screen", [{"phone": True}], indirect=True)
def test_on_a_phone_the_chat_is_the_screen_and_holds_the_focus(screen: Screen) -> None:
    """Under 480 px the panel covers everything, nothing is wider than the screen, and Tab stays inside."""
    screen.open()
    screen.say("x" * 300)
    screen.sees("You said: x")
    panel = screen.page.locator(".panel")
    panel.evaluate(
        "one => Promise.all(one.getAnimations().map(each => each.finished.catch(() => null)))"
    )  # it slides in
    box = panel.bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 780)
    assert screen.page.locator(".log").evaluate("one => one.scrollWidth <= one.clientWidth")
    assert screen.page.evaluate(
        "document.querySelector('order-chat').shadowRoot.querySelector('.panel').matches(':modal')"
    )


def test_a_page_from_right_to_left_turns_the_chat_around(screen: Screen) -> None:
    """On a right-to-left page the chat sits on the left, and each text keeps its own direction."""
    screen.open("?dir=rtl")
    screen.say("عطر العود الفاخر")
    screen.sees("You said: عطر")
    screen.keep("chat-right-to-left")
    assert screen.page.locator(".panel").bounding_box()["x"] < 100
    directions = screen.page.locator(".log .line > .text").evaluate_all(
        "all => all.map(one => getComputedStyle(one).direction)"
    )
    assert directions == ["rtl", "ltr"]

"""Somebody at the demo shop's page: what they do by mouse, finger or keys alone, and what is true behind it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import datetime, timezone
from functools import cache
from typing import Any

from orderdesk.demo.seed import drafts
from orderdesk.model import AuditEntry, Customer, OrderCase, OutboxRow, SentMessage, Speaker
from tests.browser.talk import Screen
from tests.faults.stack import Stack

#: The answer to what was said last, once all of it is there: its words, else null.
ANSWER = """() => {
  const root = document.querySelector('order-chat').shadowRoot;
  if (root.querySelector('.busy, .unsent .line')) return null;
  const lines = [...root.querySelectorAll('.lines:not(.unsent) .line')];
  const last = lines.map((one) => one.classList.contains('buyer')).lastIndexOf(true);
  const words = lines.slice(last + 1).map((one) => one.innerText).join('\\n');
  return words || null;
}"""
SAID = "document.querySelector('order-chat').shadowRoot.querySelectorAll('.lines:not(.unsent) .line.buyer').length"
IDS = """() => [...document.querySelector('order-chat').shadowRoot.querySelectorAll('.lines .line')]
  .map((one) => Number(one.dataset.id))"""
SECONDS = 90.0


def _elsewhere(row: SentMessage, rows: list[SentMessage]) -> bool:
    """Whether the widget shows it in another place: a rating as its form, a refusal's reasons on its card."""
    cards = [one.card or {} for one in rows]
    if (row.card or {}).get("type") == "rating":
        return True
    return row.sender is Speaker.BOT and any(row.text in card.get("reasons", ()) for card in cards)


def number(name: str) -> str:
    """The number of the demo's order of this name (`mia-hold`): the same whenever the shop is filled."""
    return _numbers()[name]


@cache
def _numbers() -> dict[str, str]:
    return {draft.name: draft.id for draft in drafts(datetime.now(timezone.utc))}


class Visitor(Screen):
    """`look`: "wide light", "phone dark" and so on; with " keys" at its end without mouse and finger."""

    def __init__(self, context: Any, page: Any, stack: Stack, look: str = "wide light") -> None:
        super().__init__(context, page)
        self.stack, self.keys, self.buyer = stack, "keys" in look, ""
        self.look = look.removesuffix(" keys").replace(" ", "-")

    def go_in(self) -> None:
        """Come to the shop's page."""
        self.page.goto(self.stack.url)
        self.page.locator("#buyer option").nth(1).wait_for(state="attached")

    def sign_in_to_the_shop(self, handle: str) -> None:
        """Be this buyer in the page's switch."""
        name = self._customer(handle).name
        if self.keys:
            self.tab_to_select()
            self.page.keyboard.type(name)
            self.page.keyboard.press("Tab")
        else:
            self.page.get_by_label("Signed in as").select_option(handle)
        self.page.wait_for_function("name => document.querySelector('order-chat').buyer === name", arg=handle)
        self.buyer = handle

    def comes(self, name: str) -> None:
        """Into the shop as the buyer of the demo's order of this name, and into the chat."""
        self.sign_in_to_the_shop(name.split("-")[0])
        self.open_chat()

    def tab_to_select(self) -> None:
        """Tab to the page's switch."""
        for _ in range(10):
            if self.page.evaluate("document.activeElement?.id") == "buyer":
                return
            self.page.keyboard.press("Tab")
        raise AssertionError("Tab does not reach the switch")

    def open_chat(self) -> None:
        """From the launcher to the greeting."""
        self.press(self.page.locator(".launcher"), "Order help")
        self.page.locator(".starters").wait_for()
        if self.buyer:
            self.page.get_by_text(f"Signed in as {self._customer(self.buyer).name.split()[0]}").wait_for()

    def press(self, place: Any, name: str) -> None:
        """Press what has this name: there by Tab or Shift+Tab and Enter, or with the pointer."""
        if not self.keys:
            return place.click()
        place.wait_for()
        self.tab_to(name, back=self.page.locator(".panel").is_visible())
        return self.page.keyboard.press("Enter")

    def begins(self, starter: str, hears: str) -> str:
        """One of the greeting's four ways to begin."""
        return self._done(
            lambda: self.press(self.page.locator(".starters .chip", has_text=starter), starter), hears
        )

    def picks(self, label: str, hears: str) -> str:
        """A choice that stands; with keys every other time by its number."""
        return self._done(
            lambda: self.press(self.page.locator(".choice:visible", has_text=label), label), hears
        )

    def says(self, text: str, hears: str) -> str:
        """Typed and sent."""

        def type_it() -> None:
            if self.keys:
                self.tab_to("Your message", back=True)
                self.page.keyboard.type(text)
                self.page.keyboard.press("Enter")
            else:
                self.say(text)

        return self._done(type_it, hears)

    def asks_for_a_person(self, hears: str) -> str:
        """The button that is always there."""
        person = self.page.get_by_role("button", name="Talk to a person", exact=True).last
        return self._done(lambda: self.press(person, "Talk to a person"), hears)

    def rates(self, score: int, words: str) -> None:
        """In the form that comes by itself after a solved case."""
        first = self.page.get_by_role("radio", name="Not at all")
        first.wait_for(state="attached")
        if self.keys:
            self.tab_to("Completely", back=True)  # from behind, a group is entered at its end
            self.page.keyboard.press("Space")
            for _ in range(5 - score):
                self.page.keyboard.press("ArrowLeft")
            self.page.keyboard.press("Tab")
            self.page.keyboard.type(words)
            self.page.keyboard.press("Tab")
            self.page.keyboard.press("Enter")
        else:
            self.page.locator(".stars label").nth(score - 1).click()
            self.page.get_by_label("What could be better?").fill(words)
            self.page.get_by_role("button", name="Send rating").click()
        self.page.get_by_text("Thank you. That helps us.").first.wait_for()

    def _done(self, act: Callable[[], None], hears: str) -> str:
        before = self.said()
        act()
        self.page.wait_for_function("([count]) => " + SAID + " > count", arg=[before])
        return self.hears(hears)

    def said(self) -> int:
        """How many lines of the buyer stand."""
        return int(self.page.evaluate("() => " + SAID))

    def hears(self, words: str) -> str:
        """Wait for the whole answer to what was said last; it holds these words (a pattern). Returns it."""
        end, answer = time.monotonic() + SECONDS, ""
        while time.monotonic() < end:
            answer = self.page.evaluate(ANSWER) or answer
            if re.search(words, answer):
                return answer
            self.page.wait_for_timeout(50)
        raise AssertionError(f"not heard: {words!r}, but: {answer!r}")

    def another(self) -> Visitor:
        """A second tab of the same browser."""
        return Visitor(self.context, self.context.new_page(), self.stack, self.look)

    def shown(self) -> list[int]:
        """The numbers of the lines on the screen."""
        return list(self.page.evaluate(IDS))

    def stored(self) -> list[int]:
        """The numbers of the lines that the gateway keeps and the widget has to show, in their order."""
        kept = self._log()
        return [one.number for one in kept if not _elsewhere(one, kept)]

    def order_of_turns(self) -> list[str]:
        """The buyer's words in the order in which they were answered."""
        rows = self._log()
        said = {one.answers: one.text for one in rows if one.sender is Speaker.BUYER}
        answered = [one.answers for one in rows if one.sender is Speaker.BOT and one.answers]
        return [said[one] for one in dict.fromkeys(answered)]

    def choices(self) -> list[str]:
        """The labels of what can be chosen now."""
        return list(self.page.locator(".choice:visible .label").all_inner_texts())

    def case(self, name: str) -> OrderCase:
        """Everything about the demo's order of this name, read from the database now."""
        with self.stack.desk.store.read() as unit:
            case = unit.case(number(name))
        assert case is not None
        return case

    def rows(self, kind: type, **equal: Any) -> list[Any]:
        """Rows of a table."""
        with self.stack.desk.store.read() as unit:
            return unit.find(kind, **equal)

    def verbs(self, name: str) -> list[str]:
        """What the audit says was done about that order, oldest first."""
        return [one.verb for one in self.rows(AuditEntry, order_id=number(name), order_by="at")]

    def letters(self, name: str) -> list[str]:
        """What the outbox has for that order's buyer by e-mail."""
        rows = self.rows(OutboxRow, customer_id=self.case(name).order.customer_id, channel="email")
        return sorted(one.template for one in rows)

    def _log(self) -> list[SentMessage]:
        conversation = self.page.evaluate("document.querySelector('order-chat').conversation.conversation")
        return self.rows(SentMessage, conversation_id=conversation, order_by="number")

    def _customer(self, handle: str) -> Customer:
        with self.stack.desk.store.read() as unit:
            return unit.find(Customer, handle=handle)[0]

"""Buyers who talk through the gateway as the widget does: who insist, keep what they saw, and press what is offered."""

from __future__ import annotations

import threading
import time
import uuid
from typing import Any

from orderdesk.errors import Unavailable
from orderdesk.services.conversations import open_web
from orderdesk.services.sessions import open_session
from tests.faults.history import History
from tests.faults.stack import Stack
from tests.gateway.programs import Chat
from tests.shop import Buyer, Shop

YES = "Yes"
PATIENCE = 300.0
#: Lines of one answer are written at once and read one by one.
QUIET = 0.4


class Gave(AssertionError):
    """A buyer waited in vain."""


class Visitor:
    """One buyer in one tab, signed in; reads as events come."""

    def __init__(self, stack: Stack, buyer: Buyer) -> None:
        opened = open_web(stack.desk)
        open_session(stack.desk, buyer.customer.handle, conversation_id=opened.conversation.id)
        self.chat = Chat(stack.url, opened.key, opened.conversation.id)
        self.buyer = buyer

    def asks(self, text: str, id_: str = "") -> list[dict[str, Any]]:
        """Say it until it is taken, wait for its answer: the lines that answer it. Raises Gave."""
        id_ = id_ or str(uuid.uuid4())
        self.chat.insist(text, id_)
        return self.answer_to(id_)

    def answer_to(self, id_: str, seconds: float = PATIENCE) -> list[dict[str, Any]]:
        """The bot's and the system's lines to a message, once the turn is whole (they are written at once)."""
        end, before = time.monotonic() + seconds, 0
        while time.monotonic() < end:
            found = [one for one in list(self.chat.lines) if one["answers"] == id_ and one["from"] != "buyer"]
            if found and len(found) == before:
                return found
            before = len(found)
            time.sleep(QUIET if found else 0.02)
        raise Gave(f"no answer to a message within {seconds:.0f} s")

    def cancels(self, number: str, history: History) -> None:
        """Cancel an order from first words to last, beginning again where the bot lost the thread."""
        for _ in range(4):
            began = time.monotonic()
            asked = self.asks(f"cancel order {number}, i ordered it by mistake")
            history.waited(time.monotonic() - began)
            yes = button(asked, YES)
            if yes is None:
                continue
            history.attempt(number)
            text = words(self.asks(yes))
            if "CN-" in text and number[-6:] in text:
                history.acknowledge(number, text)
                return
        history.trouble(f"never cancelled: {words(asked)[:200]}")


def button(lines: list[dict[str, Any]], label: str) -> str | None:
    """The payload of the button that begins with this label."""
    found = [one["payload"] for line in lines for one in line["buttons"] if one["label"].startswith(label)]
    return found[0] if found else None


def words(lines: list[dict[str, Any]]) -> str:
    """All that was said."""
    return "\n".join(line["text"] for line in lines)


class Crowd:
    """Buyers who come one after the other, several at a time, and cancel one of their two orders each."""

    def __init__(self, stack: Stack, history: History, at_once: int = 4) -> None:
        self._stack, self._history, self._shop = stack, history, Shop(stack.desk)
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._come, daemon=True) for _ in range(at_once)]

    def __enter__(self) -> Crowd:
        """The first ones come."""
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """No more come; who is there ends."""
        self._stop.set()
        for thread in self._threads:
            thread.join(PATIENCE * 3)

    def _come(self) -> None:
        while not self._stop.is_set():
            try:
                visitor, number = self._comer()
            except Unavailable:  # we put them into the database ourselves: while it is away, nobody comes
                time.sleep(0.2)
                continue
            try:
                with visitor.chat.reading():
                    visitor.cancels(number, self._history)
            except Exception as error:
                self._history.trouble(f"{type(error).__name__}: {error}"[:300])

    def _comer(self) -> tuple[Visitor, str]:
        """Somebody new, and the number of the order to cancel."""
        buyer = self._shop.buyer()
        number = self._shop.order(buyer, "ON_HOLD")
        self._shop.order(buyer, "ON_HOLD", [("Lip Oil", "8.00")])
        return Visitor(self._stack, buyer), number

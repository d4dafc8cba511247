"""A part is down, frozen or slow for a while: what a buyer hears meanwhile, and afterwards."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from tests.faults.buyers import Crowd, Gave, Visitor
from tests.faults.history import History, judge
from tests.faults.report import Row
from tests.faults.stack import Stack
from tests.shop import Shop

GOAL = "all answered honestly within 5 s, no false success, normal 10 s after its return, no turn lost"
FIRST_WORD, NORMAL = 5.0, 10.0
Say = Callable[[str], None]


@dataclass
class Heard:
    """What became of each message: seconds until the first honest word, and the messages without an answer."""

    first: list[float] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    refused: int = 0


def outage(
    stack: Stack, name: str, breaks: Callable[[], None], mends: Callable[[], None], seconds: float
) -> Row:
    """Break something for `seconds` while buyers ask and cancel; `mends` brings it back."""
    history, heard = History.since_now(stack.desk), Heard()
    asker = Asker(stack, heard)
    with Crowd(stack, history, at_once=2), asker:
        time.sleep(2.0)
        breaks()
        time.sleep(seconds)
        mends()
        normal = asker.normal_after()
    asker.finish()
    verdict = judge(stack.desk, history)
    slow = sum(one > FIRST_WORD for one in heard.first)
    seen = (
        f"{len(heard.first) - slow} of {len(heard.first)} first words within 5 s (longest "
        f"{max(heard.first, default=0):.1f} s; {heard.refused} by an error that says so), normal after {normal:.1f} s, "
        f"{len(heard.silent)} never answered; {verdict.acknowledged} of {verdict.attempts} cancelled, "
        f"{len(verdict.lost)} lost, {len(verdict.double)} double, {len(verdict.troubles)} troubles"
    )
    good = not slow and not heard.silent and normal <= NORMAL and verdict.sound
    figures = {
        "first_word_max_s": round(max(heard.first, default=0), 2), "messages": len(heard.first), "slow": slow,
        "normal_after_s": round(normal, 2), "unanswered": len(heard.silent), "lost": len(verdict.lost),
        "double": len(verdict.double), "troubles": list(verdict.troubles)[:10],
    }  # fmt: skip
    return Row(name, stack.database, seen, GOAL, good, figures)


class Asker:
    """Asks something every half second, each time in another of eight conversations, and insists."""

    def __init__(self, stack: Stack, heard: Heard) -> None:
        shop = Shop(stack.desk)
        self._visitors = [Visitor(stack, shop.buyer()) for _ in range(8)]
        for one in self._visitors:
            shop.order(one.buyer, "IN_TRANSIT", [("Lip Oil", "8.00")])
        self._heard, self._stop = heard, threading.Event()
        self._asked: list[tuple[Visitor, str]] = []
        self._threads: list[threading.Thread] = []
        self._readers = [one.chat.reading() for one in self._visitors]

    def __enter__(self) -> Asker:
        """Begin."""
        for reader in self._readers:
            reader.__enter__()
        self._main = threading.Thread(target=self._go, daemon=True)
        self._main.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Ask no more."""
        self._stop.set()
        self._main.join(60)

    def normal_after(self) -> float:
        """Seconds from now until a fresh question gets its true answer."""
        began = time.monotonic()
        visitor, id_ = self._visitors[0], str(uuid.uuid4())
        visitor.chat.insist("where is my order", id_)
        self._wait(visitor, id_, 60)
        return time.monotonic() - began

    def finish(self) -> None:
        """Wait for what is still owed; what never comes is `silent`."""
        for thread in self._threads:
            thread.join(90)
        for visitor, id_ in self._asked:
            try:
                self._wait(visitor, id_, 60)
            except Gave:
                self._heard.silent.append(id_)
        for reader in self._readers:
            reader.__exit__(None, None, None)

    def _go(self) -> None:
        number = 0
        while not self._stop.wait(0.5):
            visitor = self._visitors[number % len(self._visitors)]
            thread = threading.Thread(target=self._ask, args=(visitor, str(uuid.uuid4())), daemon=True)
            thread.start()
            self._threads.append(thread)
            number += 1

    def _ask(self, visitor: Visitor, id_: str) -> None:
        self._asked.append((visitor, id_))
        began, told = time.monotonic(), False
        system = _system(visitor)
        while time.monotonic() - began < 90:
            try:
                status = httpx.post(
                    f"{visitor.chat.url}/api/messages", json={"id": id_, "text": "where is my order"},
                    headers=visitor.chat.headers, timeout=20,
                ).status_code  # fmt: skip
            except httpx.HTTPError:
                status = 0  # the gateway itself is gone: the widget shows the message as waiting
            if status in (200, 202):
                break
            if not told and status in (0, 503, 429):
                told = True
                self._heard.refused += 1
                self._heard.first.append(time.monotonic() - began)
            time.sleep(0.5)
        if not told:
            self._heard.first.append(self._first_word(visitor, id_, system, began))

    def _first_word(self, visitor: Visitor, id_: str, system: int, began: float) -> float:
        """Until its answer, or until a line or a signal says that it takes longer."""
        signals = len(visitor.chat.signals)
        while time.monotonic() - began < 60:
            if _answered(visitor, id_) or _system(visitor) > system or _told(visitor):
                break
            if "working" in visitor.chat.signals[signals:]:
                break
            time.sleep(0.02)
        return time.monotonic() - began

    def _wait(self, visitor: Visitor, id_: str, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not _answered(visitor, id_):
            if time.monotonic() > end:
                raise Gave(id_)
            time.sleep(0.05)


def _answered(visitor: Visitor, id_: str) -> bool:
    return any(one["answers"] == id_ and one["from"] == "bot" for one in list(visitor.chat.lines))


def _system(visitor: Visitor) -> int:
    return sum(one["from"] == "system" for one in list(visitor.chat.lines))


def _told(visitor: Visitor) -> bool:
    """Whether the last line that is not the buyer's says that it takes longer: once is enough until the next answer."""
    said = [one["from"] for one in list(visitor.chat.lines) if one["from"] != "buyer"]
    return bool(said) and said[-1] == "system"

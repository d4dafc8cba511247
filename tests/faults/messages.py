"""Hundreds of messages of twenty conversations while programs are killed at random."""

from __future__ import annotations

import contextlib
import random
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import httpx

from tests.faults.buyers import Gave, Visitor
from tests.faults.report import Row
from tests.faults.stack import Stack
from tests.faults.tabs import Say
from tests.shop import Shop

CHATS = 20
#: Seconds in which all is answered, however often things are killed.
LONGEST = 900.0
TEXTS = ("where is order {0}", "{0}", "hello", "what can you do", "where is my lip oil", "thanks")


def messages(stack: Stack, total: int, kill: tuple[str, ...], say: Say, seed: int = 3) -> Row:
    """`total` messages while these programs are killed: one answer each, in the order in which they were sent."""
    rng, each = random.Random(seed), total // CHATS
    talks = [Talk(stack, each, rng) for _ in range(CHATS)]
    with ThreadPoolExecutor(CHATS) as pool:
        work = [pool.submit(talk.run) for talk in talks]
        killed = _killed(stack, kill, rng, work, say)
        for one in work:
            one.result()
    once = sum(talk.once for talk in talks)
    ordered = sum(talk.ordered for talk in talks)
    seen = f"{once} of {each * CHATS} answered once, {ordered} of {CHATS} talks in order; kills {killed}"
    figures = {"messages": each * CHATS, "once": once, "ordered": ordered, "killed": killed}
    return Row(
        f"{each * CHATS} messages while {' and '.join(kill)} are killed", stack.database, seen,
        "all answered once, in order", once == each * CHATS and ordered == CHATS, figures,
    )  # fmt: skip


def _killed(
    stack: Stack, names: tuple[str, ...], rng: random.Random, work: Sequence[Future[None]], say: Say
) -> dict[str, int]:
    """Kill one of them at random and start it again until all work is done. How often each was killed.

    In the thread that lives longest: a program ends with the thread that started it.
    """
    killed = dict.fromkeys(names, 0)
    while not all(one.done() for one in work):
        time.sleep(rng.uniform(2.0, 8.0))
        name = rng.choice(names)
        stack.kill(name)
        stack.start(name)
        killed[name] += 1
        say(f"  killed so far: {killed}")
    return killed


class Talk:
    """One conversation: all its messages are sent without waiting, as fast as the gateway takes them."""

    def __init__(self, stack: Stack, count: int, rng: random.Random) -> None:
        shop = Shop(stack.desk)
        buyer = shop.buyer()
        orders = [shop.order(buyer, "ON_HOLD"), shop.order(buyer, "IN_TRANSIT", [("Lip Oil", "8.00")])]
        self._visitor = Visitor(stack, buyer)
        self._plan = [(str(uuid.uuid4()), rng.choice(TEXTS).format(rng.choice(orders))) for _ in range(count)]

    def run(self) -> None:
        """Send each until it is taken, then wait until each has its answer, or for long enough."""
        for id_, text in self._plan:
            self._insist(id_, text)
        end = time.monotonic() + LONGEST
        with self._visitor.chat.reading(), contextlib.suppress(Gave):
            for id_, _ in self._plan:
                self._visitor.answer_to(id_, end - time.monotonic())

    @property
    def once(self) -> int:
        """How many messages were answered in one place only."""
        return sum(self._turns.count(id_) == 1 for id_, _ in self._plan)

    @property
    def ordered(self) -> bool:
        """Whether the answers came in the order of the messages, and nothing else came."""
        return self._turns == [id_ for id_, _ in self._plan]

    @property
    def _turns(self) -> list[str]:
        heard = [
            one["answers"] for one in self._visitor.chat.lines if one["from"] == "bot" and one["answers"]
        ]
        return [id_ for place, id_ in enumerate(heard) if place == 0 or heard[place - 1] != id_]

    def _insist(self, id_: str, text: str) -> None:
        end = time.monotonic() + 300
        while time.monotonic() < end:
            with contextlib.suppress(httpx.HTTPError):
                if self._visitor.chat.send(text, id_).status_code in (200, 202):
                    return
            time.sleep(0.1)
        raise AssertionError("nobody takes the message")

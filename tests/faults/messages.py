"""Hundreds of messages of twenty conversations while programs are killed at random."""

from __future__ import annotations

import contextlib
import random
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import httpx

from tests.faults.buyers import Visitor
from tests.faults.report import Row
from tests.faults.stack import Stack
from tests.faults.tabs import Say
from tests.shop import Shop

CHATS = 20
TEXTS = ("where is order {0}", "{0}", "hello", "what can you do", "where is my lip oil", "thanks")


def messages(stack: Stack, total: int, kill: tuple[str, ...], say: Say, seed: int = 3) -> Row:
    """`total` messages while these programs are killed: one answer each, in the order in which they were sent."""
    rng, each = random.Random(seed), total // CHATS
    talks = [Talk(stack, each, rng) for _ in range(CHATS)]
    with Killer(stack, kill, rng, say) as killer, ThreadPoolExecutor(CHATS) as pool:
        list(pool.map(Talk.send, talks))
        list(pool.map(Talk.wait, talks))
    once = sum(talk.once for talk in talks)
    ordered = sum(talk.ordered for talk in talks)
    seen = (
        f"{once} of {each * CHATS} answered once, {ordered} of {CHATS} talks in order; kills {killer.killed}"
    )
    figures = {"messages": each * CHATS, "once": once, "ordered": ordered, "killed": killer.killed}
    return Row(
        f"{each * CHATS} messages while {' and '.join(kill)} are killed", stack.database, seen,
        "all answered once, in order", once == each * CHATS and ordered == CHATS, figures,
    )  # fmt: skip


class Killer:
    """Kills one of the programs at random and starts it again, all the time."""

    def __init__(self, stack: Stack, names: tuple[str, ...], rng: random.Random, say: Say) -> None:
        self._stack, self._names, self._rng, self._say = stack, names, rng, say
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._go)
        self.killed = dict.fromkeys(names, 0)

    def __enter__(self) -> Killer:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End; what was killed last is up again."""
        self._over.set()
        self._thread.join(300)

    def _go(self) -> None:
        while not self._over.wait(self._rng.uniform(1.0, 4.0)):
            name = self._rng.choice(self._names)
            self._stack.kill(name)
            self._stack.start(name)
            self.killed[name] += 1
            self._say(f"  killed so far: {self.killed}")


class Talk:
    """One conversation: all its messages are sent without waiting, as fast as the gateway takes them."""

    def __init__(self, stack: Stack, count: int, rng: random.Random) -> None:
        shop = Shop(stack.desk)
        buyer = shop.buyer()
        orders = [shop.order(buyer, "ON_HOLD"), shop.order(buyer, "IN_TRANSIT", [("Lip Oil", "8.00")])]
        self._visitor = Visitor(stack, buyer)
        self._plan = [(str(uuid.uuid4()), rng.choice(TEXTS).format(rng.choice(orders))) for _ in range(count)]

    def send(self) -> None:
        """Each until it is taken."""
        for id_, text in self._plan:
            self._insist(id_, text)

    def wait(self) -> None:
        """Until each has its answer. Raises Gave."""
        with self._visitor.chat.reading():
            for id_, _ in self._plan:
                self._visitor.answer_to(id_, 300)

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

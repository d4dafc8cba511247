"""The message with the yes is sent again and again, by a client that hangs up."""

from __future__ import annotations

import contextlib
import random
import socket
import time
import uuid
from urllib.parse import urlsplit

import httpx

from tests.faults.buyers import YES, Visitor, button, words
from tests.faults.history import History, judge
from tests.faults.report import Row
from tests.faults.stack import Stack
from tests.faults.tabs import Say
from tests.shop import Shop


def resent(stack: Stack, times: int, say: Say, seed: int = 2) -> Row:
    """`times` orders; the yes of each is sent 1 to 20 times, hanging up at random moments: one effect, one answer."""
    rng, history, wrong = random.Random(seed), History.since_now(stack.desk), 0
    for number in range(times):
        wrong += not _one(stack, history, rng)
        if number % 50 == 49:
            say(f"  {number + 1} of {times}")
    verdict = judge(stack.desk, history)
    seen = (
        f"{times - wrong} of {times} with one effect and one answer; {len(verdict.lost)} lost, "
        f"{len(verdict.double)} double, {len(verdict.phantom)} phantom"
    )
    return Row(
        "the yes re-sent 1 to 20 times, with hang-ups", stack.database, seen, f"{times} of {times}",
        verdict.sound and not wrong, {"times": times, "wrong": wrong},
    )  # fmt: skip


def _one(stack: Stack, history: History, rng: random.Random) -> bool:
    """Whether there was one answer, and the same one when all was over."""
    shop = Shop(stack.desk)
    buyer = shop.buyer()
    order = shop.order(buyer, "ON_HOLD")
    visitor = Visitor(stack, buyer)
    with visitor.chat.reading():
        yes = button(visitor.asks(f"cancel {order}, ordered by mistake"), YES) or "yes"
        history.attempt(order)
        id_ = str(uuid.uuid4())
        for _ in range(rng.randint(1, 20)):
            hang_up(visitor, yes, id_, rng)
        answer = words(visitor.asks(yes, id_))
        history.acknowledge(order, answer)
        visitor.chat.insist(yes, id_)
        return answer == words(visitor.answer_to(id_)) and answer.count("CN-") == 1


def hang_up(visitor: Visitor, text: str, id_: str, rng: random.Random) -> None:
    """Send the request, or a part of it, and close without reading the answer."""
    address = urlsplit(visitor.chat.url)
    request = httpx.Request(
        "POST",
        f"{visitor.chat.url}/api/messages",
        json={"id": id_, "text": text},
        headers=visitor.chat.headers,
    )
    head = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    raw = f"POST /api/messages HTTP/1.1\r\n{head}\r\n".encode() + request.read()
    with contextlib.suppress(OSError), socket.create_connection((address.hostname, address.port), 5) as line:
        line.sendall(raw if rng.random() < 0.7 else raw[: rng.randrange(len(raw))])
        if rng.random() < 0.5:
            time.sleep(rng.uniform(0, 0.05))

"""Many at once: fifty tabs that cancel one order, the same message over and over, five hundred messages and kills."""

from __future__ import annotations

import contextlib
import random
import socket
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.faults.buyers import YES, Visitor, button, words
from tests.faults.history import History, judge
from tests.faults.report import Row
from tests.faults.stack import Stack
from tests.shop import Shop

Say = Callable[[str], None]


def tabs(stack: Stack, count: int, runs: int, say: Say) -> Row:
    """One buyer in `count` tabs, each at the confirmation of the same order; all press yes at once."""
    shop, untruths, effects = Shop(stack.desk), 0, []
    for run in range(runs):
        buyer = shop.buyer()
        number = shop.order(buyer, "ON_HOLD")
        visitors = [Visitor(stack, buyer) for _ in range(count)]
        with contextlib.ExitStack() as readers, ThreadPoolExecutor(count) as pool:
            for one in visitors:
                readers.enter_context(one.chat.reading())
            asked = list(pool.map(lambda one: one.asks(f"cancel {number}, ordered by mistake"), visitors))
            buttons = [button(lines, YES) for lines in asked]
            said = [
                words(lines)
                for lines in pool.map(lambda pair: pair[0].asks(pair[1] or "yes"), zip(visitors, buttons, strict=True))
            ]
        case = shop.case(number)
        effects.append((len(case.cancellations), len(case.refunds)))
        untruths += sum(1 for text in said if number[-6:] not in text or "cancel" not in text.lower())
        say(f"  {run + 1} of {runs} runs")
    good = all(one == (1, 1) for one in effects) and not untruths
    seen = f"{sum(one == (1, 1) for one in effects)} of {runs} runs with one effect; {untruths} tabs told no truth"
    return Row(f"{count} tabs cancel one order at once", stack.database, seen,
               "one effect, all others told the truth", good, {"runs": runs, "tabs": count, "untruths": untruths})  # fmt: skip


def resent(stack: Stack, times: int, say: Say, seed: int = 2) -> Row:
    """The message with the yes is sent 1 to 20 times, hanging up at random moments; one effect, one answer."""
    rng, shop, history, wrong = random.Random(seed), Shop(stack.desk), History(), 0
    history.attempted |= set(judge(stack.desk, History()).phantom)
    for number in range(times):
        buyer = shop.buyer()
        order = shop.order(buyer, "ON_HOLD")
        visitor = Visitor(stack, buyer)
        with visitor.chat.reading():
            yes = button(visitor.asks(f"cancel {order}, ordered by mistake"), YES)
            history.attempt(order)
            id_ = str(uuid.uuid4())
            for _ in range(rng.randint(1, 20)):
                hang_up(visitor, yes or "yes", id_, rng)
            answers = words(visitor.asks(yes or "yes", id_))
            history.acknowledge(order, answers)
            # once more when all is done: still the same line and no other
            visitor.chat.insist(yes or "yes", id_)
            wrong += answers != words(visitor.answer_to(id_)) or answers.count("CN-") != 1
        if number % 50 == 49:
            say(f"  {number + 1} of {times}")
    verdict = judge(stack.desk, history)
    seen = f"{times - wrong} of {times} with one effect and one answer; {verdict.words()}"
    return Row("the yes re-sent 1 to 20 times, with hang-ups", stack.database, seen, f"{times} of {times}",
               verdict.sound and not wrong, {"times": times, "wrong": wrong})  # fmt: skip


def hang_up(visitor: Visitor, text: str, id_: str, rng: random.Random) -> None:
    """Send the request, or a part of it, and close without reading the answer."""
    address = urlsplit(visitor.chat.url)
    request = httpx.Request(
        "POST", f"{visitor.chat.url}/api/messages", json={"id": id_, "text": text}, headers=visitor.chat.headers
    )
    head = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    raw = f"POST /api/messages HTTP/1.1\r\n{head}\r\n".encode() + request.read()
    with contextlib.suppress(OSError), socket.create_connection((address.hostname, address.port), 5) as line:
        line.sendall(raw if rng.random() < 0.7 else raw[: rng.randrange(len(raw))])
        if rng.random() < 0.5:
            time.sleep(rng.uniform(0, 0.05))


QUESTIONS = ("where is order {0}", "{0}", "hello", "what can you do", "where is my lip oil", "thanks")


def messages(stack: Stack, total: int, kill: tuple[str, ...], say: Say, seed: int = 3) -> Row:
    """`total` messages of 20 conversations while these programs are killed at random: one answer each, in order."""
    rng, shop = random.Random(seed), Shop(stack.desk)
    each, over = total // 20, threading.Event()
    visitors, plans = [], []
    for _ in range(20):
        buyer = shop.buyer()
        numbers = [shop.order(buyer, "ON_HOLD"), shop.order(buyer, "IN_TRANSIT", [("Lip Oil", "8.00")])]
        visitors.append(Visitor(stack, buyer))
        plans.append([(str(uuid.uuid4()), rng.choice(QUESTIONS).format(rng.choice(numbers))) for _ in range(each)])
    killed = {name: 0 for name in kill}

    def kill_all() -> None:
        while kill and not over.wait(rng.uniform(0.5, 2.0)):
            name = rng.choice(kill)
            stack.kill(name)
            stack.start(name)
            killed[name] += 1
            say(f"  killed so far: {killed}")

    def talk(visitor: Visitor, plan: list[tuple[str, str]]) -> None:
        for id_, text in plan:
            insist(visitor, text, id_)

    killer = threading.Thread(target=kill_all)
    killer.start()
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(talk, visitors, plans))
        over.set() if not kill else None
        found = list(pool.map(answers, visitors, plans))
    over.set()
    killer.join(300)
    once = sum(one["once"] for one in found)
    ordered = sum(one["ordered"] for one in found)
    seen = f"{once} of {each * 20} answered once, {ordered} of 20 conversations in order; killed {killed}"
    good = once == each * 20 and ordered == 20
    return Row(f"{each * 20} messages while {' and '.join(kill) or 'nothing'} are killed", stack.database, seen,
               "all answered once, in order", good, {"once": once, "ordered": ordered, "kills": killed})  # fmt: skip


def insist(visitor: Visitor, text: str, id_: str) -> None:
    """Until it is taken; not more than ten ahead of the answers would be polite, the gateway allows thirty."""
    end = time.monotonic() + 300
    while time.monotonic() < end:
        with contextlib.suppress(httpx.HTTPError):
            if visitor.chat.send(text, id_).status_code in (200, 202):
                return
        time.sleep(0.1)
    raise AssertionError("nobody takes the message")


def answers(visitor: Visitor, plan: list[tuple[str, str]]) -> dict[str, Any]:
    """How many of its messages were answered, once, and whether in the order in which they were sent."""
    with visitor.chat.reading():
        for id_, _ in plan:
            visitor.answer_to(id_, 300)
    heard = [one["answers"] for one in visitor.chat.lines if one["from"] == "bot" and one["answers"]]
    turns = [id_ for place, id_ in enumerate(heard) if place == 0 or heard[place - 1] != id_]
    wanted = [id_ for id_, _ in plan]
    return {"once": sum(turns.count(id_) == 1 for id_ in wanted), "ordered": turns == wanted}

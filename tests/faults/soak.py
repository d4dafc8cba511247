"""Five messages a second for a long time: no errors, and memory that does not grow."""

from __future__ import annotations

import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import psutil

from tests.faults.buyers import Gave, Visitor
from tests.faults.report import Row
from tests.faults.stack import NAMES, Stack
from tests.faults.tabs import Say
from tests.shop import Shop

TEXTS = ("where is order {0}", "hello", "can i return order {0}", "thanks", "what can you do", "is {0} late")


def soak(stack: Stack, seconds: float, rate: float, say: Say) -> Row:
    """`rate` messages a second for `seconds`; conversations of 12 messages each, then a new buyer comes."""
    errors: list[str] = []
    began, sent, warm = time.monotonic(), 0, {}
    with ThreadPoolExecutor(32) as pool:
        while (passed := time.monotonic() - began) < seconds:
            pool.submit(_talk, stack, errors)
            sent += 12
            if not warm and passed > seconds * 0.2:
                warm = memory(stack)
            time.sleep(max(0.0, began + sent / rate - time.monotonic()))
            if sent % 300 < 12:
                say(f"  {passed:.0f} of {seconds:.0f} s, {sent} messages, {len(errors)} errors")
    growth = {name: memory(stack)[name] / warm[name] - 1 for name in warm}
    worst = max(growth, key=lambda name: growth[name])
    seen = f"{sent} messages, {len(errors)} errors; memory {growth[worst]:+.1%} at most ({worst}), after a fifth of it"
    good = not errors and growth[worst] < 0.05
    figures = {"messages": sent, "errors": errors[:10], "growth": {n: round(g, 4) for n, g in growth.items()}}
    return Row(f"soak, {rate:g} messages a second, {seconds / 60:.0f} min", stack.database, seen,
               "0 errors, memory growth under 5 %", good, figures)  # fmt: skip


def memory(stack: Stack) -> dict[str, int]:
    """Bytes that each program holds, with all it started."""
    found = {}
    for name in NAMES:
        first = psutil.Process(stack.pid(name))
        found[name] = sum(one.memory_info().rss for one in (first, *first.children(recursive=True)))
    return found


def _talk(stack: Stack, errors: list[str]) -> None:
    try:
        shop = Shop(stack.desk)
        buyer = shop.buyer()
        number = shop.order(buyer, "IN_TRANSIT")
        visitor = Visitor(stack, buyer)
        with visitor.chat.reading():
            for place in range(12):
                lines = visitor.asks(TEXTS[place % len(TEXTS)].format(number), str(uuid.uuid4()))
                errors += [line["text"][:200] for line in lines if line["from"] == "system"]
    except (Gave, AssertionError, OSError) as error:
        errors.append(f"{type(error).__name__}: {error}"[:200])

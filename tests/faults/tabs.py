"""Fifty tabs of one buyer cancel one order at the same moment."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tests.faults.buyers import YES, Visitor, button, words
from tests.faults.report import Row
from tests.faults.stack import Stack
from tests.shop import Shop

Say = Callable[[str], None]


def tabs(stack: Stack, count: int, runs: int, say: Say) -> Row:
    """One buyer in `count` tabs, each at the confirmation of the same order; all press yes at once."""
    single, untrue = 0, list[str]()
    for run in range(runs):
        effects, wrong = _run(stack, count)
        single += effects == (1, 1)
        untrue += wrong
        say(f"  {run + 1} of {runs} runs")
    seen = f"{single} of {runs} runs with one effect; {len(untrue)} of {count * runs} tabs not told the truth"
    return Row(
        f"{count} tabs cancel one order at once", stack.database, seen, "one effect, all others told the truth",
        single == runs and not untrue, {"runs": runs, "tabs": count, "untrue": untrue[:10]},
    )  # fmt: skip


def _run(stack: Stack, count: int) -> tuple[tuple[int, int], list[str]]:
    """(cancellations, refunds) of the order, and what was said that is not that it is cancelled."""
    shop = Shop(stack.desk)
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    visitors = [Visitor(stack, buyer) for _ in range(count)]

    def asks(one: Visitor) -> str:
        return button(one.asks(f"cancel {number}, ordered by mistake"), YES) or "yes"

    with contextlib.ExitStack() as readers, ThreadPoolExecutor(count) as pool:
        for one in visitors:
            readers.enter_context(one.chat.reading())
        yeses = list(pool.map(asks, visitors))
        said = list(pool.map(lambda one, yes: words(one.asks(yes)), visitors, yeses))
    case = shop.case(number)
    untrue = [text for text in said if "CN-" not in text and "already cancelled" not in text]
    return (len(case.cancellations), len(case.refunds)), untrue

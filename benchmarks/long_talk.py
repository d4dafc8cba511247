"""Whether the thousandth turn of a conversation takes longer than the tenth, and two quick messages longer than one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from benchmarks.figures import spread
from benchmarks.http import Http
from benchmarks.systems import Shop
from benchmarks.talk import Rest, buyer

LONG = 1000


def growth(
    url: str, shop: Shop, samples: int, say: Callable[[str], None], long: int = LONG
) -> dict[str, Any]:
    """The same message as the tenth turn of fresh conversations and as the thousandth of an old one, in turns."""
    text = f"where is order {shop.orders[0]}"
    http = Http(url)
    old = buyer(http, shop)
    for number in range(long - 1):
        old.turn(text)
        if number % 100 == 99:
            say(f"a conversation of {long:,} turns: {number + 1}")
    late, early = [], []
    for _ in range(samples):
        late.append(old.turn(text))
        fresh = buyer(http, shop)
        for _ in range(9):
            fresh.turn(text)
        early.append(fresh.turn(text))
    return {"turn_10": spread(early).as_json(), f"turn_{long}": spread(late).as_json()}


def two_quick(url: str, shop: Shop, samples: int, say: Callable[[str], None]) -> dict[str, Any]:
    """One message of a buyer, and two at once, until all is answered."""
    text = f"where is order {shop.orders[0]}"
    http = Http(url)
    talk, one, two = buyer(http, shop), [], []
    for _ in range(samples):
        one.append(_at_once(talk, [text]))
        two.append(_at_once(talk, [text, text]))
    say("two quick messages: done")
    return {"one": spread(one).as_json(), "two": spread(two).as_json()}


def _at_once(talk: Rest, texts: list[str]) -> float:
    began = time.perf_counter()
    threads = [threading.Thread(target=talk.turn, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return (time.perf_counter() - began) * 1000

"""Turns a second with one Rasa process and with more, all behind one action server and one orders database."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.http import Http
from benchmarks.systems import Models, Shop, another_rasa, our_plan, up
from benchmarks.talk import buyer
from benchmarks.turns import texts
from orderdesk.running.plan import action_server

TALKERS = 8


def measure(
    shop: Shop, models: Models, var: Path, processes: int, seconds: float, say: Callable[[str], None]
) -> dict[str, float]:
    """For 1, 2, 4 … up to `processes`: eight buyers talk without a pause, for so long."""
    plan = our_plan(shop, var)
    made = [another_rasa(plan, models.ours, f"rasa-{number}") for number in range(processes)]
    with up([action_server(plan), *(child for child, _ in made)], var / "log"):
        urls = [url for _, url in made]
        found = {}
        for count in itertools.takewhile(lambda n: n <= processes, (2**n for n in itertools.count())):
            _talk(urls[:count], shop, 2)
            found[str(count)] = round(_talk(urls[:count], shop, seconds), 1)
            say(f"{count} Rasa: {found[str(count)]} turns a second")
    return found


def _talk(urls: list[str], shop: Shop, seconds: float) -> float:
    end, counts = time.monotonic() + seconds, [0] * TALKERS

    def talker(number: int) -> None:
        http = Http(urls[number % len(urls)])
        while time.monotonic() < end:
            conversation = buyer(http, shop)
            for text in texts(*shop.orders):
                if time.monotonic() < end:
                    conversation.turn(text)
                    counts[number] += 1

    threads = [threading.Thread(target=talker, args=(number,)) for number in range(TALKERS)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.monotonic() - began)

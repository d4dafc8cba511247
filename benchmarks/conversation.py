"""Ten turns with every system, in turns; then what each Rasa weighs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import psutil

from benchmarks.figures import spread
from benchmarks.http import Http
from benchmarks.systems import Shop
from benchmarks.talk import Gateway, Talk, buyer, stranger
from benchmarks.turns import TURNS, texts
from orderdesk.running.child import Process

Say = Callable[[str], None]
NAMES = {
    "floor": "bare HTTP and one look-up",
    "stock-default": "stock Rasa, `rasa init` configuration",
    "stock-ngrams": "stock Rasa, n-grams and logistic regression",
    "rasa-off": "ours through Rasa, speed-ups off",
    "rasa": "ours through Rasa",
    "gateway": "ours through the gateway",
}


def measure(addresses: dict[str, str], shop: Shop, rounds: int, say: Say) -> dict[str, Any]:
    """Milliseconds of the turns that look something up, of the others, and of all; by system."""
    took: dict[str, list[list[float]]] = defaultdict(list)
    http = {name: Http(url) for name, url in addresses.items()}
    for number in range(-1, rounds):
        names = list(addresses)
        for name in names[number % len(names) :] + names[: number % len(names)]:
            conversation = _new(name, http[name], shop)
            row = [conversation.turn(text) for text in texts(*shop.orders)]
            if isinstance(conversation, Gateway):
                conversation.close()
            if number >= 0:  # the first round warms up
                took[name].append(row)
        say(f"ten turns with each: round {number + 1} of {rounds}")
    return {name: _figures(rows) for name, rows in took.items()}


def _new(name: str, http: Http, shop: Shop) -> Talk:
    if name == "gateway":
        return Gateway(http, shop)
    return buyer(http, shop) if name.startswith("rasa") else stranger(http)


def _figures(rows: list[list[float]]) -> dict[str, Any]:
    lookups = [ms for row in rows for ms, (_, looks_up) in zip(row, TURNS, strict=True) if looks_up]
    words = [ms for row in rows for ms, (_, looks_up) in zip(row, TURNS, strict=True) if not looks_up]
    return {
        "action": spread(lookups).as_json(),
        "words": spread(words).as_json(),
        "all": spread(lookups + words).as_json(),
    }


def memory(processes: dict[str, Process]) -> dict[str, float]:
    """Resident megabytes of each program and what it started."""
    return {name: round(_resident(process.pid) / 1e6) for name, process in processes.items()}


def _resident(pid: int) -> int:
    process = psutil.Process(pid)
    return sum(one.memory_info().rss for one in [process, *process.children(recursive=True)])

"""From the command to the first answer, with a model that was trained before: all of ours against one stock Rasa."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.figures import spread
from benchmarks.http import Http
from benchmarks.systems import Models, Shop, our_plan, ours, stock_rasa, up
from benchmarks.talk import Gateway, stranger


def measure(shop: Shop, models: Models, var: Path, rounds: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Seconds, in turns."""
    took: dict[str, list[float]] = {"ours": [], "stock-default": []}
    for number in range(rounds):
        took["ours"].append(_ours(shop, models, var / f"start-{number}"))
        took["stock-default"].append(_stock(models, var / f"start-{number}"))
        say(f"from the command to the first answer: round {number + 1} of {rounds}")
    return {name: spread(values).as_json() for name, values in took.items()}


def _ours(shop: Shop, models: Models, var: Path) -> float:
    began = time.perf_counter()
    plan = our_plan(shop, var)
    with up(ours(plan, models.ours), var / "log"):
        conversation = Gateway(Http(plan.gateway_url), shop)
        conversation.turn("hello")
        took = time.perf_counter() - began
        conversation.close()
    return took


def _stock(models: Models, var: Path) -> float:
    began = time.perf_counter()
    rasa, url = stock_rasa("stock-default", models.default, "http://127.0.0.1:1", var)
    with up([rasa], var / "log"):
        stranger(Http(url)).turn("hello")
        return time.perf_counter() - began

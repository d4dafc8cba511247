"""`make bench`, or `python -m benchmarks --help`."""

from __future__ import annotations

import json
import os
import platform
import shutil
import tempfile
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import click

from benchmarks import conversation, long_talk, lookup, report, rush, scaling, start, upkeep
from benchmarks.stock_models import models
from benchmarks.systems import (
    Models,
    Shop,
    another_rasa,
    floor,
    our_plan,
    ours,
    shop,
    stock_actions,
    stock_rasa,
    up,
)
from orderdesk.running.child import Child
from orderdesk.running.paths import ROOT, VAR
from orderdesk.running.plan import Plan
from tests import postgres

PARTS = (
    "conversation",
    "growth",
    "two_quick",
    "rush",
    "rush_postgresql",
    "start",
    "scaling",
    "lookup",
    "upkeep",
)
RATE, SECONDS = 200, 10.0
SEED = 2026
BEGAN = time.monotonic()


def say(words: str) -> None:
    """A line of progress."""
    print(f"[{time.monotonic() - BEGAN:6.0f} s] {words}", flush=True)


@click.command()
@click.option(
    "--only", multiple=True, type=click.Choice(PARTS), help="These parts; others are kept as they were."
)
@click.option("--rounds", default=20, show_default=True, help="How often the ten turns are gone through.")
@click.option("--long", default=1000, show_default=True, help="Turns of the long conversation.")
@click.option(
    "--sqlite", default=1_000_000, show_default=True, help="Orders in SQLite's large table (0: leave out)."
)
@click.option(
    "--postgresql", default=1_000_000, show_default=True, help="Orders in PostgreSQL's (0: leave out)."
)
@click.option(
    "--processes", default=min(os.cpu_count() or 1, 4), show_default=True, help="Rasa processes, at most."
)
@click.option("--stock", default=VAR / "bench", type=Path, help="Where the stock archives are, or will be.")
@click.option(
    "--model", type=Path, help="Our archive; by default the one of this checkout, trained if need be."
)
@click.option("--results", default=ROOT / "docs" / "performance.json", type=Path)
def main(only: tuple[str, ...], results: Path, stock: Path, model: Path | None, **sizes: int) -> None:
    """Measure, and write the results, their tables and a chart."""
    results.parent.mkdir(parents=True, exist_ok=True)
    trained = models(stock, say, model)
    found: dict[str, Any] = json.loads(results.read_text("utf-8")) if only and results.exists() else {}
    var = Path(tempfile.mkdtemp(prefix="orderdesk-bench-"))
    try:
        for part, figures in _measured(set(only or PARTS), shop(var), trained, var, sizes):
            found[part] = figures
            found.setdefault("about", {})[part] = _about()
            results.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    finally:
        shutil.rmtree(var, ignore_errors=True)
    table = report.tables(found)
    results.with_suffix(".tables.md").write_text(table, "utf-8")
    if "conversation" in found:
        report.chart(found, results.parent / "images" / "performance.svg")
    print("\n" + table)


def _measured(parts: set[str], shop_: Shop, trained: Models, var: Path, sizes: dict[str, int]) -> Any:
    """Yields (part, figures): those that need all systems at once, then those that start their own."""
    if parts & {"conversation", "growth", "two_quick", "rush"}:
        yield from _side_by_side(parts, shop_, trained, var, sizes)
    if "rush_postgresql" in parts:
        yield from _rush_on_postgresql(trained, var / "postgresql")
    if "start" in parts:
        yield "start", start.measure(shop_, trained, var, 3, say)
    if "scaling" in parts:
        yield "scaling", scaling.measure(shop_, trained, var, sizes["processes"], 20, say)
    many = {kind: sizes[kind] for kind in ("sqlite", "postgresql")}
    if "lookup" in parts:
        yield "lookup", lookup.measure(var, many, 400, SEED, say)
    if "upkeep" in parts:
        yield "upkeep", upkeep.measure(var, many, 40, say)


def _side_by_side(parts: set[str], shop_: Shop, trained: Models, var: Path, sizes: dict[str, int]) -> Any:
    plan = our_plan(shop_, var)
    children, addresses = ours(plan, trained.ours), {"rasa": plan.rasa_url, "gateway": plan.gateway_url}
    if "conversation" in parts:
        others, theirs = _others(plan, shop_, trained, var)
        children, addresses = [*others, *children], {**theirs, **addresses}
    with up(children, var / "log") as processes:
        if "conversation" in parts:
            yield "conversation", conversation.measure(addresses, shop_, sizes["rounds"], say)
            yield "memory", conversation.memory(processes)
        if "two_quick" in parts:
            yield "two_quick", long_talk.two_quick(plan.rasa_url, shop_, 20, say)
        if "growth" in parts:
            yield "growth", long_talk.growth(plan.rasa_url, shop_, 20, say, sizes["long"])
        if "rush" in parts:
            yield "rush", rush.measure(plan.gateway_url, shop_, RATE, SECONDS, say)


def _rush_on_postgresql(trained: Models, var: Path) -> Any:
    """The same over a server that keeps what it has acknowledged, for orders, conversations and Rasa's tracker."""
    programs = postgres.binaries()
    if programs is None:
        say("no PostgreSQL server is installed: the rush on it is left out")
        return
    with postgres.running(programs, options=()) as server:
        shop_ = shop(var, url=server.url)
        plan = our_plan(shop_, var, ORDERDESK_TRACKER_URL=server.url)
        with up(ours(plan, trained.ours), var / "log"):
            yield "rush_postgresql", rush.measure(plan.gateway_url, shop_, RATE, SECONDS, say)


def _others(plan: Plan, shop_: Shop, trained: Models, var: Path) -> tuple[list[Child], dict[str, str]]:
    """What ours is compared with."""
    actions, actions_url = stock_actions(shop_)
    made = {
        "floor": floor(shop_),
        "stock-default": stock_rasa("stock-default", trained.default, actions_url, var),
        "stock-ngrams": stock_rasa("stock-ngrams", trained.ngrams, actions_url, var),
        "rasa-off": another_rasa(plan, trained.ours, "rasa-off", ORDERDESK_SPEED_OFF="all"),
    }
    return [actions, *(child for child, _ in made.values())], {name: url for name, (_, url) in made.items()}


def _about() -> dict[str, Any]:
    """When and on what kind of machine; no names."""
    return {
        "at": datetime.now(timezone.utc).isoformat(timespec="minutes"),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "seed": SEED,
    }


if __name__ == "__main__":
    main()

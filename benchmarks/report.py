"""The results as tables (Markdown) and as a chart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.conversation import NAMES
from benchmarks.goals import Results, held_against

#: Parts of the results, by database.
RUSHES = {"SQLite": "rush", "PostgreSQL": "rush_postgresql"}


def tables(results: Results) -> str:
    """All of it, for docs/performance.md."""
    parts = [_goals(results)]
    if "conversation" in results:
        parts.append(_turns(results))
    parts += [
        _spreads(title, results[part])
        for part, title in (
            ("growth", "ms, one turn of a conversation"),
            ("two_quick", "ms until all of a buyer's messages are answered"),
            ("start", "seconds from the command to the first answer"),
        )
        if part in results
    ]
    for part, title in (("lookup", "order look-up"), ("upkeep", "round of upkeep")):
        for kind, sizes in results.get(part, {}).items():
            parts.append(_spreads(f"ms, {title}, {kind}, by orders in the table", sizes))
    rushes = {name: part for name, part in RUSHES.items() if part in results}
    if rushes:
        found = {name: results[part]["acknowledged"] for name, part in rushes.items()}
        parts.append(_spreads("ms until the gateway acknowledged", found))
    if "scaling" in results:
        parts.append(_plain("Rasa processes", "turns a second", results["scaling"]))
    if "memory" in results:
        parts.append(_plain("program", "resident MB", results["memory"]))
    return "\n\n".join(parts) + "\n"


def _goals(results: Results) -> str:
    lines = ["| what | goal, at most | this run | |", "|---|---|---|---|"]
    for name, most, figure in held_against(results):
        shown = "not measured" if figure is None else f"{figure:.2f}"
        mark = "" if figure is None else "reached" if figure <= most else "not reached"
        lines.append(f"| {name} | {most:g} | {shown} | {mark} |")
    return "\n".join(lines)


def _turns(results: Results) -> str:
    lines = [
        "| ms, median (quartiles) | turn with a look-up | other turn | look-up turn / floor |",
        "|---|---|---|---|",
    ]
    floor = results["conversation"]["floor"]["action"]["median"]
    for name, words in NAMES.items():
        found = results["conversation"][name]
        ratio = found["action"]["median"] / floor
        lines.append(f"| {words} | {_shown(found['action'])} | {_shown(found['words'])} | {ratio:.0f} |")
    return "\n".join(lines)


def _spreads(title: str, found: dict[str, Any]) -> str:
    lines = [f"| {title} | median (quartiles) | p99 | measured |", "|---|---|---|---|"]
    lines += [
        f"| {name} | {_shown(one)} | {one['p99']:.1f} | {one['count']:.0f} |" for name, one in found.items()
    ]
    return "\n".join(lines)


def _plain(first: str, second: str, found: dict[str, float]) -> str:
    return "\n".join(
        [f"| {first} | {second} |", "|---|---|", *(f"| {k} | {v:g} |" for k, v in found.items())]
    )


def _shown(one: dict[str, float]) -> str:
    return f"{one['median']:.1f} ({one['low']:.1f} to {one['high']:.1f})"


def chart(results: Results, target: Path) -> None:
    """The turns with a look-up, one bar a system, with their quartiles."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "orderdesk", "font.size": 10, "svg.fonttype": "none"})
    from matplotlib import pyplot

    found = [
        (words.replace("`", ""), results["conversation"][name]["action"]) for name, words in NAMES.items()
    ][::-1]
    medians = [one["median"] for _, one in found]
    errors = [
        [one["median"] - one["low"] for _, one in found],
        [one["high"] - one["median"] for _, one in found],
    ]
    figure, axes = pyplot.subplots(figsize=(8, 3.2), layout="constrained")
    colours = ["#2a6f97" if words.startswith("ours") else "#a9b4bd" for words, _ in found]
    bars = axes.barh(
        [words for words, _ in found], medians, xerr=errors, color=colours, ecolor="#555555", capsize=3
    )
    axes.bar_label(bars, labels=[f" {value:.0f} ms" for value in medians], padding=6)
    axes.set_xlabel("a turn that looks an order up: median and quartiles, ms")
    axes.spines[["top", "right"]].set_visible(False)
    target.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(target, metadata={"Date": None})
    pyplot.close(figure)

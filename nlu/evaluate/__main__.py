"""`python -m nlu.evaluate`: trains ours and the stock pipeline, asks both, prints and writes the figures."""

import json
import warnings
from pathlib import Path
from typing import Any

import click
import numpy as np
import yaml

from nlu.evaluate import lines
from nlu.evaluate.figures import Heard, curve, safety_figures, scores
from nlu.evaluate.models import Model, hear_side_by_side, quiet, stock_project, train

GOAL_LEAD = 6.0  # points of accuracy


@click.command()
@click.option("--model", type=click.Path(path_type=Path), help="our archive; trained when not given")
@click.option("--stock", type=click.Path(path_type=Path), help="a stock archive; trained when not given")
@click.option("--without-stock", is_flag=True, help="leave the stock pipeline out (it trains for minutes)")
@click.option("--out", type=click.Path(path_type=Path), default=Path("results/nlu"), show_default=True)
def main(model: Path | None, stock: Path | None, without_stock: bool, out: Path) -> None:
    """Figures of the NLU on lines it was never trained on."""
    warnings.simplefilter("ignore")
    quiet()
    out.mkdir(parents=True, exist_ok=True)
    cost: dict[str, dict[str, Any]] = {}
    archives = {"ours": model or _trained("ours", Path("config.yml"), Path("data"), out, cost)}
    if not without_stock:
        archives["stock"] = stock or _trained(
            "stock", *stock_project(out / "stock", Path("data/nlu")), out, cost
        )
    results = measured(
        {name: Model(path, served=name == "ours") for name, path in archives.items()}, archives, cost
    )
    _write(results, out)


def _trained(name: str, config: Path, data: Path, out: Path, cost: dict[str, dict[str, Any]]) -> Path:
    click.echo(f"training {name} ...")
    archive, seconds = train(name, config, data, out)
    cost[name] = {"train_cpu_s": round(seconds, 1)}
    click.echo(f"  {seconds:.0f} CPU seconds")
    return archive


def measured(models: dict[str, Model], archives: dict[str, Path], cost: dict[str, Any]) -> dict[str, Any]:
    """All figures, with what was heard kept aside under `heard` for the pictures."""
    names, suites, heard = lines.intent_map(), {}, {}
    for suite, content in {"own held-out": lines.heldout(), "people": lines.development()}.items():
        if content:
            click.echo(f"asking {len(content)} lines: {suite}")
            heard[suite] = hear_side_by_side(models, content)
            suites[suite] = {name: scores(h, names) for name, h in heard[suite].items()}
    click.echo("asking the safety suite")
    safe = hear_side_by_side(models, lines.safety())
    for name in models:
        spent = [h.milliseconds for by_model in heard.values() for h in by_model[name]]
        mb = round(archives[name].stat().st_size / 1e6, 1)
        p50, p95 = (round(float(np.quantile(spent, q)), 2) for q in (0.5, 0.95))
        cost.setdefault(name, {"train_cpu_s": None}).update(archive_mb=mb, parse_p50_ms=p50, parse_p95_ms=p95)
    curves = {s: curve(by_model["ours"], names) for s, by_model in heard.items()}
    safety = {name: safety_figures(h) for name, h in safe.items()}
    return {
        "suites": suites,
        "lead": lead(suites),
        "safety": safety,
        "cost": cost,
        "curves": curves,
        "heard": heard,
    }


def _write(results: dict[str, Any], out: Path) -> None:
    from nlu.evaluate.report import SHOWN, curve_picture, matrix_picture, page

    heard: dict[str, dict[str, list[Heard]]] = results.pop("heard")
    names = lines.intent_map()
    pictures = {f"Confusion, {s}": matrix_picture(h["ours"], names) for s, h in heard.items()}
    pictures["Thresholds"] = curve_picture(results["curves"], chosen_threshold())
    (out / "figures.json").write_text(json.dumps(results, indent=1), "utf-8")
    (out / "figures.html").write_text(page(results, pictures), "utf-8")
    for suite, by_model in results["suites"].items():
        for name, figures in by_model.items():
            click.echo(f"{suite:13} {name:6} " + "  ".join(f"{k} {figures[k]}" for k in SHOWN))
    for suite, points in lead(results["suites"]).items():
        click.echo(f"{suite:13} ours is {points:+.1f} points ahead of stock (goal {GOAL_LEAD})")
    for name, figures in results["safety"].items():
        understood = figures["requests_understood"]
        click.echo(
            f"safety        {name:6} false cancels {len(figures['false_cancels'])}  understood {understood}"
        )
    for name, figures in results["cost"].items():
        click.echo(f"cost          {name:6} {figures}")
    click.echo(f"written: {out / 'figures.html'}, {out / 'figures.json'}")


def lead(suites: dict[str, dict[str, Any]]) -> dict[str, float]:
    """By how many points of accuracy ours is ahead of the stock pipeline, for suites that both were asked."""
    both = {suite: by_model for suite, by_model in suites.items() if {"ours", "stock"} <= by_model.keys()}
    return {
        suite: round(100 * (by_model["ours"]["accuracy"] - by_model["stock"]["accuracy"]), 1)
        for suite, by_model in both.items()
    }


def chosen_threshold() -> float:
    """The threshold that `config.yml` uses."""
    pipeline = yaml.safe_load(Path("config.yml").read_text("utf-8"))["pipeline"]
    return next(float(c["threshold"]) for c in pipeline if c["name"] == "FallbackClassifier")


if __name__ == "__main__":
    main()

"""`make attacks`: attacks the real programs, prints what came of it against the goals, writes it down with its seed."""

from __future__ import annotations

import json
import platform
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from tests import postgres
from tests.attacks import report
from tests.attacks.behind import behind
from tests.attacks.door import door
from tests.faults.report import Row, show

KINDS = ("fuzz", "time", "hostile", "behind")


@click.command()
@click.option(
    "--only", multiple=True, type=click.Choice(KINDS), help="these kinds (may be given more than once)"
)
@click.option(
    "--database", type=click.Choice(["sqlite", "postgresql", "both"]), default="both", show_default=True
)
@click.option(
    "--inputs", default=2_000, show_default=True, help="to the gateway, on each database (full: 10000)"
)
@click.option(
    "--deep", default=300, show_default=True, help="to Rasa's door and to the action server (full: 1000)"
)
@click.option(
    "--questions", default=160, show_default=True, help="of one buyer for another one's things (full: 400)"
)
@click.option(
    "--seconds", default=20.0, show_default=True, help="of each quiet and each hostile stretch (two each)"
)
@click.option(
    "--seed", type=int, default=None, help="of all randomness; printed, so that a run can be had again"
)
@click.option("--out", type=click.Path(path_type=Path), default=Path("results/attacks"), show_default=True)
def main(only: tuple[str, ...], database: str, seed: int | None, out: Path, **sizes: float) -> None:
    """Attack, count, print a table."""
    seed = random.randrange(10**6) if seed is None else seed
    click.echo(f"seed {seed}")
    rows: list[Row] = []
    out.mkdir(parents=True, exist_ok=True)
    for row in _rows(
        set(only or KINDS), ["sqlite", "postgresql"] if database == "both" else [database], seed, sizes
    ):
        click.echo(f"{'ok' if row.good else 'NOT REACHED'}: {row.name}, {row.database}: {row.seen}")
        rows.append(row)
        _keep(rows, seed, out)
    show(rows, title=f"Attacks, seed {seed}")
    raise SystemExit(0 if all(row.good for row in rows) else 1)


def _rows(kinds: set[str], databases: list[str], seed: int, sizes: dict[str, float]) -> Iterator[Row]:
    for name in databases:
        if name == "sqlite":
            yield from _on("SQLite", "", kinds, seed, sizes)
        elif (programs := postgres.binaries()) is None:
            click.echo("left out: PostgreSQL is not installed")
        else:
            with postgres.running(programs, options=()) as server:
                yield from _on("PostgreSQL", server.url, kinds, seed, sizes)
    if "behind" in kinds:
        yield from _behind(seed, sizes)


def _on(database: str, url: str, kinds: set[str], seed: int, sizes: dict[str, float]) -> Iterator[Row]:
    """What needs the gateway alone."""
    with tempfile.TemporaryDirectory(prefix="orderdesk-attacks-") as made:
        folder = Path(made)
        if "time" in kinds:
            yield report.same_time(folder, seed, database, url)
        if "hostile" in kinds:
            yield report.hostile(folder, database, url, sizes["seconds"], 2)
        if "fuzz" in kinds:
            with door(folder, url) as found:
                yield report.fuzz(found, int(sizes["inputs"]), seed, database)


def _behind(seed: int, sizes: dict[str, float]) -> Iterator[Row]:
    """What needs everything."""
    with tempfile.TemporaryDirectory(prefix="orderdesk-attacks-") as made, behind(Path(made)) as found:
        yield report.loopback(found)
        yield report.same_words(found, seed)
        yield report.matrix(found, seed)
        yield report.questions(found, int(sizes["questions"]), seed)
        yield report.rasa(found, int(sizes["deep"]), seed)
        yield report.actions(found, int(sizes["deep"]), seed)


def _keep(rows: list[Row], seed: int, out: Path) -> None:
    content = {
        "date": time.strftime("%Y-%m-%d"), "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "seed": seed, "rows": [asdict(row) for row in rows],
    }  # fmt: skip
    (out / "attacks.json").write_text(json.dumps(content, indent=1), "utf-8")


if __name__ == "__main__":
    main()

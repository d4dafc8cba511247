"""`make faults`: breaks things on SQLite and PostgreSQL, prints what came of it against the goals, writes it down."""

from __future__ import annotations

import contextlib
import json
import platform
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import click

from tests import postgres
from tests.faults.kills import kills
from tests.faults.local import clock_back, corrupt_file, disk_full
from tests.faults.mail import mail_down
from tests.faults.messages import messages
from tests.faults.outage import outage
from tests.faults.parallel import parallel
from tests.faults.postgresql import database_outages
from tests.faults.report import Row, show
from tests.faults.resent import resent
from tests.faults.soak import soak
from tests.faults.stack import Stack, opened, whole
from tests.faults.tabs import tabs

KINDS = ("parallel", "kills", "messages", "tabs", "resent", "outages", "local", "mail", "database", "soak")


@click.command()
@click.option(
    "--only", multiple=True, type=click.Choice(KINDS), help="these kinds (may be given more than once)"
)
@click.option(
    "--database", type=click.Choice(["sqlite", "postgresql", "both"]), default="both", show_default=True
)
@click.option(
    "--program", multiple=True, default=("gateway", "actions", "worker", "rasa"), help="what to kill"
)
@click.option("--together", is_flag=True, help="kill them all in one run, not one after the other")
@click.option("--kills", "times", default=20, show_default=True, help="of each program (the full form: 200)")
@click.option("--tabs", "tab_runs", default=3, show_default=True, help="runs of 50 tabs (full: 20)")
@click.option(
    "--resent", "again", default=50, show_default=True, help="orders whose yes is re-sent (full: 500)"
)
@click.option(
    "--messages", "total", default=100, show_default=True, help="messages while killing (full: 500)"
)
@click.option("--steps", default=1500, show_default=True, help="steps of many at once (full: 10,000)")
@click.option(
    "--outage", "seconds", default=10.0, show_default=True, help="seconds of each outage (full: 30)"
)
@click.option(
    "--soak", "soak_seconds", default=60.0, show_default=True, help="seconds of the soak (full: 3600)"
)
@click.option("--out", type=click.Path(path_type=Path), default=Path("results/faults"), show_default=True)
def main(
    only: tuple[str, ...], database: str, program: tuple[str, ...], together: bool, out: Path, **sizes: float
) -> None:  # fmt: skip
    """Break things, compare histories, print a table."""
    victims: list[tuple[str, ...]] = [program] if together else [(name,) for name in program]
    rows: list[Row] = []
    out.mkdir(parents=True, exist_ok=True)
    for name in ("sqlite", "postgresql") if database == "both" else (database,):
        with contextlib.suppress(LookupError), _database(name) as (url, server, folder):
            for kind in only or KINDS:
                click.echo(f"{name}: {kind}")
                began = time.monotonic()
                rows += _run(kind, url, server, folder, victims, sizes)
                click.echo(f"  took {time.monotonic() - began:.0f} s")
                _keep(rows, out)
    show(rows)
    raise SystemExit(0 if all(row.good for row in rows) else 1)


@contextlib.contextmanager
def _database(name: str) -> Iterator[tuple[str, postgres.Server | None, Path]]:
    """A database of its own; LookupError, said by name, where PostgreSQL is not installed."""
    with tempfile.TemporaryDirectory(prefix="orderdesk-faults-") as made:
        if name == "sqlite":
            yield f"sqlite:///{made}/desk.db", None, Path(made)
            return
        programs = postgres.binaries()
        if programs is None:
            click.echo("left out: PostgreSQL is not installed")
            raise LookupError
        with postgres.running(programs, options=()) as server:
            yield server.url, server, Path(made)


def _run(
    kind: str, url: str, server: postgres.Server | None, folder: Path,
    victims: list[tuple[str, ...]],    sizes: dict[str, float],
) -> list[Row]:  # fmt: skip
    inner = folder / kind
    inner.mkdir(exist_ok=True)
    if kind == "local":
        return [] if server else [test(_folder(inner, test.__name__)) for test in (corrupt_file, clock_back)]
    if kind == "parallel":
        name = "PostgreSQL" if server else "SQLite"
        desk = opened(url, inner)
        try:
            return [parallel(desk, int(sizes["steps"]), name, click.echo)]
        finally:
            desk.store.close()
    if kind == "mail":
        return [mail_down(url, inner, sizes["seconds"])]
    with whole(url, inner) as stack:
        return _on(stack, kind, server, victims, sizes)


def _on(
    stack: Stack,
    kind: str,
    server: postgres.Server | None,
    victims: list[tuple[str, ...]],
    sizes: dict[str, float],
) -> list[Row]:
    whole_numbers = {name: int(size) for name, size in sizes.items()}
    seconds, say = sizes["seconds"], click.echo
    makers: dict[str, Callable[[], list[Row]]] = {
        "kills": lambda: [kills(stack, names, whole_numbers["times"], say) for names in victims],
        "messages": lambda: [messages(stack, whole_numbers["total"], ("gateway", "rasa"), say)],
        "tabs": lambda: [tabs(stack, 50, whole_numbers["tab_runs"], say)],
        "resent": lambda: [resent(stack, whole_numbers["again"], say)],
        "outages": lambda: [*_outages(stack, seconds), *([] if server else [disk_full(stack, seconds, say)])],
        "database": lambda: database_outages(stack, server, seconds, say) if server else [],
        "soak": lambda: [soak(stack, sizes["soak_seconds"], 5.0, say)],
    }
    return makers[kind]()


def _outages(stack: Stack, seconds: float) -> list[Row]:
    """Rasa and the action server: gone, and frozen."""
    rows = []
    for name in ("actions", "rasa"):
        rows.append(
            outage(stack, f"{name} down for {seconds:.0f} s", lambda n=name: stack.kill(n),  # type: ignore[misc]
                   lambda n=name: stack.start(n), seconds)  # type: ignore[misc]
        )  # fmt: skip
        rows.append(
            outage(stack, f"{name} frozen for {seconds:.0f} s", lambda n=name: stack.freeze(n),  # type: ignore[misc]
                   lambda n=name: stack.thaw(n), seconds)  # type: ignore[misc]
        )  # fmt: skip
    return rows


def _folder(parent: Path, name: str) -> Path:
    made = parent / name
    made.mkdir()
    return made


def _keep(rows: list[Row], out: Path) -> None:
    content = {
        "date": time.strftime("%Y-%m-%d"), "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "rows": [asdict(row) for row in rows],
    }  # fmt: skip
    (out / "faults.json").write_text(json.dumps(content, indent=1), "utf-8")


if __name__ == "__main__":
    main()

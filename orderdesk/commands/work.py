"""Make the shop and keep it moving: seed, tick, worker."""

from __future__ import annotations

import click

from orderdesk.bootstrap import open_desk


@click.command()
@click.option("--reset", is_flag=True, help="Throw away what is there first.")
def seed(reset: bool) -> None:
    """Fill the demo shop: buyers in every situation, placed relative to now."""
    from orderdesk.demo.seed import seed as fill

    click.echo(fill(open_desk(), reset=reset))


@click.command()
def tick() -> None:
    """Do the clock work once: deadlines act, sellers of the demo answer, due mail is sent."""
    from orderdesk.worker import work_once

    desk = open_desk()
    desk.store.migrate()
    click.echo(work_once(desk))


@click.command()
def worker() -> None:
    """Do the clock work every second until told to stop."""
    from orderdesk.worker import main

    main()

"""Make the shop and keep it moving: seed, tick, worker."""

from __future__ import annotations

import click

from orderdesk.bootstrap import open_desk


@click.command()
@click.option("--reset", is_flag=True, help="Throw away what is there first.")
def seed(reset: bool) -> None:
    """Fill the demo shop: buyers in every situation, placed relative to now."""
    from orderdesk.demo.seed import seed as fill

    done = fill(open_desk(), reset=reset)
    what = f"{done.customers} buyers, {done.orders} orders"
    click.echo(f"{'filled the demo shop' if done.seeded else 'the shop is filled already'}: {what}")


@click.command()
def tick() -> None:
    """Do the clock work once: deadlines act, sellers of the demo answer, due mail is sent."""
    from orderdesk.services.clock import tick as act
    from orderdesk.services.outbox import deliver_due

    desk = open_desk()
    desk.store.migrate()
    acted, sent = act(desk), deliver_due(desk)
    for name, count in acted.counts.items():
        if count:
            click.echo(f"{name.replace('_', ' ')}: {count}")
    click.echo(f"{acted.total} things acted, {sent} messages sent")


@click.command()
def worker() -> None:
    """Do the clock work every second until told to stop."""
    from orderdesk.worker import main

    main()

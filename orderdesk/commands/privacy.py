"""What is held about a buyer: `privacy export` and `privacy erase`."""

from __future__ import annotations

import click

from orderdesk.commands.desk import ready_desk
from orderdesk.commands.plain import print_json


@click.group()
def privacy() -> None:
    """Give a buyer all that is held about them, or forget them."""


@privacy.command()
@click.option("--customer", "name", required=True, help="The buyer's handle or id.")
def export(name: str) -> None:
    """Print everything held about a buyer, from all stores, as one JSON document."""
    from orderdesk.services.privacy import export as collect

    print_json(collect(ready_desk(), name))


@privacy.command()
@click.option(
    "--customer", "name", required=True, help="The buyer's handle; after a restore from a backup, the id."
)
@click.option("--anyway", is_flag=True, help="Also while orders, requests or refunds are still open.")
@click.confirmation_option(prompt="This cannot be taken back. Erase the buyer?")
def erase(name: str, anyway: bool) -> None:
    """Delete a buyer's words and names everywhere; money records stay under a pseudonym."""
    from orderdesk.services.privacy import erase as forget

    for store, count in forget(ready_desk(), name, anyway=anyway).items():
        click.echo(f"{store}: {count}")

"""`orderdesk …`: the operator's commands. Relative paths, such as the default database's, start at the checkout."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

import click

from orderdesk.commands.answering import answer, waiting
from orderdesk.commands.nlu import nlu
from orderdesk.commands.privacy import privacy
from orderdesk.commands.running import run, shell, train
from orderdesk.commands.serving import migrate, serve
from orderdesk.commands.sessions import session
from orderdesk.commands.state import customers, order, orders, outbox
from orderdesk.commands.work import seed, tick, worker
from orderdesk.errors import BadInput, NotFound, OrderdeskError
from orderdesk.running.paths import ROOT


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def desk() -> None:
    """Orderdesk: an order-support assistant for a marketplace."""


for command in (
    run,
    shell,
    train,
    seed,
    tick,
    worker,
    customers,
    orders,
    order,
    session,
    waiting,
    answer,
    outbox,
    nlu,
    privacy,
    serve,
    migrate,
):
    desk.add_command(command)


def main() -> None:
    """The console script. Errors are one clear line; bad input ends with exit code 2, anything else with 1."""
    os.chdir(ROOT)
    sys.exit(guarded(lambda: desk(standalone_mode=False)))


def guarded(work: Callable[[], Any]) -> int:
    """Run `work` and turn what a person can do something about into a line and an exit code."""
    try:
        result = work()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.exceptions.Abort:
        return 130
    except (NotFound, BadInput, ValueError) as error:
        return _say(error, 2)
    except OrderdeskError as error:
        return _say(error, 1)
    return result if isinstance(result, int) else 0


def _say(error: Exception, code: int) -> int:
    click.echo(f"orderdesk: {error}", err=True)
    return code

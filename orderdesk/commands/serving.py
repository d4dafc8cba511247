"""One part of Orderdesk in this process's place, and the database's upgrade: for containers and service managers."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import click

from orderdesk.bootstrap import open_desk
from orderdesk.errors import BadInput
from orderdesk.running.child import Child
from orderdesk.running.plan import Plan, action_server, gateway, make_plan, rasa_server, worker
from orderdesk.running.training import fresh_model
from orderdesk.settings import Settings


@click.command()
@click.argument("part", type=click.Choice(["gateway", "rasa", "actions", "worker"]))
def serve(part: str) -> None:
    """Run one part in the foreground, as the environment says."""
    settings = Settings.from_env()
    makers: dict[str, Callable[[Plan], Child]] = {
        "gateway": gateway,
        "rasa": lambda plan: rasa_server(plan, _model()),
        "actions": action_server,
        "worker": worker,
    }
    if part in ("rasa", "actions") and not settings.action_secret:
        raise BadInput("ORDERDESK_ACTION_SECRET must be set: Rasa and the action server share it")
    if part == "rasa":
        open_desk(settings).store.migrate()  # it keeps its conversations in a schema that has to be there
    plan = replace(make_plan(settings.var_dir), secret=settings.action_secret)
    child = makers[part](plan)
    os.execve(child.argv[0], child.argv, {**_unsaid(child.env), **os.environ, **_own(plan, part)})  # noqa: S606


@click.command()
def migrate() -> None:
    """Bring the database's schema up to date. Any number of programs may do so at once."""
    open_desk().store.migrate()
    click.echo("the database is up to date")


def _unsaid(planned: Mapping[str, str]) -> dict[str, str]:
    """What the plan of a single machine says and the environment does not: its files count more than the plan, too."""
    return {name: value for name, value in planned.items() if not os.environ.get(f"{name}_FILE", "").strip()}


def _own(plan: Plan, part: str) -> dict[str, str]:
    """Secrets that came as files go on in the environment, to those that read nothing else."""
    return dict(plan.environment()) if part in ("rasa", "actions") else {}


def _model() -> Path:
    found = fresh_model()
    if found is None:
        raise BadInput(
            "there is no model of these lines and rules: run `orderdesk train` when the image is built"
        )
    return found

"""Start things: run, shell, train."""

from __future__ import annotations

import threading
from collections.abc import Callable

import click

from orderdesk.bootstrap import Desk, open_desk
from orderdesk.commands.welcome import welcome
from orderdesk.running.paths import short
from orderdesk.running.plan import (
    ACTIONS_PORT,
    GATEWAY_PORT,
    RASA_PORT,
    action_server,
    gateway,
    make_plan,
    rasa_server,
    worker,
)
from orderdesk.running.ports import PortBusy, require_free
from orderdesk.running.screen import Screen
from orderdesk.running.signals import stop_on_signals
from orderdesk.running.supervisor import ChildFailed, Stopped, supervised
from orderdesk.running.talk import talk
from orderdesk.running.training import TrainingFailed, ensure_model
from orderdesk.services.sessions import open_session
from orderdesk.settings import Settings


@click.command()
@click.option("--force", is_flag=True, help="Also when nothing has changed.")
def train(force: bool) -> int:
    """Train the bot if what it is trained from has changed."""
    screen, stop = Screen(), stop_on_signals()
    return _explained(screen, lambda: ensure_model(force=force, screen=screen, stop=stop))


@click.command()
def run() -> int:
    """Start everything with the demo shop; Ctrl-C stops it."""
    screen, stop = Screen(), stop_on_signals()
    return _explained(screen, lambda: _run(screen, stop))


@click.command()
@click.option("--customer", "handle", default="mia", show_default=True, help="Who you are.")
def shell(handle: str) -> int:
    """Talk to the bot in this terminal, signed in as a demo buyer."""
    screen, stop = Screen(), stop_on_signals()
    return _explained(screen, lambda: _shell(handle, screen, stop))


def _run(screen: Screen, stop: threading.Event) -> None:
    plan = make_plan(Settings.from_env().var_dir)
    require_free(plan.rasa_port, RASA_PORT)
    require_free(plan.actions_port, ACTIONS_PORT)
    require_free(plan.gateway_port, GATEWAY_PORT)
    model = ensure_model(screen=screen, stop=stop)
    desk = _shop(screen)
    children = (action_server(plan), rasa_server(plan, model), worker(plan), gateway(plan))
    with supervised(children, plan.logs, screen=screen, stop=stop) as together:
        welcome(desk, plan, short(plan.logs))
        together.watch()
    screen.say("stopped")


def _shell(handle: str, screen: Screen, stop: threading.Event) -> None:
    plan = make_plan(Settings.from_env().var_dir, any_port=True)
    model = ensure_model(screen=screen, stop=stop)
    session = open_session(_shop(screen), handle)
    with supervised((action_server(plan),), plan.logs, screen=screen, stop=stop):
        screen.say(f"loading the bot; you are {handle}, Ctrl-C or /stop ends the talk")
        talk(plan, model, session.conversation_id)


def _shop(screen: Screen) -> Desk:
    """The desk over an up-to-date database with buyers in it."""
    from orderdesk.demo.seed import seed

    desk = open_desk()
    desk.store.migrate()
    if desk.settings.demo:
        shop = seed(desk)
        screen.say(f"the demo shop has {shop.customers} buyers and {shop.orders} orders")
    return desk


def _explained(screen: Screen, work: Callable[[], object]) -> int:
    """Do the work; trouble that a person can do something about is said in plain words. The exit code."""
    try:
        work()
    except Stopped:
        screen.say("stopped")
        return 130
    except (ChildFailed, PortBusy, TrainingFailed) as error:
        screen.say(f"orderdesk: {error}")
        return 1
    return 0

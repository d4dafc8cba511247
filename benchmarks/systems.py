"""Everything that is measured, started side by side on free loopback ports and stopped together."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from benchmarks import bulk
from orderdesk.bootstrap import Desk, open_desk
from orderdesk.demo.seed import seed
from orderdesk.running.child import Child, Process
from orderdesk.running.paths import ROOT, program
from orderdesk.running.plan import Plan, action_server, gateway, make_plan, rasa_server, worker
from orderdesk.running.ports import HOST, free
from orderdesk.running.ready import answers
from orderdesk.running.screen import Screen
from orderdesk.running.supervisor import supervised
from orderdesk.settings import Settings

STOCK = ROOT / "benchmarks" / "stock"
ORDERS = 10_000
#: The gateway lets nobody wait because of how much was said.
NO_LIMITS = {
    f"ORDERDESK_GATEWAY_RATE_{name}": "10000000" for name in ("CONVERSATION", "ADDRESS", "EVERYBODY", "NEW")
}


@dataclass(frozen=True)
class Models:
    """Trained archives."""

    ours: Path
    default: Path
    ngrams: Path


@dataclass(frozen=True)
class Shop:
    """The database and what the benchmark talks about in it. `file`: SQLite's."""

    desk: Desk
    url: str
    file: Path
    handle: str
    orders: tuple[str, str]


def shop(var: Path, orders: int = ORDERS, url: str = "") -> Shop:
    """The demo shop, and so many orders in all. The talk is about two of a buyer who has twenty.

    `url`: an empty database to use in place of a file in `var`.
    """
    var.mkdir(parents=True, exist_ok=True)
    file = var / "orders.db"
    url = url or f"sqlite:///{file}"
    desk = open_desk(Settings(database_url=url, mail_url=f"file:{var}/mail", var_dir=var))
    seed(desk)
    bulk.fill(url, orders)
    index = orders // 2 // bulk.PER_BUYER * bulk.PER_BUYER
    numbers = (bulk.number(index + 1), bulk.number(index + 7))
    return Shop(desk, url, file, f"bulk{index // bulk.PER_BUYER}", numbers)


def our_plan(shop: Shop, var: Path, **env: str) -> Plan:
    """A run of ours over that shop."""
    given = {"ORDERDESK_DATABASE_URL": shop.url, "ORDERDESK_VAR_DIR": str(var.resolve()), **NO_LIMITS, **env}
    return make_plan(var, given, any_port=True)


def another_rasa(plan: Plan, model: Path, name: str, **env: str) -> tuple[Child, str]:
    """One more Rasa over the same action server, with a tracker of its own; and its address."""
    other = replace(plan, rasa_port=free(), var=plan.var / name, env={**plan.env, **env})
    return replace(rasa_server(other, model), name=name), other.rasa_url


def ours(plan: Plan, model: Path) -> list[Child]:
    """What `make run` starts."""
    return [action_server(plan), rasa_server(plan, model), worker(plan), gateway(plan)]


def stock_actions(shop: Shop) -> tuple[Child, str]:
    """A plain rasa-sdk server, and its address."""
    port = free()
    argv = (sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(port))
    env = {"BENCHMARK_DATABASE_URL": shop.url, "SANIC_HOST": HOST}
    url = f"http://{HOST}:{port}"
    return Child("stock-actions", argv, answers(f"{url}/health"), env, STOCK), url


def stock_rasa(name: str, model: Path, actions: str, var: Path) -> tuple[Child, str]:
    """Rasa as it comes (its tracker in memory, as `rasa init` leaves it), and its address."""
    port = free()
    endpoints, credentials = var / f"{name}-endpoints.yml", var / f"{name}-credentials.yml"
    endpoints.write_text(yaml.safe_dump({"action_endpoint": {"url": f"{actions}/webhook"}}), "utf-8")
    credentials.write_text("rest:\n", "utf-8")
    argv = (
        program("rasa"), "run", "--interface", HOST, "--port", str(port), "--model", str(model),
        "--endpoints", str(endpoints), "--credentials", str(credentials),
    )  # fmt: skip
    env = {"RASA_TELEMETRY_ENABLED": "false", "SANIC_HOST": HOST, "TF_CPP_MIN_LOG_LEVEL": "3"}
    url = f"http://{HOST}:{port}"
    return Child(name, argv, answers(url), env, STOCK), url


def floor(shop: Shop) -> tuple[Child, str]:
    """The bare server, and its address."""
    port = free()
    url = f"http://{HOST}:{port}"
    argv = (
        sys.executable, "-m", "uvicorn", "benchmarks.floor:app", "--host", HOST, "--port", str(port),
        "--log-level", "warning", "--ws", "none",
    )  # fmt: skip
    return Child("floor", argv, answers(url), {"BENCHMARK_DATABASE": str(shop.file)}, ROOT), url


@contextmanager
def up(children: list[Child], logs: Path) -> Iterator[dict[str, Process]]:
    """The programs by name, ready; stopped at the end."""
    with supervised(children, logs, screen=Screen(), stop=threading.Event(), timeout=600) as together:
        yield {process.child.name: process for process in together.processes}

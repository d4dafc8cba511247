"""Rasa and the action server on free ports, for as long as a block lasts: what conversation tests stand on."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from orderdesk.running.plan import action_server, gateway, make_plan, rasa_server, worker
from orderdesk.running.screen import Screen
from orderdesk.running.supervisor import supervised
from orderdesk.running.training import ensure_model


@dataclass(frozen=True)
class Addresses:
    """Where to knock. `pids` by program name; `logs` is the folder of their logs."""

    rasa: str
    actions: str
    secret: str = field(repr=False)
    logs: Path
    pids: Mapping[str, int]
    gateway: str = ""

    @property
    def chat(self) -> str:
        """POST {"sender": conversation id, "message": text} here."""
        return f"{self.rasa}/webhooks/rest/webhook"


@contextmanager
def running(
    database_url: str,
    var: Path,
    *,
    model: Path | None = None,
    env: Mapping[str, str] | None = None,
    with_worker: bool = False,
    with_rasa: bool = True,
    with_gateway: bool = False,
    timeout: float = 180.0,
) -> Iterator[Addresses]:
    """Start what is asked for on free ports over `database_url`; stop it all at the end, by process group.

    `var` takes the logs, the tracker file and the mail; `env` goes to the programs on top of ours.
    `model`: by default the fresh one, trained first if there is none. Raises ChildFailed, TrainingFailed.
    """
    settings = {
        "ORDERDESK_DATABASE_URL": database_url,
        "ORDERDESK_VAR_DIR": str(var.resolve()),
        **(env or {}),
    }
    plan = make_plan(var, settings, any_port=True)
    children = [action_server(plan)]
    if with_rasa:
        children.append(rasa_server(plan, model or ensure_model()))
    if with_worker:
        children.append(worker(plan))
    if with_gateway:
        children.append(gateway(plan))
    logs = plan.var / "log"
    with supervised(children, logs, screen=Screen(), stop=threading.Event(), timeout=timeout) as together:
        pids = {process.child.name: process.pid for process in together.processes}
        yield Addresses(plan.rasa_url, plan.actions_url, plan.secret, logs, pids, plan.gateway_url)

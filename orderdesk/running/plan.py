"""Which programs make up Orderdesk, and how each is started."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from orderdesk.running.child import Child
from orderdesk.running.endpoints import TRACKER_URL, write_endpoints
from orderdesk.running.paths import ROOT, program
from orderdesk.running.ports import HOST, chosen
from orderdesk.running.ready import WORKER_IS_READY, answers, says
from orderdesk.settings import Reader, Settings

RASA_PORT, ACTIONS_PORT = "ORDERDESK_RASA_PORT", "ORDERDESK_ACTIONS_PORT"
GATEWAY_PORT = "ORDERDESK_GATEWAY_PORT"
ACTIONS_URL = "ORDERDESK_ACTIONS_URL"


@dataclass(frozen=True)
class Plan:
    """Addresses, files and environment of one run. `secret` is what Rasa shows to the action server."""

    rasa_port: int
    actions_port: int
    var: Path
    secret: str = field(repr=False)
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    gateway_port: int = 8000
    #: The interface that Rasa and the action server listen on: another one only in a network that nobody else is in.
    host: str = HOST
    #: Where the action server is, if not here.
    actions_at: str = ""

    @property
    def tracker_url(self) -> str:
        """Where Rasa keeps its conversations: as set, or beside the orders, under this run's folder."""
        return Settings.from_env({**os.environ, **self.env, "ORDERDESK_VAR_DIR": str(self.var)}).tracker_url

    @property
    def logs(self) -> Path:
        """Where the logs of this run's programs go."""
        return self.var / "log"

    @property
    def gateway_url(self) -> str:
        """Where the gateway listens: the shop's address."""
        return f"http://{HOST}:{self.gateway_port}"

    @property
    def rasa_url(self) -> str:
        """Where Rasa listens."""
        return f"http://{HOST}:{self.rasa_port}"

    @property
    def actions_url(self) -> str:
        """Where the action server is to be found."""
        return self.actions_at or f"http://{HOST}:{self.actions_port}"

    def endpoints(self) -> Path:
        """Write this run's endpoints file and name it."""
        return write_endpoints(
            ROOT / "endpoints.yml",
            self.var / "run" / f"endpoints-{self.rasa_port}.yml",
            actions_url=self.actions_url,
            tracker_url=self.tracker_url,
        )

    def environment(self) -> dict[str, str]:
        """What our programs get on top of our own environment."""
        return {
            "PYTHONUNBUFFERED": "1",
            "RASA_TELEMETRY_ENABLED": "false",
            "SANIC_HOST": self.host,
            "TF_CPP_MIN_LOG_LEVEL": "3",
            **self.env,
            "ORDERDESK_ACTION_SECRET": self.secret,
            TRACKER_URL: self.tracker_url,
        }


def make_plan(var: Path, env: Mapping[str, str] | None = None, *, any_port: bool = False) -> Plan:
    """A run's plan. Ports come from the environment, or are any free ones. Raises ValueError for a bad port."""
    rasa, actions, gateway = (0, 0, 0) if any_port else (5005, 5055, 8000)
    source: Mapping[str, str] = {} if any_port else os.environ
    given = Reader(source)
    return Plan(
        rasa_port=chosen(source, RASA_PORT, rasa),
        actions_port=chosen(source, ACTIONS_PORT, actions),
        var=var.resolve(),
        secret=Reader(os.environ).read("ACTION_SECRET", str, "") or secrets.token_urlsafe(24),
        env=env or {},
        gateway_port=chosen(source, GATEWAY_PORT, gateway),
        host=given.read("PRIVATE_HOST", str, HOST),
        actions_at=given.read("ACTIONS_URL", str, "").rstrip("/"),
    )


def action_server(plan: Plan) -> Child:
    """The action server: what `rasa run actions` starts, without the seconds that importing all of Rasa takes."""
    return Child(
        name="actions",
        argv=(sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(plan.actions_port)),
        ready=answers(f"{plan.actions_url}/health"),
        env=plan.environment(),
        cwd=ROOT,
    )


def rasa_server(plan: Plan, model: Path) -> Child:
    """Rasa with the private REST channel."""
    return Child(
        name="rasa",
        argv=(
            program("rasa"), "run", "--interface", plan.host, "--port", str(plan.rasa_port), "--model", str(model),
            "--endpoints", str(plan.endpoints()), "--credentials", str(ROOT / "credentials.yml"),
        ),
        ready=answers(plan.rasa_url),
        env=plan.environment(),
        cwd=ROOT,
    )  # fmt: skip


def gateway(plan: Plan) -> Child:
    """The door to all of it."""
    addresses = {
        GATEWAY_PORT: str(plan.gateway_port),
        "ORDERDESK_RASA_URL": plan.rasa_url,
        ACTIONS_URL: plan.actions_url,
    }
    return Child(
        name="gateway",
        argv=(sys.executable, "-m", "gateway"),
        ready=answers(f"{plan.gateway_url}/health/live"),
        env={**plan.environment(), **addresses},
        cwd=ROOT,
    )


def worker(plan: Plan) -> Child:
    """The clock work and the mail."""
    return Child(
        name="worker",
        argv=(program("orderdesk"), "worker"),
        ready=says(WORKER_IS_READY),
        env=plan.environment(),
        cwd=ROOT,
    )

"""The whole of Orderdesk as real programs, each of which may be killed, frozen and started again at its old address."""

from __future__ import annotations

import os
import secrets
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from orderdesk.bootstrap import Desk, open_desk
from orderdesk.running.child import Process, stop_all
from orderdesk.running.plan import Plan, action_server, gateway, make_plan, rasa_server, worker
from orderdesk.running.training import ensure_model
from orderdesk.settings import Settings

#: A run asks more than any buyer would.
MANY = {
    f"ORDERDESK_GATEWAY_RATE_{name}": "1000000" for name in ("CONVERSATION", "ADDRESS", "NEW", "EVERYBODY")
}
NAMES = ("actions", "rasa", "gateway", "worker")


class Stack:
    """Programs by name: actions, rasa, gateway, worker. `desk` looks into their database from outside."""

    def __init__(self, plan: Plan, desk: Desk, children: Mapping[str, object]) -> None:
        self.plan, self.desk = plan, desk
        self._children = dict(children)
        self._processes: dict[str, Process] = {}

    @property
    def url(self) -> str:
        """The gateway's address."""
        return self.plan.gateway_url

    @property
    def database(self) -> str:
        """SQLite or PostgreSQL."""
        return "SQLite" if self.desk.settings.embedded else "PostgreSQL"

    def start(self, *names: str, seconds: float = 240.0) -> None:
        """Start these programs and wait until each can be used."""
        for name in names:
            self.launch(name)
        for name in names:
            self.wait(name, seconds)

    def launch(self, name: str) -> None:
        """Start this program and do not wait."""
        log = self.plan.var / "log" / f"{name}-{secrets.token_hex(3)}.log"
        self._processes[name] = Process(self._children[name], log)  # type: ignore[arg-type]

    def is_ready(self, name: str) -> bool:
        """Whether the program can be used. Raises AssertionError with the end of its log, where it has ended."""
        process = self._processes[name]
        ready = process.is_ready()
        assert ready or process.exit_code() is None, f"{name}: {process.tail()}"
        return ready

    def has_ended(self, name: str) -> bool:
        """Whether the program is there no more."""
        return self._processes[name].exit_code() is not None

    def wait(self, name: str, seconds: float = 240.0) -> None:
        """Until the program can be used. Raises AssertionError with the end of its log."""
        end = time.monotonic() + seconds
        while not self.is_ready(name):
            assert time.monotonic() < end, f"{name}: {self._processes[name].tail()}"
            time.sleep(0.05)

    def kill(self, name: str) -> None:
        """kill -9: no time for anything."""
        self.signal(name, signal.SIGKILL)
        assert self._processes[name].wait(10), f"{name} outlives kill -9"

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send a signal to the program and all it started (SIGSTOP freezes, SIGCONT thaws)."""
        self._processes[name].signal(number)

    def freeze(self, name: str) -> None:
        """It keeps its connections and says nothing."""
        self.signal(name, signal.SIGSTOP)

    def thaw(self, name: str) -> None:
        """It goes on where it was."""
        self.signal(name, signal.SIGCONT)

    def pid(self, name: str) -> int:
        """The program's process id."""
        return self._processes[name].pid

    def logs(self) -> str:
        """Everything that was logged so far."""
        return "\n".join(
            one.read_text("utf-8", "replace") for one in sorted((self.plan.var / "log").glob("*.log"))
        )

    def stop(self) -> None:
        """End all of it, the frozen too."""
        for name in self._processes:
            self.signal(name, signal.SIGCONT)
        stop_all(list(self._processes.values()))


def opened(database_url: str, folder: Path) -> Desk:
    """The desk over this database, its tables made."""
    settings = Settings(
        database_url=database_url, mail_url=f"file:{folder}/mail", var_dir=folder, seller_delay=0
    )
    desk = open_desk(settings)
    desk.store.migrate()
    return desk


@contextmanager
def whole(
    database_url: str, folder: Path, *names: str, env: Mapping[str, str] | None = None
) -> Iterator[Stack]:
    """These programs (all four by default) over this database, stopped at the end. ORDERDESK_MODEL: which model."""
    desk = opened(database_url, folder)
    given = {
        "ORDERDESK_DATABASE_URL": database_url, "ORDERDESK_VAR_DIR": str(folder), "ORDERDESK_DEMO_SELLER_SECONDS": "0",
        **MANY, **(env or {}),
    }  # fmt: skip
    plan = make_plan(folder, given, any_port=True)
    children = {"actions": action_server(plan), "gateway": gateway(plan), "worker": worker(plan)}
    if not names or "rasa" in names:
        model = Path(os.environ["ORDERDESK_MODEL"]) if "ORDERDESK_MODEL" in os.environ else ensure_model()
        children["rasa"] = rasa_server(plan, model)
    stack = Stack(plan, desk, children)
    try:
        stack.start(*(names or NAMES))
        yield stack
    finally:
        stack.stop()

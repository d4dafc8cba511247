"""The production shape in small: orders, conversations and tracker in one PostgreSQL, two Rasa servers before it."""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx
import pytest

from orderdesk.bootstrap import Desk, open_desk
from orderdesk.running.plan import Plan, action_server, gateway, make_plan, rasa_server, worker
from orderdesk.running.ports import free
from orderdesk.running.screen import Screen
from orderdesk.running.supervisor import supervised
from orderdesk.running.training import ensure_model
from orderdesk.settings import Settings
from tests import postgres
from tests.shop import Buyer, Shop


@dataclass
class Talk:
    """A conversation over Rasa's private door, each message at the next server."""

    urls: Iterator[str]
    conversation: str
    names: list[str] = field(default_factory=list)
    replies: list[dict[str, Any]] = field(default_factory=list)

    def says(self, text: str) -> Talk:
        """Send a message and wait for all replies to it."""
        body = {
            "sender": self.conversation,
            "message": text,
            "message_id": f"IN-{uuid.uuid4().hex}",
            "again": False,
        }
        answer = httpx.post(f"{next(self.urls)}/webhooks/private/webhook", json=body, timeout=60)
        assert answer.status_code == 200, answer.text
        self.replies = answer.json()["replies"]
        self.names = [str(one["response"]).removeprefix("utter_") for one in self.replies]
        return self

    def presses(self, label: str) -> Talk:
        """Press the button whose label begins so."""
        buttons = [button for reply in self.replies for button in reply["buttons"]]
        found = [button["payload"] for button in buttons if button["label"].startswith(label)]
        assert found, f"no {label} among {buttons}"
        return self.says(found[0])

    def hears(self, *names: str) -> Talk:
        """The replies were exactly these responses."""
        assert self.names == list(names), self.replies
        return self


@dataclass(frozen=True)
class Servers:
    """Where to knock."""

    rasas: tuple[str, str]
    gateway: str
    desk: Desk


@pytest.fixture(scope="package")
def server() -> Iterator[postgres.Server]:
    """A PostgreSQL of its own, to be frozen and looked into."""
    programs = postgres.binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed here")
    with postgres.running(programs) as found:
        yield found


@pytest.fixture(scope="package")
def durable(server: postgres.Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Two Rasa servers, actions, worker and gateway. ORDERDESK_MODEL: an archive to test."""
    folder = tmp_path_factory.mktemp("durable")
    settings = Settings(
        database_url=server.url, mail_url=f"file:{folder}/mail", var_dir=folder, seller_delay=0
    )
    desk = open_desk(settings)
    desk.store.migrate()
    env = {
        "ORDERDESK_DATABASE_URL": server.url,
        "ORDERDESK_VAR_DIR": str(folder),
        "ORDERDESK_DEMO_SELLER_SECONDS": "0",
    }
    model = Path(os.environ["ORDERDESK_MODEL"]) if "ORDERDESK_MODEL" in os.environ else ensure_model()
    one = make_plan(folder, env, any_port=True)
    other = replace(one, rasa_port=free())
    with supervised(
        _children(one, other, model), folder / "log", screen=Screen(), stop=threading.Event(), timeout=240
    ):
        yield Servers((one.rasa_url, other.rasa_url), one.gateway_url, desk)


def _children(one: Plan, other: Plan, model: Path) -> tuple[Any, ...]:
    door = gateway(one)
    door = replace(door, env={**door.env, "ORDERDESK_RASA_URL": f"{one.rasa_url},{other.rasa_url}"})
    second = replace(rasa_server(other, model), name="rasa-2")
    return action_server(one), rasa_server(one, model), second, worker(one), door


@pytest.fixture
def shop(durable: Servers) -> Shop:
    """Fresh buyers and orders."""
    return Shop(durable.desk)


@pytest.fixture
def talk(durable: Servers) -> Callable[[Buyer], Talk]:
    """Opens the buyer's conversation."""
    return lambda buyer: Talk(cycle(durable.rasas), buyer.conversation)

"""Real Rasa, real action server, real database: one set of servers for all conversation tests."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orderdesk.bootstrap import Desk, open_desk
from orderdesk.running import Addresses, running
from orderdesk.settings import Settings
from tests.conversations.talk import Chat
from tests.shop import Buyer, Shop


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test below this folder needs a trained model and servers."""
    for item in items:
        if "conversations" in item.path.parts:
            item.add_marker(pytest.mark.rasa)


@pytest.fixture(scope="session")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The servers' folder: database, tracker, logs, mail."""
    return tmp_path_factory.mktemp("var")


@pytest.fixture(scope="session")
def live_desk(var: Path) -> Desk:
    """The desk that the servers work with, by the real clock."""
    settings = Settings(
        database_url=f"sqlite:///{var}/desk.db", mail_url=f"file:{var}/mail", var_dir=var, seller_delay=0
    )
    desk = open_desk(settings)
    desk.store.migrate()
    return desk


@pytest.fixture(scope="session")
def servers(var: Path, live_desk: Desk) -> Iterator[Addresses]:
    """Rasa and the action server on free loopback ports, stopped at the end. ORDERDESK_MODEL: an archive to test."""
    model = Path(os.environ["ORDERDESK_MODEL"]) if "ORDERDESK_MODEL" in os.environ else None
    env = {"ORDERDESK_DEMO_SELLER_SECONDS": "0"}
    with running(live_desk.settings.database_url, var, model=model, env=env) as addresses:
        yield addresses


@pytest.fixture
def shop(live_desk: Desk) -> Shop:
    """Fresh buyers and orders, so that tests do not meet."""
    return Shop(live_desk)


@pytest.fixture
def talk(servers: Addresses, var: Path) -> Callable[[Buyer | str], Chat]:
    """`talk(buyer)` opens the buyer's conversation; `talk("any id")` one that nobody signed in to."""

    def open_chat(buyer: Buyer | str) -> Chat:
        conversation = buyer if isinstance(buyer, str) else buyer.conversation
        return Chat(servers.chat, var / "rasa.db", conversation)

    return open_chat

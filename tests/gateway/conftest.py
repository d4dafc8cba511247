"""A gateway in this process for requests one at a time, and live ones with a fake Rasa behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from gateway.app import make_app
from gateway.settings import GatewaySettings
from orderdesk.adapters.sql import SqlStore
from orderdesk.bootstrap import Desk, open_desk
from orderdesk.settings import Settings
from tests.conftest import SetClock
from tests.gateway.programs import Program, fake_rasa, live_gateway

KEY = "a secret of the shop, thirty-two signs and more"
SETTINGS = GatewaySettings(
    rasa_urls=("http://127.0.0.1:9",), actions_url="http://127.0.0.1:9", shop_keys={"k1": KEY}
)


@pytest.fixture
def open_client(desk: Desk) -> Iterator[Callable[..., TestClient]]:
    """`open_client(longest_text=10)`: a client of a gateway over the test's desk. Nothing listens behind it."""
    clients: list[TestClient] = []

    def make(**changes: Any) -> TestClient:
        client = TestClient(make_app(desk, replace(SETTINGS, **changes)), raise_server_exceptions=False)
        client.__enter__()
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.__exit__(None, None, None)


@pytest.fixture
def client(open_client: Callable[..., TestClient]) -> TestClient:
    """A client of a gateway with the usual settings."""
    return open_client()


@pytest.fixture
def keyed(client: TestClient) -> TestClient:
    """The same, in a conversation of its own."""
    key = client.post("/api/conversations", json={}).json()["key"]
    client.headers["Authorization"] = f"Bearer {key}"
    return client


@pytest.fixture(params=["sqlite", "postgresql"])
def any_desk(request: pytest.FixtureRequest, tmp_path: Path, clock: SetClock) -> Iterator[Desk]:
    """A desk on each database."""
    sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path}/any.db" if sqlite else request.getfixturevalue("postgres_url")
    store = SqlStore(url)
    store.wipe()
    store.migrate()
    yield open_desk(Settings(database_url=url, var_dir=tmp_path), clock=clock, store=store)
    store.close()


@pytest.fixture
def rasa(tmp_path: Path) -> Iterator[tuple[Program, str]]:
    """A fake Rasa and its address."""
    with fake_rasa(tmp_path) as found:
        yield found


@pytest.fixture
def gateway(tmp_path: Path, rasa: tuple[Program, str]) -> Iterator[tuple[Program, str]]:
    """A live gateway over a database of its own, and its address."""
    with live_gateway(tmp_path, rasa[1], f"sqlite:///{tmp_path}/live.db") as found:
        yield found

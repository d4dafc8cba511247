"""The action server lets in only who knows the secret, takes only small plain JSON, and says nothing of its errors."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import httpx
import psutil
import pytest

from orderdesk.running import Addresses, running

pytestmark = pytest.mark.slow
CALL = {"next_action": "action_greet", "version": "3.6.21", "tracker": "no tracker"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Addresses]:
    """The real action server, by itself."""
    var = tmp_path_factory.mktemp("actions")
    with running(f"sqlite:///{var}/desk.db", var, with_rasa=False) as addresses:
        yield addresses


@pytest.fixture
def client(server: Addresses) -> Iterator[httpx.Client]:
    """Somebody who knows the secret."""
    with httpx.Client(base_url=server.actions, headers={"X-Orderdesk-Secret": server.secret}) as client:
        yield client


@pytest.mark.parametrize("headers", [{}, {"X-Orderdesk-Secret": ""}, {"X-Orderdesk-Secret": "guess"}])
def test_without_the_secret_nothing_runs(server: Addresses, headers: dict[str, str]) -> None:
    """No action, and no list of actions, for who cannot show the secret; health has none to tell."""
    assert httpx.post(f"{server.actions}/webhook", json=CALL, headers=headers).status_code == 401
    assert httpx.get(f"{server.actions}/actions", headers=headers).status_code == 401
    assert httpx.get(f"{server.actions}/health", headers=headers).status_code == 200


def test_with_the_secret_actions_are_there(client: httpx.Client) -> None:
    """Who shows the secret gets through."""
    names = {one["name"] for one in client.get("/actions").json()}
    assert "action_greet" in names


def test_it_listens_on_loopback_only(server: Addresses) -> None:
    """Nobody on the network can reach it."""
    listening = [
        c.laddr.ip for c in psutil.Process(server.pids["actions"]).net_connections() if c.status == "LISTEN"
    ]
    assert listening == ["127.0.0.1"]


def test_compressed_bodies_are_refused(client: httpx.Client) -> None:
    """A small body cannot unpack to a large one."""
    body = zlib.compress(b'{"a": "' + b"x" * 50_000_000 + b'"}')
    headers = {"Content-Encoding": "deflate", "Content-Type": "application/json"}
    assert client.post("/webhook", content=body, headers=headers).status_code == 415


def test_large_bodies_are_refused(client: httpx.Client) -> None:
    """Nobody fills the memory."""
    try:
        status = client.post("/webhook", json={"a": "x" * 1_100_000}).status_code
    except httpx.TransportError:
        status = 413  # it hung up before all was sent
    assert status == 413


def test_a_web_page_cannot_post_here(client: httpx.Client) -> None:
    """What a page may send without asking (text/plain) is refused, and asking is not answered with a yes."""
    assert client.post("/webhook", content="{}", headers={"Content-Type": "text/plain"}).status_code == 415
    asked = {"Origin": "http://a.example", "Access-Control-Request-Method": "POST"}
    answer = client.options("/webhook", headers=asked)
    assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


@pytest.mark.parametrize("body", ["{bad", "[1]", '"text"', "5"])
def test_nonsense_gets_no_details(client: httpx.Client, body: str) -> None:
    """Bodies that make the SDK raise are answered without a word of the exception or of the request."""
    answer = client.post("/webhook", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 500)
    assert answer.json() == {"error": "failed"}


def test_a_call_that_raises_gives_no_details_away(client: httpx.Client) -> None:
    """An exception while a call is dealt with is for the log, not for the caller."""
    answer = client.post("/webhook", json=CALL)
    assert answer.status_code == 500
    assert answer.json() == {"error": "failed"}

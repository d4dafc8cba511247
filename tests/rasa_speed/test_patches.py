"""Each replaced method does what Rasa's own does."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from rasa_speed.patches import put_in
from tests.rasa_speed.conftest import Switch

RESULTS: list[Any] = [
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "a", "value": 1, "timestamp": None}], "responses": [{}]},
    {"events": [{"event": "user", "text": "x", "parse_data": {"intent": {"name": "y", "confidence": 1.0}}}]},
    {"events": [{"event": "no such event"}]},
    {"events": [{"event": "slot"}]},
    {"events": {}},
    {"responses": ["text"]},
    [],
    None,
    "text",
]


def verdict(result: Any) -> str:
    """What the check of an action's result says."""
    try:
        return str(RemoteAction("action_x", None)._validate_action_result(result))
    except ValidationError as error:
        return str(error)


@pytest.mark.parametrize("result", RESULTS, ids=str)
def test_the_check_says_the_same(switch: Switch, result: Any) -> None:
    """A result is taken or refused as Rasa would, in the same words."""
    switch("all")
    put_in()
    stock = verdict(result)
    switch("")
    put_in()
    assert verdict(result) == stock


def test_the_check_is_quicker(switch: Switch) -> None:
    """The part is worth its lines: a check costs less than half of Rasa's (it was a twentieth when it was written)."""
    spent = {}
    for off in ("all", ""):
        switch(off)
        put_in()
        began = time.process_time()
        for _ in range(20):
            verdict(RESULTS[1])
        spent[off] = time.process_time() - began
    assert spent[""] < spent["all"] / 2


def test_events_are_found_under_their_names(switch: Switch) -> None:
    """Every kind of event has the class that Rasa finds; an unknown one raises, and is found once it is there."""
    switch("")
    names = {one.type_name for one in _kinds(Event)} - {Event.type_name}  # the base's own stands for none
    stock = {name: Event.resolve_by_type(name) for name in names}
    put_in()
    assert {name: Event.resolve_by_type(name) for name in stock} == stock
    assert Event.from_parameters({"event": "slot", "name": "a", "value": 1}) == SlotSet("a", 1)
    with pytest.raises(ValueError, match="of_tomorrow"):
        Event.resolve_by_type("of_tomorrow")
    later = type("OfTomorrow", (SlotSet,), {"type_name": "of_tomorrow"})
    assert Event.resolve_by_type("of_tomorrow") is later
    assert Event.resolve_by_type("topic") is None


def _kinds(kind: type[Event]) -> set[type[Event]]:
    return set(kind.__subclasses__()) | {one for sub in kind.__subclasses__() for one in _kinds(sub)}


def test_an_action_that_needs_the_domain_gets_it(switch: Switch) -> None:
    """The domain goes to no action, but to one that the domain itself names for it."""
    switch("")
    put_in()
    actions = ["action_plain", {"action_needs": {"send_domain": True}}]
    domain = Domain.from_dict({"version": "3.1", "actions": actions})
    tracker, endpoint = DialogueStateTracker("a", []), EndpointConfig("http://127.0.0.1:1")
    sent = {
        name: "domain" in RemoteAction(name, endpoint)._action_call_format(tracker, domain)
        for name in ("action_plain", "action_needs")
    }
    assert sent == {"action_plain": False, "action_needs": True}


class Server:
    """Counts connections and remembers headers; can be stopped and started on its port."""

    def __init__(self) -> None:
        self.connections: set[Any] = set()
        self.headers: list[dict[str, str]] = []
        self.port = 0

    async def start(self) -> None:
        """Listen."""
        app = web.Application()
        app.router.add_post("/webhook", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]

    async def stop(self) -> None:
        """Close every connection."""
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        self.connections.add(request.transport)
        self.headers.append(dict(request.headers))
        return web.json_response({"events": [], "responses": []})


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """An action server."""
    made = Server()
    await made.start()
    yield made
    await made.stop()


@pytest.mark.parametrize(("off", "connections"), [("all", 3), ("", 1)])
async def test_a_connection_is_used_again(switch: Switch, server: Server, off: str, connections: int) -> None:
    """Three actions need one connection, and send the headers that were configured."""
    switch(off)
    put_in()
    basic_auth = {"username": "u", "password": "p"}
    endpoint = EndpointConfig(
        f"http://127.0.0.1:{server.port}/webhook", headers={"X-Secret": "s"}, basic_auth=basic_auth
    )
    for _ in range(3):
        assert await endpoint.request(json={}) == {"events": [], "responses": []}
    assert len(server.connections) == connections
    assert {one["X-Secret"] for one in server.headers} == {"s"}
    assert all(one["Authorization"].startswith("Basic ") for one in server.headers)


async def test_a_server_that_was_started_anew_is_found(switch: Switch, server: Server) -> None:
    """A kept connection to a server that is gone costs no turn."""
    switch("")
    put_in()
    endpoint = EndpointConfig(f"http://127.0.0.1:{server.port}/webhook")
    assert await endpoint.request(json={})
    await server.stop()
    await server.start()
    assert await endpoint.request(json={})

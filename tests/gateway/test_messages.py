"""What is let in at the door, and what is not."""

from __future__ import annotations

import gzip
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from gateway.body import DEEPEST, depth
from gateway.limits import Limit
from orderdesk.bootstrap import Desk
from orderdesk.model import InboxMessage, SentMessage, Speaker
from orderdesk.services import conversations, inbox
from orderdesk.services.delivery import Line


def send(client: TestClient, **body: Any) -> Any:
    return client.post("/api/messages", json={"id": str(uuid.uuid4()), **body})


def rows(desk: Desk, kind: type[Any]) -> list[Any]:
    with desk.store.read() as unit:
        return unit.find(kind)


def code(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def test_a_message_is_stored_once(keyed: TestClient, desk: Desk) -> None:
    """The same id again gets the same receipt and changes nothing."""
    id_ = str(uuid.uuid4())
    first, second = send(keyed, id=id_, text="hello"), send(keyed, id=id_, text="hello")
    assert (first.status_code, second.status_code) == (202, 200)
    assert first.json() == second.json() == {"id": id_, "position": 1}
    assert len(rows(desk, InboxMessage)) == len(rows(desk, SentMessage)) == 1


def test_two_conversations_may_use_the_same_id(client: TestClient) -> None:
    """Nobody can take another conversation's message ids away."""
    for _ in range(2):
        key = client.post("/api/conversations", json={}).json()["key"]
        answer = client.post(
            "/api/messages", json={"id": "a", "text": "hi"}, headers={"Authorization": f"Bearer {key}"}
        )
        assert answer.status_code == 202


@pytest.mark.parametrize(
    "key", ["", "Bearer ", "Bearer wrong", "Basic eDp5", "Bearer " + "x" * 43, "Bearer " + "é" * 43]
)
def test_without_its_key_a_conversation_is_closed(client: TestClient, key: str) -> None:
    """No key, no conversation, on every address that needs one."""
    for method, path in (
        ("POST", "/api/messages"), ("GET", "/api/events"), ("GET", "/api/conversations/current"),
        ("DELETE", "/api/conversations/current"), ("POST", "/api/sign-in"), ("POST", "/api/sign-in/code"),
        ("GET", "/api/transcript"), ("POST", "/api/transcript/email"), ("POST", "/api/rating"),
    ):  # fmt: skip
        bodies = {"/api/messages": {"id": "a", "text": "b"}, "/api/sign-in": {"order": "1", "email": "a"},
                  "/api/sign-in/code": {"code": "1"}, "/api/rating": {"score": 1}}  # fmt: skip
        headers = {"Authorization": key.encode()}
        answer = client.request(method, path, json=bodies.get(path), headers=headers)
        assert code(answer) == (401, "not_signed_in"), path


def test_an_ended_conversation_is_wiped(keyed: TestClient, desk: Desk) -> None:
    """After the end the key opens nothing, and nobody can read what was said."""
    send(keyed, text="my secret")
    assert keyed.delete("/api/conversations/current").status_code == 204
    assert code(send(keyed, text="more"))[0] == 401
    assert "secret" not in repr(rows(desk, InboxMessage) + rows(desk, SentMessage))


def test_a_conversation_ends_by_itself(keyed: TestClient, clock: Any) -> None:
    """A key that lies around works for twelve hours and no longer."""
    assert send(keyed, text="hi").status_code == 202
    clock.forward(hours=11.9)
    assert keyed.get("/api/conversations/current").status_code == 200
    clock.forward(hours=0.2)
    assert keyed.get("/api/conversations/current").status_code == 401
    assert code(send(keyed, text="hi")) == (401, "not_signed_in")


def test_too_long(keyed: TestClient, desk: Desk) -> None:
    """1,000 characters are taken, 1,001 are not."""
    assert send(keyed, text="x" * 1000).status_code == 202
    assert code(send(keyed, text="x" * 1001)) == (422, "too_long")
    assert len(rows(desk, InboxMessage)) == 1


def test_too_large(keyed: TestClient) -> None:
    """16 KB are the end, announced or not."""
    assert code(send(keyed, text="é" * 9000)) == (413, "too_large")
    body = iter([b'{"id": "a", "text": "', b"x" * 20_000, b'"}'])
    headers = {"Content-Type": "application/json"}
    assert code(keyed.post("/api/messages", content=body, headers=headers)) == (413, "too_large")


def test_too_deep(keyed: TestClient) -> None:
    """JSON that is nested a thousand times is refused without being read."""
    for body in ("[" * 8000, '{"a":' * 1000 + "1" + "}" * 1000):
        headers = {"Content-Type": "application/json"}
        assert code(keyed.post("/api/messages", content=body, headers=headers)) == (422, "too_deep")
    assert depth(b'{"a": "[[[[", "b": [1]}') == 2 and depth(b"[" * DEEPEST) == DEEPEST


@pytest.mark.parametrize(
    "body",
    ["", "5", "null", "[]", "{", '{"id": "a"}', '{"text": "a"}', '{"id": "a", "text": 5}', '{"id": "a", "text": ""}',
     '{"id": "a b", "text": "x"}', '{"id": "a", "text": "x", "sender": "somebody"}', '{"id": "a", "text": "  "}',
     '{"id": "a", "text": "x", "payload": "/y"}', '{"id": NaN, "text": "x"}', b"\xff\xfe"],
)  # fmt: skip
def test_other_shapes(keyed: TestClient, desk: Desk, body: str | bytes) -> None:
    """Only the described shape is taken; no sender, no metadata, nothing beside it."""
    answer = keyed.post("/api/messages", content=body, headers={"Content-Type": "application/json"})
    assert code(answer) == (400, "bad_request")
    assert rows(desk, InboxMessage) == []


def test_only_plain_json(keyed: TestClient) -> None:
    """A form of another web page, or a compressed body, is not taken."""
    body = json.dumps({"id": "a", "text": "x"}).encode()
    assert code(keyed.post("/api/messages", content=body, headers={"Content-Type": "text/plain"})) == (
        415,
        "wrong_type",
    )
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    assert code(keyed.post("/api/messages", content=gzip.compress(body), headers=headers)) == (
        415,
        "wrong_type",
    )


@pytest.mark.parametrize("text", ['"a\\u0000b"', '"\\ud800"', '"x\\udfff"'])
def test_signs_that_no_database_keeps(keyed: TestClient, text: str) -> None:
    """NUL and half surrogate pairs, which end Rasa's tracker store, stay outside."""
    body = f'{{"id": "a", "text": {text}}}'
    answer = keyed.post("/api/messages", content=body, headers={"Content-Type": "application/json"})
    assert code(answer) == (422, "bad_text")


@pytest.mark.parametrize(
    "text",
    [
        "/cancel_order",
        ' /affirm{"ref": "PA-1"}',
        "\n/restart",
        "\x0b/restart",
        "/x",
        "\u2003/restart",
        "\x1f/restart",
    ],
)
def test_a_command_that_was_not_offered(keyed: TestClient, desk: Desk, text: str) -> None:
    """A text that begins with / never reaches Rasa, whatever stands before it, as text or as payload."""
    for body in ({"text": text}, {"payload": text}):
        assert code(send(keyed, **body)) == (422, "not_offered")
    assert rows(desk, InboxMessage) == []


def test_a_button_of_this_conversation(client: TestClient, desk: Desk) -> None:
    """A payload passes exactly as it was offered, in this conversation only; the log shows the button's own words."""
    mine, other = (client.post("/api/conversations", json={}).json() for _ in range(2))
    offer(desk, mine["conversation"], '/confirm{"ref": "PA-1"}')
    bodies = {"payload": '/confirm{"ref": "PA-1"}', "label": "something else"}
    assert code(as_(client, other, **bodies)) == (422, "not_offered")
    assert code(as_(client, mine, payload='/confirm{"ref": "PA-2"}')) == (422, "not_offered")
    assert as_(client, mine, **bodies).status_code == 202
    assert {row.number: row.text for row in rows(desk, SentMessage)}[3] == "Yes, cancel it"
    assert {row.position: row.text for row in rows(desk, InboxMessage)}[2] == '/confirm{"ref": "PA-1"}'


def as_(client: TestClient, conversation: dict[str, str], **body: Any) -> Any:
    headers = {"Authorization": f"Bearer {conversation['key']}"}
    return client.post("/api/messages", json={"id": str(uuid.uuid4()), **body}, headers=headers)


def offer(desk: Desk, conversation_id: str, payload: str) -> None:
    inbox.receive(desk, conversation_id, "earlier", "cancel it")
    turn = inbox.take(desk, conversation_id)
    assert turn is not None
    button = {"label": "Yes, cancel it", "payload": payload}
    inbox.settle(desk, turn, [Line(Speaker.BOT, "Really?", (button,))])


def test_rate_of_a_conversation(keyed: TestClient, desk: Desk) -> None:
    """The 21st message of a minute is refused with the time to wait, and nothing of it is kept."""
    answers = [send(keyed, text="hi") for _ in range(21)]
    assert [answer.status_code for answer in answers] == [202] * 20 + [429]
    assert code(answers[-1]) == (429, "too_many") and 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert len(rows(desk, InboxMessage)) == 20


@pytest.mark.parametrize("limit", ["rate_address", "rate_everybody"])
def test_rates_beyond_the_conversation(open_client: Callable[..., TestClient], limit: str) -> None:
    """Many conversations of one address, and all together, have a limit as well."""
    client = open_client(**{limit: 3})
    answers = [as_(client, client.post("/api/conversations", json={}).json(), text="hi") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [202, 202, 202, 429]


def test_rate_of_all_requests(open_client: Callable[..., TestClient]) -> None:
    """An address that asks the API for anything at all too often is told to wait; health is not the API."""
    client = open_client(rate_address=1)
    answers = [client.get("/api/conversations/current") for _ in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert code(answers[-1]) == (429, "too_many") and int(answers[-1].headers["Retry-After"]) > 0
    assert "default-src 'none'" in answers[-1].headers["Content-Security-Policy"]
    assert client.get("/health/live").status_code == 200


def test_rate_of_new_conversations(open_client: Callable[..., TestClient]) -> None:
    """One address opens so many conversations in a minute."""
    client = open_client(rate_new=2)
    assert [client.post("/api/conversations", json={}).status_code for _ in range(3)] == [201, 201, 429]


def test_a_minute_slides() -> None:
    """Room comes back when the oldest is a minute old; what was refused does not count."""
    now = [0.0]
    limit = Limit(2, lambda: now[0])
    assert limit.wait("a") == 0 and limit.wait("b") == 0
    now[0] = 30
    assert limit.wait("a") == 0 and limit.wait("a") == 30
    now[0] = 60.1
    assert limit.wait("a") == 0 and limit.wait("a") > 0


def test_too_many_waiting(open_client: Callable[..., TestClient]) -> None:
    """While nothing is answered, a conversation takes thirty messages and no more."""
    client = open_client(rate_conversation=100)
    conversation = client.post("/api/conversations", json={}).json()
    codes = [as_(client, conversation, text="hi").status_code for _ in range(31)]
    assert codes == [202] * 30 + [429]


def test_headers_for_safety(client: TestClient) -> None:
    """Every answer says what a browser may do with it, errors too."""
    for path in ("/health/live", "/nothing", "/api/events"):
        headers = client.get(path).headers
        assert (
            headers["X-Content-Type-Options"] == "nosniff"
            and "default-src 'none'" in headers["Content-Security-Policy"]
        )


def test_other_pages_may_not_ask(open_client: Callable[..., TestClient]) -> None:
    """Only the origins of the settings may use the API from a browser."""
    asked = {"Origin": "https://shop.example", "Access-Control-Request-Method": "POST"}
    assert "access-control-allow-origin" not in open_client().options("/api/messages", headers=asked).headers
    allowed = open_client(origins=("https://shop.example",)).options("/api/messages", headers=asked).headers
    assert allowed["access-control-allow-origin"] == "https://shop.example"


def test_the_shop_s_page_may_read_that_it_asks_too_often(open_client: Callable[..., TestClient]) -> None:
    """A refusal for too many requests carries the headers without which a browser hides it from the widget."""
    client = open_client(origins=("https://shop.example",), rate_address=1)
    headers = {"Origin": "https://shop.example"}
    answers = [client.get("/api/conversations/current", headers=headers) for _ in range(11)]
    assert code(answers[-1]) == (429, "too_many")
    assert answers[-1].headers["access-control-allow-origin"] == "https://shop.example"
    assert "Retry-After" in answers[-1].headers["access-control-expose-headers"]


def test_the_end_counts_at_once(client: TestClient, desk: Desk) -> None:
    """A key that was good a moment ago opens nothing once its conversation has ended, whoever ended it, or expired."""
    opened = client.post("/api/conversations", json={}).json()
    assert as_(client, opened, text="hi").status_code == 202
    conversations.end(desk, opened["conversation"])  # as another gateway would
    for text in ("more", "/restart", "more"):
        assert code(as_(client, opened, text=text)) == (401, "not_signed_in")


def test_unknown_addresses(client: TestClient) -> None:
    """Errors have one form everywhere."""
    assert code(client.get("/nothing")) == (404, "not_found")
    assert code(client.put("/api/messages")) == (405, "wrong_method")
    for path in (
        "/widget/../app.py",
        "/widget/%2e%2e%2fapp.py",
        "/images/..%2f..%2fbuyers.toml",
        "/images/nothing.svg",
    ):
        assert code(client.get(path)) == (404, "not_found")

"""Rasa's own door, with the real Rasa and the real action server."""

from __future__ import annotations

import os
import signal
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from orderdesk.bootstrap import Desk, open_desk
from orderdesk.model import AuditEntry
from orderdesk.running import Addresses, running
from orderdesk.services import conversations
from orderdesk.services.sessions import open_session
from orderdesk.settings import Settings
from tests.gateway.programs import Chat
from tests.shop import Shop

pytestmark = pytest.mark.rasa


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("door")


@pytest.fixture(scope="module")
def live(var: Path) -> Desk:
    desk = open_desk(
        Settings(database_url=f"sqlite:///{var}/desk.db", mail_url=f"file:{var}/mail", var_dir=var)
    )
    desk.store.migrate()
    return desk


@pytest.fixture(scope="module")
def servers(var: Path, live: Desk) -> Iterator[Addresses]:
    """Rasa, actions, worker and gateway. ORDERDESK_MODEL: an archive to test."""
    model = Path(os.environ["ORDERDESK_MODEL"]) if "ORDERDESK_MODEL" in os.environ else None
    with running(live.settings.database_url, var, model=model, with_worker=True, with_gateway=True) as found:
        yield found


def post(servers: Addresses, sender: str, text: str, id_: str, again: bool = False) -> httpx.Response:
    body = {"sender": sender, "message": text, "message_id": id_, "again": again}
    return httpx.post(f"{servers.rasa}/webhooks/private/webhook", json=body, timeout=60)


def heard(var: Path, sender: str) -> list[str]:
    """The users' events of a conversation, as Rasa's tracker has them."""
    with sqlite3.connect(f"file:{var}/rasa.db?mode=ro", uri=True, timeout=10) as database:
        query = "select data from events where sender_id = ? and type_name = 'user'"
        return [row[0] for row in database.execute(query, (sender,)).fetchall()]


def test_a_repeated_message_is_answered_and_not_run_again(servers: Addresses, var: Path) -> None:
    """With "again" the same id gets the same replies, buttons and all; Rasa's tracker has one turn."""
    sender = uuid.uuid4().hex
    first = post(servers, sender, "help", "IN-1").json()
    second = post(servers, sender, "help", "IN-1", again=True).json()
    assert first["replies"] == second["replies"] and first["replies"][0]["buttons"]
    assert (first["repeated"], second["repeated"]) == (False, True)
    assert len(heard(var, sender)) == 1
    assert post(servers, sender, "help", "IN-2", again=True).json()["repeated"] is False
    assert len(heard(var, sender)) == 2


def test_what_is_forgotten_leaves_no_trace(servers: Addresses, var: Path) -> None:
    """Ending a conversation empties Rasa's tracker of it: no event, no byte of what was said."""
    chat = Chat.open(servers.gateway)
    with chat.reading():
        chat.send("my phone is 555 0148 and my cat is called Zwirbelwind")
        chat.wait(1, 60)
    assert "Zwirbelwind" in heard(var, chat.id)[0]
    address = f"{servers.gateway}/api/conversations/current"
    httpx.delete(address, headers=chat.headers, timeout=20).raise_for_status()
    end = time.monotonic() + 60
    while heard(var, chat.id) and time.monotonic() < end:
        time.sleep(0.1)
    with sqlite3.connect(var / "rasa.db", timeout=10) as database:
        rows = database.execute("select count(*) from events where sender_id = ?", (chat.id,)).fetchone()
        database.execute("pragma wal_checkpoint(truncate)")
    assert rows == (0,)
    assert b"Zwirbelwind" not in (var / "rasa.db").read_bytes()


def test_who_hangs_up_leaves_no_half_turn(servers: Addresses, var: Path) -> None:
    """A gateway that dies in mid-turn: the turn goes on to its end, and its answer waits."""
    sender = uuid.uuid4().hex
    with pytest.raises(httpx.TimeoutException):
        body = {"sender": sender, "message": "hello", "message_id": "IN-1", "again": False}
        httpx.post(f"{servers.rasa}/webhooks/private/webhook", json=body, timeout=0.005)
    time.sleep(3)
    again = post(servers, sender, "hello", "IN-1", again=True).json()
    assert again["replies"] and len(heard(var, sender)) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"sender": "a"},
        {"sender": "a\0", "message": "x", "message_id": "y"},
        {"sender": "a", "message": 5, "message_id": "y"},
        {"sender": "a", "message": "x" * 5000, "message_id": "y"},
        {"sender": "a", "message": "x\0", "message_id": "y"},
        {"sender": "a", "message": "x", "message_id": "y" * 65},
    ],
)
def test_other_shapes(servers: Addresses, body: Any) -> None:
    """What our gateway would never send is refused."""
    assert httpx.post(f"{servers.rasa}/webhooks/private/webhook", json=body, timeout=20).status_code == 400


def test_without_the_action_server_nothing_is_kept_and_all_is_answered_later(
    servers: Addresses, live: Desk, var: Path
) -> None:
    """The action server stands still: the buyer is told, and answered once when it goes on, from one turn."""
    chat = Chat.open(servers.gateway)
    os.killpg(servers.pids["actions"], signal.SIGSTOP)
    threading.Timer(7.0, os.killpg, (servers.pids["actions"], signal.SIGCONT)).start()
    with chat.reading():
        chat.send("hello")
        chat.wait(1, 6.5, "system")
        assert len(chat.wait(1, 40)) == 1
    assert len(heard(var, chat.id)) == 1


def test_a_new_visitor_cancels_an_order_by_code(servers: Addresses, live: Desk) -> None:
    """From a stranger to a cancelled order: a code by mail, a confirmation by button, a row in the audit."""
    shop = Shop(live)
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = Chat.open(servers.gateway)
    wish = {"order": number, "email": buyer.customer.email}
    assert httpx.post(f"{chat.url}/api/sign-in", json=wish, headers=chat.headers).status_code == 202
    code = mailed_code(live, buyer.customer.id)
    answer = httpx.post(f"{chat.url}/api/sign-in/code", json={"code": code}, headers=chat.headers, timeout=20)
    assert answer.json()["signed_in"] is True
    with chat.reading():
        buttons = answered(chat, f"cancel order {number}")
        while buttons and shop.case(number).order.status.value != "CANCELLED" and len(chat.lines) < 20:
            confirm = [one for one in buttons if one["payload"].startswith("/confirm")]
            buttons = answered(chat, (confirm or buttons)[0]["payload"])
    assert [row.verb for row in shop.rows(AuditEntry, order_id=number)] == ["cancel"], chat.lines
    assert shop.case(number).order.status.value == "CANCELLED"


def mailed_code(desk: Desk, customer_id: str) -> str:
    from orderdesk.model import OutboxRow

    end = time.monotonic() + 20
    while time.monotonic() < end:
        with desk.store.read() as unit:
            rows = unit.find(OutboxRow, customer_id=customer_id, template="sign_in_code")
        if rows:
            return str(rows[0].facts["code"])
        time.sleep(0.1)
    raise AssertionError("no letter")


def answered(chat: Chat, text: str) -> list[dict[str, str]]:
    """Send it and wait; the buttons of what is answered."""
    id_, end = chat.send(text).json()["id"], time.monotonic() + 40
    while time.monotonic() < end:
        replies = [line for line in list(chat.lines) if line["from"] == "bot" and line["answers"] == id_]
        if replies:
            time.sleep(0.2)
            return [button for line in replies for button in line["buttons"]]
        time.sleep(0.05)
    raise AssertionError(f"no answer to {text}")


def test_two_buyers_do_not_meet(servers: Addresses, live: Desk) -> None:
    """One buyer's order number in another buyer's conversation gets the answer of one that does not exist."""
    shop = Shop(live)
    mine, theirs = shop.buyer(), shop.buyer()
    number = shop.order(theirs, "ON_HOLD")
    texts = []
    for asked in (number, "576461413038785752"):
        id_ = conversations.open_web(live).conversation.id
        open_session(live, mine.customer.handle, method="shop", conversation_id=id_)
        answer = post(servers, id_, f"cancel order {asked}", "IN-1").json()
        texts.append(" ".join(reply["text"] for reply in answer["replies"]).replace(asked, "N"))
    assert texts[0] == texts[1]

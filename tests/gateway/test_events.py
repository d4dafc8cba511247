"""Lines as they come, resumed where the reader was."""

from __future__ import annotations

import time
from pathlib import Path

import httpx
import pytest

from orderdesk.bootstrap import Desk, open_desk
from orderdesk.model import Conversation, Speaker
from orderdesk.services import delivery
from orderdesk.services.delivery import Line
from orderdesk.settings import Settings
from tests import postgres
from tests.fakes.server import until
from tests.gateway.programs import Chat, Program, fake_rasa, live_gateway

pytestmark = pytest.mark.slow


def test_a_conversation_is_read_as_it_goes(gateway: tuple[Program, str]) -> None:
    """The buyer's line, then typing, then the answer with its buttons; a new reader gets the whole log."""
    chat = Chat.open(gateway[1])
    with chat.reading():
        receipt = chat.send("buttons", "client-1").json()
        chat.wait(1)
    assert receipt == {"id": "client-1", "position": 1} and "typing" in chat.signals
    mine, answer = chat.lines
    assert (mine["id"], mine["from"], mine["text"], mine["answers"]) == (1, "buyer", "buttons", "client-1")
    assert (answer["id"], answer["from"], answer["answers"]) == (2, "bot", "client-1")
    assert answer["buttons"][0] == {"label": "Track an order", "payload": "/track_order"}
    again = Chat(chat.url, chat.key, chat.id)
    with again.reading():
        again.wait(1)
    assert again.lines == chat.lines


def test_resuming_loses_and_repeats_nothing(gateway: tuple[Program, str]) -> None:
    """With `Last-Event-ID` only the lines after it come."""
    chat = Chat.open(gateway[1])
    with chat.reading():
        for number in range(3):
            chat.send(f"message {number}")
        chat.wait(3)
    for last in range(len(chat.lines) + 1):
        reader = Chat(chat.url, chat.key, chat.id, lines=chat.lines[:last])
        if last == len(chat.lines):
            continue
        with reader.reading():
            reader.wait(3)
        assert reader.lines == chat.lines


def test_a_bad_last_event_id(gateway: tuple[Program, str]) -> None:
    """Anything but a number is refused."""
    chat = Chat.open(gateway[1])
    for text in ("x", "-1", "1.5", "9" * 12):
        answer = httpx.get(f"{chat.url}/api/events", headers={**chat.headers, "Last-Event-ID": text})
        assert answer.status_code == 400


def test_what_others_write_is_seen(gateway: tuple[Program, str], tmp_path) -> None:
    """A line that another program wrote, such as a second gateway, arrives within a second."""
    chat, desk = Chat.open(gateway[1]), live_desk(tmp_path)
    with chat.reading():
        time.sleep(0.5)
        with desk.store.write() as unit:
            row = unit.get(Conversation, chat.id)
            assert row is not None
            delivery.append(desk, unit, row, [Line(Speaker.SELLER, "from elsewhere")])
        assert chat.wait(1, 1.5, "seller") == ["from elsewhere"]


def test_the_end_ends_the_stream(gateway: tuple[Program, str]) -> None:
    """After signing out in one tab, the other one is told so."""
    chat = Chat.open(gateway[1])
    with chat.reading():
        time.sleep(0.3)
        assert httpx.delete(f"{chat.url}/api/conversations/current", headers=chat.headers).status_code == 204
        end = time.monotonic() + 3
        while "ended" not in chat.signals and time.monotonic() < end:
            time.sleep(0.05)
    assert "ended" in chat.signals


def test_stopping_does_not_wait_for_readers(gateway: tuple[Program, str]) -> None:
    """SIGTERM ends a gateway with open streams within seconds."""
    import signal

    chat = Chat.open(gateway[1])
    with chat.reading():
        time.sleep(0.3)
        began = time.monotonic()
        gateway[0].kill(signal.SIGTERM)
    assert time.monotonic() - began < 4


def live_desk(folder) -> Desk:
    return open_desk(Settings(database_url=f"sqlite:///{folder}/live.db", var_dir=folder))


def test_who_waits_is_told_even_while_the_database_is_silent(tmp_path: Path) -> None:
    """A frozen PostgreSQL keeps no reader in the dark: a signal says that it takes longer, the answer comes later."""
    programs = postgres.binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    with (
        postgres.running(programs) as server,
        fake_rasa(tmp_path) as (_, rasa_url),
        live_gateway(tmp_path, rasa_url, server.url) as (_, url),
    ):
        chat = Chat.open(url)
        with chat.reading():
            chat.send("slow 2")
            chat.wait(1, sender="buyer")
            server.freeze()
            until(lambda: "working" in chat.signals, 20)
            server.thaw()
            assert chat.wait(1, 30) == ["echo: slow 2"]

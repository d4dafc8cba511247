"""What is killed comes back, and every message is answered once, in order."""

from __future__ import annotations

import random
import threading
import time
import uuid
from pathlib import Path

import pytest

from tests.gateway.programs import Chat, Program, fake_rasa, live_gateway

pytestmark = pytest.mark.slow
CHATS, EACH = 6, 5


def test_every_message_is_answered_once_and_in_order_while_things_are_killed(
    rasa: tuple[Program, str], gateway: tuple[Program, str]
) -> None:
    """30 messages, sent while Rasa and the gateway are killed at random: 30 answers, none twice, order kept."""
    chats = [Chat.open(gateway[1]) for _ in range(CHATS)]
    senders = [threading.Thread(target=send_all, args=(chat,)) for chat in chats]
    for sender in senders:
        sender.start()
    for victim in random.Random(4).choices([rasa[0], gateway[0]], k=4):
        time.sleep(0.4)
        victim.kill()
        victim.start()
    for sender in senders:
        sender.join(90)
    for chat in chats:
        with chat.reading():
            answers = chat.wait(EACH, 60)
        time.sleep(0.3)
        assert answers == [f"echo: message {number}" for number in range(EACH)]
        assert [line["id"] for line in chat.lines] == list(range(1, len(chat.lines) + 1))


def send_all(chat: Chat) -> None:
    for number in range(EACH):
        chat.insist(f"message {number}", str(uuid.uuid4()))


def test_a_turn_that_was_finished_unheard_is_not_run_again(
    rasa: tuple[Program, str], gateway: tuple[Program, str], tmp_path: Path
) -> None:
    """Rasa ends the turn while the gateway is dead; the restarted gateway gets that turn's answer."""
    chat = Chat.open(gateway[1])
    chat.send("slow 1")
    time.sleep(0.5)
    gateway[0].kill()
    time.sleep(1.2)
    gateway[0].start()
    with chat.reading():
        assert chat.wait(1, 20) == ["echo: slow 1"]
    assert len((tmp_path / "turns.jsonl").read_text().splitlines()) == 1


def test_down_for_long_is_said_once_and_answered_later(
    rasa: tuple[Program, str], gateway: tuple[Program, str]
) -> None:
    """While Rasa is down the buyer hears an honest line within five seconds, once, and the true answers afterwards."""
    rasa[0].kill()
    chat = Chat.open(gateway[1])
    with chat.reading():
        began = time.monotonic()
        chat.send("hello")
        chat.send("are you there")
        chat.wait(1, 6, "system")
        assert time.monotonic() - began < 5.5
        time.sleep(5)
        rasa[0].start()
        assert chat.wait(2, 20) == ["echo: hello", "echo: are you there"]
        assert len(chat.wait(1, 1, "system")) == 1


def test_slow_is_said_too(gateway: tuple[Program, str]) -> None:
    """An answer that takes longer than the patience is announced, and still comes, once."""
    chat = Chat.open(gateway[1])
    with chat.reading():
        chat.send("slow 7")
        chat.wait(1, 6, "system")
        assert chat.wait(1, 20) == ["echo: slow 7"]
    assert "working" in chat.signals and "typing" in chat.signals


def test_who_waits_for_a_seat_is_told_too(tmp_path: Path, rasa: tuple[Program, str]) -> None:
    """While every seat waits for Rasa, a buyer without one hears within five seconds that it takes longer, once."""
    database = f"sqlite:///{tmp_path}/seats.db"
    with live_gateway(tmp_path, rasa[1], database, ORDERDESK_GATEWAY_AT_ONCE="1") as (_, url):
        seated, waiting = Chat.open(url), Chat.open(url)
        with seated.reading(), waiting.reading():
            seated.send("slow 9")
            seated.wait(1, 6, "system")
            began = time.monotonic()
            waiting.send("hello")
            waiting.wait(1, 6, "system")
            assert time.monotonic() - began < 5.5
            assert seated.wait(1, 20) == ["echo: slow 9"] and waiting.wait(1, 20) == ["echo: hello"]
            assert len(waiting.wait(1, 1, "system")) == 1


def test_a_message_that_always_fails_is_given_up_and_the_next_one_answered(
    gateway: tuple[Program, str],
) -> None:
    """A poisonous message gets an honest line after some tries and does not block the conversation."""
    chat = Chat.open(gateway[1])
    with chat.reading():
        chat.send("broken")
        chat.send("hello")
        assert chat.wait(1, 20) == ["echo: hello"]
        assert len(chat.wait(1, 1, "system")) == 1


def test_two_gateways_on_postgresql_work_as_one(tmp_path: Path, postgres_url: str) -> None:
    """Messages come in at one, answers are read at another, one is killed: each is answered once."""
    with (
        fake_rasa(tmp_path) as (_, rasa_url),
        live_gateway(tmp_path, rasa_url, postgres_url) as (first, first_url),
        live_gateway(tmp_path, rasa_url, postgres_url) as (_, second_url),
    ):
        chats = [Chat.open(first_url) for _ in range(4)]
        readers = [Chat(second_url, chat.key, chat.id) for chat in chats]
        for number in range(4):
            for chat, reader in zip(chats, readers, strict=True):
                (chat if number < 2 else reader).insist(f"message {number}", str(uuid.uuid4()))
            if number == 1:
                first.kill()
        for reader in readers:
            with reader.reading():
                assert reader.wait(4, 30) == [f"echo: message {number}" for number in range(4)]

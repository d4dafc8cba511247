"""Several gateways and several Rasa servers behind one PostgreSQL are one: nothing lost, doubled or out of order."""

from __future__ import annotations

import json
import threading
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.gateway.programs import Chat, Program, fake_rasa, live_gateway

pytestmark = pytest.mark.slow
CHATS, EACH = 6, 6


@pytest.fixture
def rasas(tmp_path: Path) -> Iterator[list[tuple[Program, str]]]:
    """Two Rasa servers that share their memory."""
    with fake_rasa(tmp_path) as one, fake_rasa(tmp_path) as other:
        yield [one, other]


@pytest.fixture
def gateways(
    tmp_path: Path, rasas: list[tuple[Program, str]], postgres_url: str
) -> Iterator[list[tuple[Program, str]]]:
    """Two gateways that know both."""
    urls = ",".join(url for _, url in rasas)
    with (
        live_gateway(tmp_path, urls, postgres_url, ORDERDESK_ACTIONS_URL=rasas[0][1]) as one,
        live_gateway(tmp_path, urls, postgres_url, ORDERDESK_ACTIONS_URL=rasas[0][1]) as other,
    ):
        yield [one, other]


def turns(folder: Path) -> list[dict[str, Any]]:
    """Every turn that was finished, in the sequence of their ends."""
    return [json.loads(line) for line in (folder / "turns.jsonl").read_text().splitlines()]


def send_all(chat: Chat, other_url: str) -> None:
    """Every second message goes in at the other gateway; nobody waits for answers."""
    doors = [chat, Chat(other_url, chat.key, chat.id)]
    for number in range(EACH):
        insist(doors, f"message {number}", number)


def insist(doors: list[Chat], text: str, number: int) -> None:
    """As a load balancer does: the next door, when this one is shut. The id makes it one message."""
    name = str(uuid.uuid4())
    for attempt in range(400):
        try:
            if doors[(number + attempt) % 2].send(text, name).status_code in (200, 202):
                return
        except httpx.HTTPError:
            threading.Event().wait(0.05)
    raise AssertionError("nobody takes the message")


def test_order_is_kept_and_nothing_is_doubled(
    tmp_path: Path, rasas: list[tuple[Program, str]], gateways: list[tuple[Program, str]]
) -> None:
    """36 messages in at both gateways while one gateway and one Rasa are killed and come back."""
    chats = [Chat.open(gateways[0][1]) for _ in range(CHATS)]
    senders = [threading.Thread(target=send_all, args=(chat, gateways[1][1])) for chat in chats]
    for sender in senders:
        sender.start()
    for victim in (rasas[0][0], gateways[0][0]):
        victim.kill()
        victim.start()
    for sender in senders:
        sender.join(120)
    for chat in chats:
        reader = Chat(gateways[1][1], chat.key, chat.id)
        with reader.reading():
            assert reader.wait(EACH, 60) == [f"echo: message {number}" for number in range(EACH)]
        assert [line["id"] for line in reader.lines] == list(range(1, len(reader.lines) + 1))
    done = turns(tmp_path)
    assert max(Counter(turn["id"] for turn in done).values()) == 1
    own = defaultdict(list)
    for turn in done:
        own[turn["sender"]].append(turn)
    assert all(one["ended"] <= next_["began"] for chat in own.values() for one, next_ in pairwise(chat))


def test_one_rasa_of_two_is_enough(
    rasas: list[tuple[Program, str]], gateways: list[tuple[Program, str]]
) -> None:
    """With one Rasa gone every message is answered by the other, and nobody is told to wait."""
    rasas[0][0].kill()
    chat = Chat.open(gateways[0][1])
    with chat.reading():
        for number in range(4):
            chat.send(f"message {number}")
        assert chat.wait(4, 20) == [f"echo: message {number}" for number in range(4)]
        assert not [line for line in chat.lines if line["from"] == "system"]


def test_ready_while_one_rasa_lives(
    rasas: list[tuple[Program, str]], gateways: list[tuple[Program, str]]
) -> None:
    """A load balancer keeps sending to a gateway that has a Rasa left, and stops when it has none."""
    rasas[1][0].kill()
    assert httpx.get(f"{gateways[0][1]}/health/ready", timeout=20).status_code == 200
    rasas[0][0].kill()
    assert httpx.get(f"{gateways[0][1]}/health/ready", timeout=20).status_code == 503

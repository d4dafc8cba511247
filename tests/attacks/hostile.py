"""One hostile client at full rate beside ordinary buyers: what these feel of it, and what they felt before."""

from __future__ import annotations

import contextlib
import itertools
import statistics
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from orderdesk.services.conversations import open_web
from tests.attacks.door import Door
from tests.gateway.programs import Chat

#: The gateway believes this proxy, so that the clients of one machine have addresses of their own.
PROXY = {"ORDERDESK_GATEWAY_PROXIES": "127.0.0.1", "ORDERDESK_GATEWAY_RATE_ADDRESS": "120",
         "ORDERDESK_GATEWAY_RATE_NEW": "30", "ORDERDESK_GATEWAY_RATE_CODES": "10",
         "ORDERDESK_GATEWAY_RATE_CONVERSATION": "1000"}  # fmt: skip
EVIL = {"X-Forwarded-For": "203.0.113.66"}
LINES = 4


@dataclass
class Felt:
    """Seconds from sending a message to reading its answer, quiet and under fire, and what the hostile one got."""

    quiet: list[float] = field(default_factory=list)
    fire: list[float] = field(default_factory=list)
    shots: Counter[int] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """95 of a hundred, under fire to quiet."""
        return _p95(self.fire) / _p95(self.quiet)

    def told(self) -> str:
        """In words."""
        shots = sum(self.shots.values())
        return f"p95 {_p95(self.quiet):.2f} s quiet, {_p95(self.fire):.2f} s under fire of {shots} shots"


def beside(door: Door, buyers: int, seconds: float, rounds: int = 2) -> Felt:
    """Quiet and under fire in turn, `rounds` times, so that a slow minute of the machine hits both."""
    felt = Felt()
    talks = [_chat(door) for _ in range(buyers)]
    readers = [talk.reading() for talk in talks]
    for reader in readers:
        reader.__enter__()
    try:
        for _ in range(rounds):
            _ordinary(talks, seconds, felt.quiet, felt.lost)
            with _fire(door, felt.shots):
                _ordinary(talks, seconds, felt.fire, felt.lost)
    finally:
        for reader in readers:
            reader.__exit__(None, None, None)
    return felt


def _ordinary(talks: list[Chat], seconds: float, felt: list[float], lost: list[str]) -> None:
    """Each buyer says something about every second and waits for the answer."""

    def talk(chat: Chat, address: str, start: float) -> None:
        time.sleep(start)
        with httpx.Client(
            timeout=30, trust_env=False, headers={**chat.headers, "X-Forwarded-For": address}
        ) as http:
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                _once(chat, http, felt, lost)
                time.sleep(0.7)

    threads = [
        threading.Thread(target=talk, args=(chat, f"198.51.100.{place}", place / len(talks)), daemon=True)
        for place, chat in enumerate(talks)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds + 60)


def _once(chat: Chat, http: httpx.Client, felt: list[float], lost: list[str]) -> None:
    id_, began = str(uuid.uuid4()), time.monotonic()
    status = _insist(http, f"{chat.url}/api/messages", {"id": id_, "text": "hello"})
    while time.monotonic() - began < 30:
        if any(one["answers"] == id_ and one["from"] == "bot" for one in chat.lines[-6:]):
            felt.append(time.monotonic() - began)
            return
        time.sleep(0.005)
    lost.append(f"{status}, no answer within 30 s")


def _insist(http: httpx.Client, url: str, body: dict[str, str]) -> int:
    """As the widget does: a kept connection may be closed in the very moment in which it is used again."""
    for _ in range(3):
        with contextlib.suppress(httpx.TransportError):
            return http.post(url, json=body).status_code
    return 0


@contextmanager
def _fire(door: Door, shots: Counter[int]) -> Iterator[None]:
    stop = threading.Event()
    opened = open_web(door.desk)
    headers = {"Authorization": f"Bearer {opened.key}", **EVIL}
    threads = [
        threading.Thread(target=_shoot, args=(door.url, headers, stop, shots), daemon=True)
        for _ in range(LINES)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)


def _shoot(url: str, headers: dict[str, str], stop: threading.Event, shots: Counter[int]) -> None:
    """As fast as it goes, on a line of its own: every kind of request in turn."""
    with httpx.Client(timeout=30, trust_env=False, headers=headers) as http:
        for number in itertools.count():
            if stop.is_set():
                return
            method, path, what = SHOTS[number % len(SHOTS)]
            body = {"id": str(uuid.uuid4()), "text": "x" * 900} if what is None else what
            try:
                shots[http.request(method, url + path, json=body or None).status_code] += 1
            except httpx.TransportError:
                shots[0] += 1


def _chat(door: Door) -> Chat:
    opened = door.conversation()
    return Chat(door.url, opened.key, opened.conversation.id)


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else float("nan")


WISH = {"order": "576461413038785752", "email": "mia@example.com"}
SHOTS: tuple[tuple[str, str, dict[str, Any] | None], ...] = (
    ("POST", "/api/messages", None), ("POST", "/api/messages", None),
    ("POST", "/api/conversations", {"token": "a.b.c"}),
    ("POST", "/api/messages", {"id": "a", "text": "x" * 15_000}), ("POST", "/api/sign-in", WISH),
    ("POST", "/api/sign-in/code", {"code": "123456"}), ("GET", "/api/transcript", {}),
    ("GET", "/api/conversations/current", {}), ("POST", "/api/messages", {"id": "a", "text": "x" * 100_000}),
    ("GET", "/widget/order-chat.js", {}), ("POST", "/api/rating", {"score": 1}), ("GET", "/nothing", {}),
)  # fmt: skip

"""Talking to each system as its users do, and what each turn took."""

from __future__ import annotations

import json
import queue
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import httpx

from benchmarks.systems import Shop
from orderdesk.services.sessions import open_session

#: Nobody waits longer for an answer.
PATIENCE = 120.0


class Talk(Protocol):
    """One conversation."""

    def turn(self, text: str) -> float:
        """Say it; the milliseconds until the answer is there. Raises AssertionError when there is none."""


class Rest:
    """A conversation over Rasa's REST channel (the floor has the same address)."""

    def __init__(self, http: httpx.Client, conversation: str) -> None:
        self._http, self.conversation = http, conversation

    def turn(self, text: str) -> float:
        """See Talk."""
        began = time.perf_counter()
        answer = self._http.post(
            "/webhooks/rest/webhook", json={"sender": self.conversation, "message": text}
        )
        took = (time.perf_counter() - began) * 1000
        assert answer.status_code == 200 and answer.json(), f"{text}: {answer.status_code} {answer.text}"
        return took


class Gateway:
    """A conversation as the widget has it: messages are posted, answers come as events."""

    def __init__(self, http: httpx.Client, shop: Shop) -> None:
        self._http = http
        made = http.post("/api/conversations", json={}).json()
        self._headers = {"Authorization": f"Bearer {made['key']}"}
        open_session(shop.desk, shop.handle, method="shop", conversation_id=made["conversation"])
        self._lines: queue.Queue[dict[str, Any]] = queue.Queue()
        self._open = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()
        assert self._open.wait(PATIENCE)

    def turn(self, text: str) -> float:
        """See Talk."""
        began = time.perf_counter()
        body = {"id": str(uuid.uuid4()), "text": text}
        taken = self._http.post("/api/messages", json=body, headers=self._headers)
        assert taken.status_code == 202, taken.text
        while True:
            line = self._lines.get(timeout=PATIENCE)
            if line["from"] == "bot" and line["answers"] == taken.json()["id"]:
                return (time.perf_counter() - began) * 1000

    def close(self) -> None:
        """Listen no longer."""
        self._stream.close()

    def _listen(self) -> None:
        try:
            with self._http.stream(
                "GET", "/api/events", headers=self._headers, timeout=PATIENCE
            ) as self._stream:
                self._open.set()
                name = ""
                for line in self._stream.iter_lines():
                    if line.startswith("event: "):
                        name = line[7:]
                    elif line.startswith("data: ") and name == "message":
                        self._lines.put(json.loads(line[6:]))
        except (httpx.HTTPError, httpx.StreamError, OSError):
            return


@contextmanager
def client(url: str) -> Iterator[httpx.Client]:
    """Kept connections to one system."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=64, keepalive_expiry=2)
    with httpx.Client(base_url=url, timeout=PATIENCE, trust_env=False, limits=limits) as http:
        yield http


def stranger(http: httpx.Client) -> Rest:
    """A new conversation of nobody in particular."""
    return Rest(http, uuid.uuid4().hex)


def buyer(http: httpx.Client, shop: Shop) -> Rest:
    """A new conversation that the buyer is signed in to."""
    return Rest(http, open_session(shop.desk, shop.handle).conversation_id)

"""Talking to each system as its users do, and what each turn took."""

from __future__ import annotations

import json
import queue
import socket
import threading
import time
import uuid
from http.client import HTTPException
from typing import Any, Protocol

from benchmarks.http import PATIENCE, Http
from benchmarks.systems import Shop
from orderdesk.services.sessions import open_session


class Talk(Protocol):
    """One conversation."""

    def turn(self, text: str) -> float:
        """Say it; the milliseconds until the answer is there. Raises AssertionError when there is none."""


class Rest:
    """A conversation over Rasa's REST channel (the floor has the same address)."""

    def __init__(self, http: Http, conversation: str) -> None:
        self._http, self.conversation = http, conversation

    def turn(self, text: str) -> float:
        """See Talk."""
        began = time.perf_counter()
        body = {"sender": self.conversation, "message": text}
        status, replies = self._http.post("/webhooks/rest/webhook", body)
        took = (time.perf_counter() - began) * 1000
        assert status == 200 and replies, f"{text}: {status} {replies}"
        return took


class Gateway:
    """A conversation as the widget has it: messages are posted, answers come as events."""

    def __init__(self, http: Http, shop: Shop) -> None:
        self._http = http
        _, made = http.post("/api/conversations", {})
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
        status, taken = self._http.post("/api/messages", body, self._headers)
        assert status == 202, taken
        while True:
            line = self._lines.get(timeout=PATIENCE)
            if line["from"] == "bot" and line["answers"] == taken["id"]:
                return (time.perf_counter() - began) * 1000

    def close(self) -> None:
        """Listen no longer."""
        self._socket.shutdown(socket.SHUT_RDWR)

    def _listen(self) -> None:
        try:
            with self._http.lines("/api/events", self._headers) as (stream, self._socket):
                self._open.set()
                name = ""
                for line in iter(stream.readline, b""):
                    if line.startswith(b"event: "):
                        name = line[7:].strip().decode()
                    elif line.startswith(b"data: ") and name == "message":
                        self._lines.put(json.loads(line[6:]))
        except (HTTPException, OSError):
            return


def stranger(http: Http) -> Rest:
    """A new conversation of nobody in particular."""
    return Rest(http, uuid.uuid4().hex)


def buyer(http: Http, shop: Shop) -> Rest:
    """A new conversation that the buyer is signed in to."""
    return Rest(http, open_session(shop.desk, shop.handle).conversation_id)

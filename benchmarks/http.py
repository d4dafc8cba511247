"""HTTP over kept connections, with as little as can be around it: what measures must not weigh in what it measures."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from socket import socket
from typing import Any
from urllib.parse import urlsplit

#: Nobody waits longer for an answer.
PATIENCE = 120.0
#: Seconds that an unused connection is trusted: servers hang up after five.
KEEP = 2.0
JSON = {"Content-Type": "application/json"}


class Http:
    """One system's address; a connection for each thread that talks to it."""

    def __init__(self, url: str) -> None:
        self._address = urlsplit(url).netloc
        self._mine = threading.local()

    def post(self, path: str, body: Any, headers: Mapping[str, str] | None = None) -> tuple[int, Any]:
        """The status and the JSON of the answer."""
        connection = self._connection()
        connection.request("POST", path, json.dumps(body), {**JSON, **(headers or {})})
        answer = connection.getresponse()
        content = answer.read()
        self._mine.used = time.monotonic()
        return answer.status, json.loads(content)

    @contextmanager
    def lines(self, path: str, headers: Mapping[str, str]) -> Iterator[tuple[HTTPResponse, socket]]:
        """An answer that is read line by line as it comes, and its socket: who waits in it wakes when that is shut."""
        connection = HTTPConnection(self._address, timeout=PATIENCE)
        try:
            connection.request("GET", path, headers=dict(headers))
            yield connection.getresponse(), connection.sock
        finally:
            connection.close()

    def _connection(self) -> HTTPConnection:
        """This thread's, a fresh one where it was left unused."""
        kept: HTTPConnection | None = getattr(self._mine, "connection", None)
        if kept is None or time.monotonic() - self._mine.used > KEEP:
            if kept is not None:
                kept.close()
            kept = self._mine.connection = HTTPConnection(self._address, timeout=PATIENCE)
        return kept

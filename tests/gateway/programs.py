"""The gateway and a fake Rasa as processes that a test may kill and start again, and a client for them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from orderdesk.running.paths import ROOT
from orderdesk.running.ports import free


class Program:
    """A process on a port that stays the same when it is started again."""

    def __init__(self, argv: list[str], health: str, log: Path, env: Mapping[str, str]) -> None:
        self.argv, self.health, self.log, self.env = argv, health, log, env
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.argv, env={**os.environ, **self.env}, cwd=ROOT, stdout=log, stderr=log
            )
        end = time.monotonic() + 60
        while time.monotonic() < end:
            assert self.process.poll() is None, self.log.read_text()[-2000:]
            try:
                if httpx.get(self.health, timeout=1).status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.1)
        raise AssertionError(f"not ready: {self.log.read_text()[-2000:]}")

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """End it; SIGKILL leaves it no time for anything."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(20)


@contextmanager
def fake_rasa(folder: Path) -> Iterator[tuple[Program, str]]:
    """The program and its address."""
    port = free()
    url = f"http://127.0.0.1:{port}"
    argv = [sys.executable, "-m", "tests.gateway.fake_rasa", str(port), str(folder / "turns.jsonl")]
    program = Program(argv, f"{url}/health", folder / "rasa.log", {})
    program.start()
    try:
        yield program, url
    finally:
        program.kill()


@contextmanager
def live_gateway(folder: Path, rasa_url: str, database_url: str, **env: str) -> Iterator[tuple[Program, str]]:
    """The program and its address."""
    port = free()
    url = f"http://127.0.0.1:{port}"
    given = {
        "ORDERDESK_GATEWAY_PORT": str(port),
        "ORDERDESK_RASA_URL": rasa_url,
        "ORDERDESK_ACTIONS_URL": rasa_url,
        "ORDERDESK_DATABASE_URL": database_url,
        "ORDERDESK_VAR_DIR": str(folder),
        "ORDERDESK_GATEWAY_RATE_CONVERSATION": "1000",
        "ORDERDESK_GATEWAY_RATE_ADDRESS": "100000",
        "ORDERDESK_GATEWAY_RATE_NEW": "10000",
        **env,
    }
    program = Program(
        [sys.executable, "-m", "gateway"], f"{url}/health/live", folder / f"gateway-{port}.log", given
    )
    program.start()
    try:
        yield program, url
    finally:
        program.kill()


@dataclass
class Chat:
    """A conversation as the widget has it: key, what was seen so far, a reader that comes back when the line drops."""

    url: str
    key: str
    id: str
    lines: list[dict[str, Any]] = field(default_factory=list)
    signals: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    connected: threading.Event = field(default_factory=threading.Event)

    @classmethod
    def open(cls, url: str, **body: Any) -> Chat:
        """A new conversation."""
        answer = httpx.post(f"{url}/api/conversations", json=body, timeout=20)
        assert answer.status_code == 201, answer.text
        return cls(url, answer.json()["key"], answer.json()["conversation"])

    @property
    def headers(self) -> dict[str, str]:
        """What every request carries."""
        return {"Authorization": f"Bearer {self.key}"}

    def send(self, text: str, id_: str | None = None) -> httpx.Response:
        """Send once."""
        body = {"id": id_ or str(uuid.uuid4()), "text": text}
        return httpx.post(f"{self.url}/api/messages", json=body, headers=self.headers, timeout=20)

    def insist(self, text: str, id_: str) -> None:
        """Send until it is taken, as the widget does."""
        end, last = time.monotonic() + 60, ""
        while time.monotonic() < end:
            try:
                answer = self.send(text, id_)
                if answer.status_code in (200, 202):
                    return
                last = f"{answer.status_code} {answer.text}"
            except httpx.HTTPError as error:
                last = repr(error)
            time.sleep(0.05)
        raise AssertionError(f"nobody takes the message: {last}")

    @contextmanager
    def reading(self) -> Iterator[Chat]:
        """Read in the background for as long as the block lasts."""
        thread = threading.Thread(target=self._read, daemon=True)
        thread.start()
        self.connected.wait(5)  # a signal is a moment: who is not there yet misses it
        try:
            yield self
        finally:
            self.stop.set()

    def wait(self, count: int, seconds: float = 20, sender: str = "bot") -> list[str]:
        """The texts of this speaker, once there are `count`."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            texts = [line["text"] for line in list(self.lines) if line["from"] == sender]
            if len(texts) >= count:
                return texts
            time.sleep(0.02)
        raise AssertionError(f"{len(texts)} of {count}: {texts[-5:]}")

    def _read(self) -> None:
        while not self.stop.is_set():
            last = {"Last-Event-ID": str(self.lines[-1]["id"])} if self.lines else {}
            try:
                with httpx.stream(
                    "GET", f"{self.url}/api/events", headers={**self.headers, **last}, timeout=20
                ) as stream:
                    self._follow(stream)
            except httpx.HTTPError:
                time.sleep(0.1)

    def _follow(self, stream: httpx.Response) -> None:
        name = ""
        for line in stream.iter_lines():
            self.connected.set()
            if line.startswith("event: "):
                name = line[7:]
            elif line.startswith("data: ") and name == "message":
                self.lines.append(json.loads(line[6:]))
            elif line.startswith("data: "):
                self.signals.append(name)
            if self.stop.is_set():
                return

"""A throwaway PostgreSQL server on a free loopback port, for tests that also run there."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

#: No durability: the data is thrown away.
OPTIONS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "unix_socket_directories=")
USER = "postgres"


def binaries() -> Path | None:
    """The folder of the newest installed server's programs."""
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(found, key=lambda path: int(path.parts[-3].split(".")[0]), default=None)
    return newest.parent if newest else None


@dataclass(frozen=True)
class Server:
    """A running server: the URL of an empty database in it, and its first process."""

    url: str
    pid: int

    def freeze(self) -> None:
        """Stop all its processes where they are: it keeps its connections and says nothing."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let them go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        first = psutil.Process(self.pid)
        for process in (first, *first.children(recursive=True)):
            process.send_signal(number)


@contextmanager
def server(programs: Path) -> Iterator[str]:
    """The URL of an empty database of a running server. Stopped by its process, its data deleted."""
    with running(programs) as found:
        yield found.url


@contextmanager
def running(programs: Path) -> Iterator[Server]:
    """The same with its processes at hand."""
    folder = Path(tempfile.mkdtemp(prefix="orderdesk-pg-"))
    try:
        data, rights = folder / "data", _rights(folder)
        initdb = [
            programs / "initdb",
            "-D",
            data,
            "-U",
            USER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        ]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=folder, **rights)
        port = _free_port()
        options = [part for option in OPTIONS for part in ("-c", option)]
        command = [programs / "postgres", "-D", data, "-h", "127.0.0.1", "-p", str(port), *options]
        with (folder / "log").open("w") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **rights)
        try:
            _wait(programs, port, process)
            yield Server(f"postgresql+psycopg2://{USER}@127.0.0.1:{port}/postgres", process.pid)
        finally:
            process.send_signal(signal.SIGCONT)  # a frozen one would not hear
            process.send_signal(signal.SIGQUIT)  # "immediate": nothing is worth saving
            process.wait(20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _rights(folder: Path) -> dict[str, Any]:
    """The server refuses to run as root: then some other user owns it."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam(USER if USER in names else "nobody")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(programs: Path, port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    ready = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    while subprocess.run(ready, check=False).returncode != 0:
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError("PostgreSQL did not start")
        time.sleep(0.05)

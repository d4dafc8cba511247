"""A throwaway PostgreSQL server on a free loopback port, for tests that also run there."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from orderdesk.running.ports import free

#: No durability: the data is thrown away.
HASTY = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
USER = "postgres"
INIT = ("-A", "trust", "-E", "UTF8", "--locale=C", "-N")


def binaries() -> Path | None:
    """The folder of the newest installed server's programs."""
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(found, key=lambda path: int(path.parts[-3].split(".")[0]), default=None)
    return newest.parent if newest else None


class Server:
    """A server of its own data, which can be stopped, frozen and started again at its old address."""

    def __init__(self, programs: Path, folder: Path, options: tuple[str, ...]) -> None:
        """Make the data; `folder` is given to the user who runs it."""
        self._programs, self._folder, self._rights = programs, folder, _rights(folder)
        self._port = free()
        wanted = [part for option in (*options, "unix_socket_directories=") for part in ("-c", option)]
        self._command = [
            programs / "postgres", "-D", folder / "data", "-h", "127.0.0.1", "-p", str(self._port), *wanted
        ]  # fmt: skip
        self._process: subprocess.Popen[bytes] | None = None
        initdb = [programs / "initdb", "-D", folder / "data", "-U", USER, *INIT]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=folder, **self._rights)

    @property
    def url(self) -> str:
        """The address of an empty database in it."""
        return f"postgresql+psycopg2://{USER}@127.0.0.1:{self._port}/postgres"

    @property
    def pid(self) -> int:
        """Its first process."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        with (self._folder / "log").open("a") as log:
            self._process = subprocess.Popen(
                self._command, stdout=log, stderr=log, cwd=self._folder, **self._rights
            )
        _wait(self._programs, self._port, self._process)

    def stop(self, number: signal.Signals) -> None:
        """SIGINT: in good order, connections are cut. SIGQUIT: at once, as if the machine had crashed."""
        if self._process is not None and self._process.poll() is None:
            self.thaw()  # a frozen one would not hear
            self._process.send_signal(number)
            self._process.wait(30)

    def freeze(self) -> None:
        """Stop all its processes where they are: it keeps its connections and says nothing."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let them go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        first = psutil.Process(self.pid)
        for process in (first, *first.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(number)


@contextlib.contextmanager
def server(programs: Path) -> Iterator[str]:
    """The URL of an empty database of a running server. Stopped by its process, its data deleted."""
    with running(programs) as found:
        yield found.url


@contextlib.contextmanager
def running(programs: Path, *, options: tuple[str, ...] = HASTY) -> Iterator[Server]:
    """The same with its processes at hand. `options=()`: what it has acknowledged survives its end."""
    folder = Path(tempfile.mkdtemp(prefix="orderdesk-pg-"))
    try:
        found = Server(programs, folder, options)
        try:
            found.start()
            yield found
        finally:
            found.stop(signal.SIGQUIT)  # "immediate": nothing is worth saving
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


def _wait(programs: Path, port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    ready = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    while subprocess.run(ready, check=False).returncode != 0:
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError("PostgreSQL did not start")
        time.sleep(0.05)

"""Ports on the loopback interface: which are free, and who holds the others."""

from __future__ import annotations

import contextlib
import random
import socket
from collections.abc import Mapping

import psutil

from orderdesk.settings import Reader

HOST = "127.0.0.1"
FREE = range(20_000, 32_000)


class PortBusy(Exception):
    """Somebody else listens there. Its text is for a person."""


def chosen(env: Mapping[str, str], variable: str, default: int) -> int:
    """The port that an environment variable asks for; 0 takes any free one. Raises ValueError naming the variable."""
    text = Reader(env).read(variable.removeprefix("ORDERDESK_"), str, str(default))
    if not text.isdecimal() or int(text) > 65535:
        raise ValueError(f"{variable} must be a port (0 to 65535, 0 for any free one), not {text!r}")
    return int(text) or free()


def free() -> int:
    """A port that nobody listens on right now.

    Taken from below the range that outgoing connections get theirs from: a client that knocks at a port of that range
    while its server is being started again can be given the very port, and the server finds it taken.
    """
    for port in random.sample(FREE, 200):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((HOST, port))
            return port
    raise PortBusy(f"Of 200 ports between {FREE[0]} and {FREE[-1]} none is free.")


def require_free(port: int, variable: str) -> None:
    """Raises PortBusy saying who holds the port, and which variable moves ours."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            holder = _holder(port) or "another program"
            raise PortBusy(
                f"Port {port} is taken by {holder}. Stop it, or choose another port: {variable}=0 make run"
            ) from error


def _holder(port: int) -> str | None:
    """`name (process 123: its command)`, as far as this user may know."""
    try:
        found = [c for c in psutil.net_connections("tcp") if c.status == "LISTEN" and c.laddr.port == port]
        pid = next((c.pid for c in found if c.pid), None)
        if pid is None:
            return None
        process = psutil.Process(pid)
        command = " ".join(process.cmdline())
        return f"{process.name()} (process {pid}: {command[:100]})"
    except psutil.Error:
        return None

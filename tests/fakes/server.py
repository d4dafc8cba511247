"""A Starlette application on a loopback port, in a thread of this process, so that a test can look into it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette

from orderdesk.running.ports import free


@contextmanager
def serving(app: Starlette, http: Any = "auto", **tls: str) -> Iterator[str]:
    """Its address, for as long as the block lasts. `http`: uvicorn's protocol; `tls`: its `ssl_…` settings, where it is
    to be https."""
    port = free()
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, log_config=None, ws="none", lifespan="off", http=http, **tls
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started)
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    finally:
        server.should_exit = server.force_exit = True
        thread.join(10)


def until(true: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait for it."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.02)

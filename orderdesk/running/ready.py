"""How to tell that a program can be used."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

#: What the worker logs when it begins.
WORKER_IS_READY = "worker is ready"


def answers(url: str, headers: dict[str, str] | None = None) -> Callable[[Path], bool]:
    """Ready when a GET of this loopback address is answered with 200."""

    def ready(_: Path) -> bool:
        request = urllib.request.Request(url, headers=headers or {})  # noqa: S310 (loopback, made by us)
        try:
            with urllib.request.urlopen(request, timeout=1) as response:  # noqa: S310
                return bool(response.status == 200)
        except (urllib.error.URLError, http.client.HTTPException, OSError):
            return False

    return ready


def says(words: str) -> Callable[[Path], bool]:
    """Ready when its log holds these words."""

    def ready(log: Path) -> bool:
        return words in log.read_text("utf-8", "replace")

    return ready

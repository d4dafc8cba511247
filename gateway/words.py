"""The gateway's own words, from words.toml."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import tomli

from orderdesk.model import Speaker


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    return tomli.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))


def said(name: str) -> str:
    """A line of the chat. Raises KeyError."""
    return _words()["chat"][name]


def named(speaker: Speaker) -> str:
    """Who said a line, for transcripts."""
    return _words()["names"][speaker.value.lower()]


def explained(code: str) -> str:
    """An error in plain words. Raises KeyError."""
    return _words()["errors"][code]

"""The gateway's own words, from words.toml."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import tomli

from orderdesk.model import SentMessage
from orderdesk.services.delivery import seller_of


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    return tomli.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))


def said(name: str) -> str:
    """A line of the chat. Raises KeyError."""
    return _words()["chat"][name]


def named(line: SentMessage) -> str:
    """Who said a line, for transcripts."""
    names, seller = _words()["names"], seller_of(line)
    return names["that_seller"].format(name=seller) if seller else names[line.sender.value.lower()]


def explained(code: str) -> str:
    """An error in plain words. Raises KeyError."""
    return _words()["errors"][code]

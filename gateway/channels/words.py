"""The words of words.toml: said and heard on messaging platforms."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import tomli


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, Any]]:
    return tomli.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))


def told(name: str, /, **facts: Any) -> str:
    """A line for a buyer. Raises KeyError."""
    return str(_words()["said"][name]).format(**facts)


def heard(text: str) -> str | None:
    """What a whole message asks the gateway itself for: "sign_in", "sign_out", or nothing."""
    plain = " ".join(text.casefold().split()).rstrip(".!")
    return next((name for name, words in _words()["hears"].items() if plain in words), None)


def meant(command: str) -> str | None:
    """What a platform's command means in words: the first one counts, and a bot's name after it does not."""
    name = command.split()[0].partition("@")[0].casefold()
    found = _words()["commands"].get(name)
    return str(found) if found else None

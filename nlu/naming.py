"""How a message names an order: by a product, or by the day it was bought. Actions ask this, too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import yaml

HERE = Path(__file__).parent / "lang"
WORD = re.compile(r"[\w']+")


def names_product(text: str, phrases: Sequence[str], language: str = "en") -> bool:
    """Whether one of these phrases is the thing that the message is about: "my hoodie", and no word for an order."""
    before, things, _ = _words(language)
    found = [word.lower() for word in WORD.findall(text)]
    if things & set(found):
        return False
    starts = {WORD.findall(phrase.lower())[0] for phrase in phrases if WORD.search(phrase)}
    return any(word in starts and led in before for led, word in pairwise(found))


def says_when_bought(text: str, language: str = "en") -> bool:
    """Whether days in the message are the days of buying."""
    return _words(language)[2].search(text) is not None


@cache
def _words(language: str) -> tuple[frozenset[str], frozenset[str], re.Pattern[str]]:
    data = yaml.safe_load((HERE / language / "naming.yml").read_text("utf-8"))
    bought = re.compile("|".join(data["bought"]), re.I)
    return frozenset(data["before"]), frozenset(data["things"]), bought

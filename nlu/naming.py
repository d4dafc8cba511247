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


def says_orders(text: str, language: str = "en") -> bool:
    """Whether the message speaks of orders, more than one."""
    return _says(text, "several_orders", language)


def points_back(text: str, language: str = "en") -> bool:
    """Whether the message says "it", "that one": what was spoken of before."""
    return _says(text, "points", language)


def names_whole_order(text: str, thing: str, language: str = "en") -> bool:
    """ "The hoodie order" names an order by its item, not an item of it."""
    found = [word.lower() for word in WORD.findall(text)]
    named = WORD.findall(thing.lower())[-1:]
    return any([word] == named and after in _list("order_words", language) for word, after in pairwise(found))


def is_product(phrase: str, language: str = "en") -> bool:
    """Whether a phrase may name a product: "rest" and "others" do not."""
    found = [word.lower() for word in WORD.findall(phrase)]
    return not set(found) <= _list("no_products", language) | _list("before", language)


def says_when_bought(text: str, language: str = "en") -> bool:
    """Whether days in the message are the days of buying."""
    return _words(language)[2].search(text) is not None


def _says(text: str, key: str, language: str) -> bool:
    return not _list(key, language).isdisjoint(word.lower() for word in WORD.findall(text))


@cache
def _list(key: str, language: str) -> frozenset[str]:
    data = yaml.safe_load((HERE / language / "naming.yml").read_text("utf-8"))
    return frozenset(data[key])


@cache
def _words(language: str) -> tuple[frozenset[str], frozenset[str], re.Pattern[str]]:
    data = yaml.safe_load((HERE / language / "naming.yml").read_text("utf-8"))
    bought = re.compile("|".join(data["bought"]), re.I)
    return frozenset(data["before"]), frozenset(data["things"]), bought

"""How an answer to an open question reads, beyond its intent. Words: `lang/<language>/answers.yml`."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent / "lang"


def limits_something(text: str, language: str = "en") -> bool:
    """Whether a yes or a no is one with a "but"."""
    return any(re.search(one, text, re.I) for one in _words(language, "answers")["limits"])


def asks_for_more(text: str, language: str = "en") -> bool:
    """Whether the next page of a list is wanted."""
    return _whole(language, "more").fullmatch(text.strip()) is not None


def asks_something(text: str, language: str = "en") -> bool:
    """Whether a message begins as a question does; its mark is often left out."""
    return _whole(language, "asks").match(text.strip()) is not None


def about_discounts(text: str, language: str = "en") -> bool:
    """Whether a discount, a coupon or a code is spoken of."""
    return _whole(language, "discounts").search(text) is not None


def bare_number(text: str, language: str = "en") -> int | None:
    """The number, where the message is nothing else."""
    found = _whole(language, "number").fullmatch(text)
    return int(found[1]) if found else None


def leading_count(text: str, language: str = "en") -> int | None:
    """How many units "3 hoodies" means, None where the message does not begin with a number and a thing."""
    found = _count(language).match(text)
    if found is None:
        return None
    said = found[1].lower()
    return int(said) if said.isdigit() else int(_words(language, "choices")["counts"][said])


def goes_ahead(journey: str, text: str, language: str = "en") -> bool:
    """Whether the message says in so many words what the journey's confirmation asks: "send it"."""
    known = _words(language, "answers")
    says = known["go_ahead"].get(journey)
    pattern = f"{known['before']}(?:{'|'.join(says)}){known['after']}" if says else ""
    return bool(pattern) and re.fullmatch(pattern, text.strip(), re.I) is not None


@cache
def _words(language: str, topic: str) -> dict[str, Any]:
    """The content of `lang/<language>/<topic>.yml`, all strings. `nlu.language` would load spaCy into the actions."""
    text = (HERE / language / f"{topic}.yml").read_text("utf-8")
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes strings only


@cache
def _whole(language: str, key: str) -> re.Pattern[str]:
    return re.compile(_words(language, "answers")[key], re.I)


@cache
def _count(language: str) -> re.Pattern[str]:
    counts = "|".join([r"\d{1,2}", *_words(language, "choices")["counts"]])
    return re.compile(_words(language, "answers")["count"].replace("{count}", counts), re.I)

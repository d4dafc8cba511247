"""Takes personal data out of what a buyer wrote: numbers, e-mail addresses, links, names, postal addresses.

Two nets: what the shop knows of this buyer is taken out wherever it stands; beyond that, what looks like one.
A person still reads each line before it is learnt from: no rule finds every name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import tomli

EMAIL = re.compile(
    r"[^\s@<>,;]+(?:@|\s*\[at\]\s*|\s+at\s+(?=\S+\s*(?:\.|\bdot\b)))[^\s@,;]+(?:\.|\s+dot\s+)\w{2,}", re.I
)
LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.I)
#: Four digits or more, however they are broken up: orders, phones, cards, parcels, postcodes, years.
NUMBER = re.compile(r"\+?\(?\d(?:[\s().\-/]{0,2}\d){3,}")
#: Letters and digits mixed, as parcels are numbered.
CODE = re.compile(r"\b(?=[A-Z0-9]*\d[A-Z0-9]*\d[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]{8,}\b", re.I)
POSTCODE = re.compile(r"\b(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d)\b", re.I)
SHORTEST = 3  # letters of a known name that is looked for: two would hit too many words


def masked(text: str, known: Iterable[str] = ()) -> str:
    """`text` on one line, with stand-ins for what is personal. `known`: this buyer's names and addresses."""
    stand_in = _words()["stand_ins"]
    text = " ".join(text.split())
    text = LINK.sub(stand_in["link"], EMAIL.sub(stand_in["email"], text))
    text = _known(tuple(known)).sub(stand_in["name"], text)
    text = _street().sub(stand_in["address"], text)
    text = POSTCODE.sub(stand_in["postcode"], text)
    text = _introduced().sub(lambda found: f"{found['before']}{stand_in['name']}", text)
    text = CODE.sub(lambda found: re.sub(r"\d", "0", re.sub("[A-Za-z]", "X", found[0])), text)
    return NUMBER.sub(lambda found: re.sub(r"\d", "0", found[0]), text)


@cache
def _words() -> dict[str, Any]:
    return tomli.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))


@cache
def _street() -> re.Pattern[str]:
    """House number before or after: "12 Elm Street", "Elm Street 12a", "flat 4, 12 elm st"."""
    kinds = "|".join(_words()["streets"])
    before = rf"\b\d{{1,5}}[a-z]?,?\s+(?:[\w'.-]+\s+){{1,2}}(?:{kinds})\b\.?"
    after = rf"\b[\w'.-]+(?:\s(?:{kinds})\b\.?|strasse|straße)\s+\d{{1,5}}[a-z]?\b"
    return re.compile(f"{before}|{after}", re.I)


@cache
def _introduced() -> re.Pattern[str]:
    """One to three words with a capital after "my name is"; after the plainest of them any one word."""
    start = "|".join(_words()["introductions"])
    return re.compile(
        rf"(?P<before>\b(?i:{start})\s+)(?:[A-Z][\w'-]+(?:\s+[A-Z][\w'-]+){{0,2}}|(?<=name is )\w+)"
    )


@cache
def _known(names: tuple[str, ...]) -> re.Pattern[str]:
    words = {word for name in names for word in [name, *re.split(r"[\s,]+", name)] if len(word) >= SHORTEST}
    longest_first = sorted(map(re.escape, words), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(longest_first)})\b" if longest_first else r"(?!)", re.I)

"""How values look to a buyer: money and times in the buyer's own locale and time zone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from babel.lists import format_list

from orderdesk.model import Customer
from orderdesk.money import Money
from orderdesk.reader import Reader
from orderdesk.reader import short as short


def shown(value: Any, customer: Customer | None) -> str:
    """A fact as text. Lists read as "a, b and c"."""
    if isinstance(value, Money):
        return Reader.of(customer).money(value)
    if isinstance(value, datetime):
        return when(value, customer)
    if isinstance(value, (list, tuple)):
        return items(value, customer)
    return "" if value is None else str(value)


def when(moment: datetime | None, customer: Customer | None) -> str:
    """A moment such as "Tue, Nov 24, 2:05 PM"."""
    return Reader.of(customer).moment(moment) if moment else ""


def day(moment: datetime | None, customer: Customer | None) -> str:
    """A day such as "Tue, Nov 24"."""
    return Reader.of(customer).day(moment) if moment else ""


def iso(moment: datetime | None) -> str | None:
    """A moment as programs read it."""
    return moment.isoformat() if moment else None


def items(values: Iterable[Any], customer: Customer | None) -> str:
    """Names in a row; the same name twice is counted: "Phone case ×2 and Socks"."""
    texts = [shown(value, customer) for value in values]
    counted = [
        f"{text} ×{texts.count(text)}" if texts.count(text) > 1 else text for text in dict.fromkeys(texts)
    ]
    return format_list(counted, locale=Reader.of(customer).locale) if counted else ""


def brief(titles: Iterable[str], more: str, letters: int = 48) -> str:
    """The first of several names, shortened at a word, and how many others there are (`more`: words with {count})."""
    names = list(titles)
    first = shorten(names[0], letters)
    same = names.count(names[0])
    first += f" ×{same}" if same > 1 else ""
    return first + (more.format(count=len(names) - same) if len(names) > same else "")


def shorten(text: str, letters: int) -> str:
    """At most this many letters, cut between words where there are any."""
    if len(text) <= letters:
        return text
    cut = text[: letters - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[letters // 2 :] else cut).rstrip(" ,;–-") + "…"

"""How values look to a buyer: money and times in the buyer's own locale and time zone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timezone
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.lists import format_list
from babel.numbers import format_currency

from orderdesk.model import Customer
from orderdesk.money import Money

LOCALE, ZONE = "en_US", "UTC"


def shown(value: Any, customer: Customer | None) -> str:
    """A fact as text. Lists read as "a, b and c"."""
    if isinstance(value, Money):
        return format_currency(value.amount, value.currency, locale=_locale(customer))
    if isinstance(value, datetime):
        return when(value, customer)
    if isinstance(value, (list, tuple)):
        return items(value, customer)
    return "" if value is None else str(value)


def when(moment: datetime, customer: Customer | None) -> str:
    """A moment such as "Tue 24 Nov, 14:05"."""
    zone = ZoneInfo(customer.timezone if customer else ZONE)
    return format_datetime(moment.astimezone(zone), "EEE d MMM, HH:mm", locale=_locale(customer))


def day(moment: datetime | None, customer: Customer | None) -> str:
    """A day such as "Tue 24 Nov"."""
    if moment is None:
        return ""
    zone = ZoneInfo(customer.timezone if customer else ZONE)
    return format_datetime(moment.astimezone(zone), "EEE d MMM", locale=_locale(customer))


def items(values: Iterable[Any], customer: Customer | None) -> str:
    """Names in a row; the same name twice is counted: "Phone case x2 and Socks"."""
    texts = [shown(value, customer) for value in values]
    counted = [
        f"{text} ×{texts.count(text)}" if texts.count(text) > 1 else text for text in dict.fromkeys(texts)
    ]
    return format_list(counted, locale=_locale(customer)) if counted else ""


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


def short(order_id: str) -> str:
    """An order number as it is named in talk: its last six digits."""
    return f"…{order_id[-6:]}"


def utc(text: str) -> datetime:
    """An ISO time or date as an aware UTC moment."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def _locale(customer: Customer | None) -> str:
    return customer.locale if customer else LOCALE

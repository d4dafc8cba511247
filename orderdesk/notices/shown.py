"""How facts look in a letter: amounts and times as the reader writes them, in the reader's own time zone."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton, format_time, get_timezone_name
from babel.lists import format_list
from babel.numbers import format_currency
from jinja2 import pass_context
from jinja2.runtime import Context

from orderdesk.model import Customer
from orderdesk.money import Money

WIDTH = 72


@dataclass(frozen=True)
class Reader:
    """Who reads: decides how numbers and times look."""

    name: str
    locale: str
    zone: ZoneInfo

    @classmethod
    def of(cls, customer: Customer) -> Reader:
        """The buyer as a reader; a locale or time zone that nobody knows falls back to en and UTC."""
        return cls(customer.name, _locale(customer.locale), _zone(customer.timezone))

    @property
    def language(self) -> str:
        """The language of the letters' words, for the HTML part's `lang`: they are written in English so far."""
        return "en"


@pass_context
def money(context: Context, value: Money) -> str:
    """`$23.90`, `£1,204.00`."""
    return str(format_currency(value.amount, value.currency, locale=context["reader"].locale))


@pass_context
def day(context: Context, value: datetime) -> str:
    """`Tue, Nov 24, 2026`, in the reader's zone."""
    reader = context["reader"]
    return str(format_skeleton("yMMMEd", value.astimezone(reader.zone), locale=reader.locale))


@pass_context
def moment(context: Context, value: datetime) -> str:
    """`Tue, Nov 24, 2026, 2:05 PM EST`."""
    reader = context["reader"]
    local = value.astimezone(reader.zone)
    clock = format_time(local, "short", tzinfo=reader.zone, locale=reader.locale)
    return f"{day(context, value)}, {clock} {get_timezone_name(local, 'short', locale=reader.locale)}"


@pass_context
def span(context: Context, start: datetime, end: datetime) -> str:
    """Two days as `Tue, Nov 24, 2026 – Thu, Dec 3, 2026`; one if they are the same."""
    first, last = day(context, start), day(context, end)
    return first if first == last else f"{first} – {last}"


@pass_context
def listed(context: Context, values: Iterable[str]) -> str:
    """`socks, phone case ×2 and mug`."""
    texts = list(values)
    counted = [
        text if texts.count(text) == 1 else f"{text} ×{texts.count(text)}" for text in dict.fromkeys(texts)
    ]
    return str(format_list(counted, locale=context["reader"].locale)) if counted else ""


def paragraph(text: str) -> str:
    """White space put in order and lines of at most 72 characters, for the text part."""
    return textwrap.fill(" ".join(text.split()), WIDTH, break_long_words=False, break_on_hyphens=False)


def quoted(text: str) -> str:
    """Somebody else's words with a bar in front of each line, for the text part."""
    lines = (textwrap.wrap(line, WIDTH - 2) or [""] for line in text.strip().splitlines())
    return "\n".join(f"> {part}".rstrip() for wrapped in lines for part in wrapped)


FILTERS = {
    "money": money, "day": day, "moment": moment, "span": span,
    "listed": listed, "paragraph": paragraph, "quoted": quoted,
}  # fmt: skip


def _locale(name: str) -> str:
    try:
        return str(Locale.parse(name))
    except (UnknownLocaleError, ValueError):
        return "en"


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")

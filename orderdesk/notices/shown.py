"""How facts look in letters and news: what templates may write behind a `|`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from datetime import datetime

from babel.lists import format_list
from jinja2 import pass_context
from jinja2.runtime import Context

from orderdesk.money import Money
from orderdesk.reader import Reader, short

WIDTH = 72


@pass_context
def money(context: Context, value: Money) -> str:
    """As the reader writes amounts."""
    return _reader(context).money(value)


@pass_context
def day(context: Context, value: datetime) -> str:
    """As the reader writes days."""
    return _reader(context).day(value)


@pass_context
def moment(context: Context, value: datetime) -> str:
    """As the reader writes moments."""
    return _reader(context).moment(value)


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
    return str(format_list(counted, locale=_reader(context).locale)) if counted else ""


def paragraph(text: str) -> str:
    """White space put in order and lines of at most 72 characters, for the text part."""
    return textwrap.fill(" ".join(text.split()), WIDTH, break_long_words=False, break_on_hyphens=False)


def quoted(text: str) -> str:
    """Somebody else's words with a bar in front of each line, for the text part."""
    lines = (textwrap.wrap(line, WIDTH - 2) or [""] for line in text.strip().splitlines())
    return "\n".join(f"> {part}".rstrip() for wrapped in lines for part in wrapped)


FILTERS = {
    "money": money, "day": day, "moment": moment, "span": span,
    "listed": listed, "paragraph": paragraph, "quoted": quoted, "short": short,
}  # fmt: skip


def _reader(context: Context) -> Reader:
    reader = context["reader"]
    assert isinstance(reader, Reader)  # noqa: S101 (both renderers give it)
    return reader

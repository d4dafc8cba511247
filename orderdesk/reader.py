"""Who reads, and how amounts, days and times look to them: in their own locale and time zone, one form everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton, format_time, get_timezone_name
from babel.numbers import format_currency

from orderdesk.model import Customer, Seller
from orderdesk.money import Money

LOCALE, ZONE = "en_US", "UTC"


@dataclass(frozen=True)
class Reader:
    """`full`: with the year and the time zone, for what is read later and elsewhere (letters, copies)."""

    name: str
    locale: str
    zone: ZoneInfo
    full: bool = False

    @classmethod
    def of(cls, customer: Customer | None, *, full: bool = False) -> Reader:
        """The buyer, or somebody unknown. A locale or time zone that nobody knows falls back to en and UTC."""
        if customer is None:
            return cls("", LOCALE, ZoneInfo(ZONE), full)
        return cls(customer.name, _locale(customer.locale), _zone(customer.timezone), full)

    @classmethod
    def of_seller(cls, seller: Seller) -> Reader:
        """A seller, who reads letters: nothing is known of their locale and time zone, so each time names its own."""
        return cls(seller.name, LOCALE, ZoneInfo(ZONE), full=True)

    @property
    def language(self) -> str:
        """The language of the letters' words, for the HTML part's `lang`: they are written in English so far."""
        return "en"

    @property
    def tag(self) -> str:
        """The locale as browsers name it: `en-GB`."""
        return self.locale.partition("@")[0].replace("_", "-")

    def money(self, value: Money) -> str:
        """`$23.90`, `£1,204.00`."""
        return str(format_currency(value.amount, value.currency, locale=self.locale))

    def day(self, value: datetime) -> str:
        """`Tue, Nov 24`; in full `Tue, Nov 24, 2026`."""
        skeleton = "yMMMEd" if self.full else "MMMEd"
        return str(format_skeleton(skeleton, value.astimezone(self.zone), locale=self.locale))

    def moment(self, value: datetime) -> str:
        """`Tue, Nov 24, 2:05 PM`; in full `Tue, Nov 24, 2026, 2:05 PM EST`."""
        local = value.astimezone(self.zone)
        text = f"{self.day(value)}, {format_time(local, 'short', tzinfo=self.zone, locale=self.locale)}"
        return f"{text} {get_timezone_name(local, 'short', locale=self.locale)}" if self.full else text


def short(order_id: str) -> str:
    """An order number as it is named in talk: its last six digits."""
    return f"…{order_id[-6:]}"


@lru_cache(maxsize=64)
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

"""How days, moments and amounts look to who reads them."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal

import pytest

from orderdesk.model import Customer
from orderdesk.money import Money
from orderdesk.reader import Reader, short

NOW = datetime(2026, 11, 23, 19, 5, tzinfo=timezone.utc)


def reads(locale: str, zone: str) -> Customer:
    return Customer("c1", "mia", "Mia", "mia@example.com", "", "default", locale, zone)


@pytest.mark.parametrize(
    ("locale", "zone", "day", "moment", "full"),
    [
        (
            "en_US",
            "America/New_York",
            "Mon, Nov 23",
            "Mon, Nov 23, 2:05 PM",
            "Mon, Nov 23, 2026, 2:05 PM EST",
        ),
        ("en_GB", "Europe/London", "Mon 23 Nov", "Mon 23 Nov, 19:05", "Mon, 23 Nov 2026, 19:05 GMT"),
        ("de_DE", "Europe/Berlin", "Mo., 23. Nov.", "Mo., 23. Nov., 20:05", "Mo., 23. Nov. 2026, 20:05 MEZ"),
        (
            "en_US",
            "Asia/Singapore",
            "Tue, Nov 24",
            "Tue, Nov 24, 3:05 AM",
            "Tue, Nov 24, 2026, 3:05 AM +0800",
        ),
        ("xx_YY", "Nowhere/Land", "Mon, Nov 23", "Mon, Nov 23, 7:05 PM", "Mon, Nov 23, 2026, 7:05 PM UTC"),
    ],
)
def test_days_and_moments_are_the_readers_own(
    locale: str, zone: str, day: str, moment: str, full: str
) -> None:
    """In the order, the words and the hours of the reader's place; in full with the year and the zone."""
    reader, later = (Reader.of(reads(locale, zone), full=full) for full in (False, True))
    assert [plain(one) for one in (reader.day(NOW), reader.moment(NOW), later.moment(NOW))] == [
        day,
        moment,
        full,
    ]


def test_who_is_not_known_reads_as_most_do() -> None:
    """Nobody signed in: the United States' way of writing, and UTC."""
    reader = Reader.of(None)
    assert plain(reader.moment(NOW)) == "Mon, Nov 23, 7:05 PM"
    assert reader.money(Money(Decimal("1023.90"), "USD")) == "$1,023.90"


@pytest.mark.parametrize(
    ("locale", "tag"),
    [("en_US", "en-US"), ("zh_Hans_CN", "zh-Hans-CN"), ("de_DE@euro", "de-DE"), ("xx_YY", "en")],
)
def test_a_browser_knows_the_locale_by_its_own_name(locale: str, tag: str) -> None:
    """What is no tag would stop the widget's lines."""
    assert Reader.of(reads(locale, "UTC")).tag == tag


def test_an_order_is_named_by_its_end() -> None:
    """Six digits, as on every button."""
    assert short("576461413038785752") == "…785752"


def plain(text: str) -> str:
    return " ".join(text.split())

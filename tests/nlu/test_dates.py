"""Dates relative to Tuesday, 24 November 2026."""

import pytest

DATES = [
    ("today", "2026-11-24", "2026-11-24"),
    ("i bought it yesterday", "2026-11-23", "2026-11-23"),
    ("last night", "2026-11-23", "2026-11-23"),
    ("the day before yesterday", "2026-11-22", "2026-11-22"),
    ("last tuesday", "2026-11-17", "2026-11-17"),
    ("on tuesday", "2026-11-24", "2026-11-24"),
    ("ordered on Friday", "2026-11-20", "2026-11-20"),
    ("since monday", "2026-11-23", "2026-11-24"),
    ("on 3 march", "2026-03-03", "2026-03-03"),
    ("March 3rd, 2025", "2025-03-03", "2025-03-03"),
    ("24th of december", "2025-12-24", "2025-12-24"),
    ("3/11", "2026-03-11", "2026-03-11"),
    ("25/3", "2026-03-25", "2026-03-25"),
    ("12/24", "2025-12-24", "2025-12-24"),
    ("2026-02-01", "2026-02-01", "2026-02-01"),
    ("5 days ago", "2026-11-19", "2026-11-19"),
    ("two weeks ago", "2026-11-07", "2026-11-13"),
    ("a month ago", "2026-10-10", "2026-11-09"),
    ("this week", "2026-11-23", "2026-11-24"),
    ("last week", "2026-11-16", "2026-11-22"),
    ("last month", "2026-10-01", "2026-10-31"),
    ("in december", "2025-12-01", "2025-12-31"),
    ("tomorrow", "2026-11-25", "2026-11-25"),
    ("i need it by friday", "2026-11-27", "2026-11-27"),
]


@pytest.mark.parametrize(("text", "first", "last"), DATES)
def test_a_date_is_a_span_of_days(facts, text, first, last):
    """Both ends are ISO dates; words about the past never give a day to come."""
    assert facts(text, "date") == [{"from": first, "to": last}]


NONE = ["may i cancel", "it sat there", "31/31", "february 31", "1/2/3/4", "march on", "$3.50", "24/7/365/1"]


@pytest.mark.parametrize("text", NONE)
def test_what_no_calendar_has_is_no_date(facts, text):
    """Impossible days and words that only look like dates are left alone."""
    assert facts(text, "date") == []

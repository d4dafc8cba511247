"""Dates said by people: "last tuesday", "on 3 march", "two weeks ago", as {from, to} in ISO form."""

import calendar
import re
from datetime import date, timedelta
from typing import Any

from babel.dates import get_day_names, get_month_names
from dateutil.relativedelta import relativedelta

from nlu.language import words
from nlu.span import Span, longest_first


class Dates:
    """Finds dates and spans of days, relative to a given day."""

    def __init__(self, language: str) -> None:
        """Compiles the language's date words; names of months and days come from its locale."""
        self._lang = words(language, "dates")
        self._months = _names(get_month_names, self._lang["locale"], range(1, 13))
        self._days = _names(get_day_names, self._lang["locale"], range(7))
        self._finders = self._compile()

    def _compile(self) -> list[tuple[re.Pattern[str], Any]]:
        lang, month, day = self._lang, _any(self._months), _any(self._days)
        lead, count, unit = _any(lang["day_lead"]), _any(lang["counts"]), _any(lang["units"])
        nth = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
        year = r"(?:,?\s+(?P<year>20\d\d))?"
        plain = {k: _any(lang[k]) for k in ("today", "yesterday", "tomorrow", "days_back", "recent")}
        spans = {k: _any(lang[k]) for k in ("this_span", "last_span", "next_span")}
        slashed = r"(?<![\d/$£€])(?P<a>\d\d?)[/.](?P<b>\d\d?)(?:[/.](?P<y>(?:20)?\d\d))?(?![\d/%])"
        whole = rf"(?P<lead>in|last|this|during)\s+(?P<month>{month})(?:\s+(?P<year>20\d\d))?"
        return [
            (_re(r"(?P<y>20\d\d)-(?P<m>\d\d?)-(?P<d>\d\d?)"), self._iso),
            (_re(slashed), self._slashed),
            (_re(rf"{nth}\s+(?:of\s+)?(?P<month>{month})\.?{year}"), self._in_month),
            (_re(rf"(?P<month>{month})\.?\s+(?:the\s+)?{nth}(?!\d|:){year}"), self._in_month),
            (_re(whole), self._whole_month),
            (_re(rf"(?P<n>{count}|\d{{1,3}})\s*(?P<unit>{unit})\s+(?:{_any(lang['ago'])})"), self._ago),
            (_re(rf"(?P<lead>{lead})\s+(?:the\s+)?(?P<weekday>{day})"), self._weekday),
            (_re(rf"(?P<weekday>{_any(n for n in self._days if len(n) > 4)})"), self._weekday),
            *[(_re(rf"(?P<word>{pattern})"), getattr(self, f"_{k}")) for k, pattern in plain.items()],
            *[(_re(rf"(?P<word>{pattern})"), getattr(self, f"_{k}")) for k, pattern in spans.items()],
        ]  # fmt: skip

    def read(self, text: str, today: date) -> list[Span]:
        """Entities `date`; a reading that no calendar has is left out."""
        lower, found = text.lower(), []
        for pattern, reading in self._finders:
            for match in pattern.finditer(lower):
                try:
                    days = reading(match, today)
                except (ValueError, OverflowError):
                    continue
                if days:
                    value = {"from": days[0].isoformat(), "to": days[1].isoformat()}
                    found.append(Span("date", value, *match.span()))
        return longest_first(found)

    def _iso(self, m: re.Match[str], today: date) -> Any:
        return _one(date(int(m["y"]), int(m["m"]), int(m["d"])))

    def _slashed(self, m: re.Match[str], today: date) -> Any:
        first, second = int(m["a"]), int(m["b"])
        month_first = self._lang["month_first"] == "true"
        if "." in m.group() and (m["y"] is None or len(m["b"]) != 2):
            return None  # 2.5 is a number
        pairs = [(first, second), (second, first)] if month_first else [(second, first), (first, second)]
        month, day = next((p for p in pairs if p[0] <= 12 and p[1] <= 31), (0, 0))
        year = int(m["y"]) % 100 + 2000 if m["y"] else None
        return _one(_past(today, month, day, year))

    def _in_month(self, m: re.Match[str], today: date) -> Any:
        year = int(m["year"]) if m["year"] else None
        return _one(_past(today, self._months[m["month"]], int(m["day"]), year))

    def _whole_month(self, m: re.Match[str], today: date) -> Any:
        month = self._months[m["month"]]
        year = int(m["year"]) if m["year"] else today.year - (month > today.month)
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])

    def _ago(self, m: re.Match[str], today: date) -> Any:
        """A day for days, a week around for weeks, a month around for months: people round."""
        n = int(m["n"]) if m["n"].isdigit() else int(self._lang["counts"][m["n"]])
        unit = int(self._lang["units"][m["unit"]])
        middle = today - timedelta(days=n * unit) if unit < 30 else today - relativedelta(days=n * unit)
        slack = timedelta(days={0: 0, 1: 0, 7: 3}.get(unit, 15))
        return middle - slack, min(middle + slack, today)

    def _weekday(self, m: re.Match[str], today: date) -> Any:
        """The last such day, unless a word looks ahead; "last tuesday" said on a tuesday is a week old."""
        lead = m.groupdict().get("lead") or ""
        back = (today.weekday() - self._days[m["weekday"]]) % 7
        if lead in self._lang["future_lead"]:
            return _one(today + timedelta(days=(7 - back) % 7 or 7))
        day = today - timedelta(days=back or (7 if lead in self._lang["past_lead"] else 0))
        return (day, today) if lead in self._lang["since_lead"] else _one(day)

    def _today(self, m: re.Match[str], today: date) -> Any:
        return _one(today)

    def _yesterday(self, m: re.Match[str], today: date) -> Any:
        return _one(today - timedelta(days=1))

    def _tomorrow(self, m: re.Match[str], today: date) -> Any:
        return _one(today + timedelta(days=1))

    def _days_back(self, m: re.Match[str], today: date) -> Any:
        return _one(today - timedelta(days=int(self._lang["days_back"][m["word"]])))

    def _recent(self, m: re.Match[str], today: date) -> Any:
        return today - timedelta(days=int(self._lang["recent"][m["word"]])), today

    def _this_span(self, m: re.Match[str], today: date) -> Any:
        return _span_start(today, self._lang["this_span"][m["word"]]), today

    def _last_span(self, m: re.Match[str], today: date) -> Any:
        kind = self._lang["last_span"][m["word"]]
        end = _span_start(today, kind) - timedelta(days=1)
        return _span_start(end, kind), end

    def _next_span(self, m: re.Match[str], today: date) -> Any:
        kind = self._lang["next_span"][m["word"]]
        step = relativedelta(weeks=kind == "week", months=kind == "month")
        start = _span_start(today, kind) + step
        return start, start + step - timedelta(days=1)


def _re(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)")


def _any(options: Any) -> str:
    return "|".join(re.escape(o) for o in sorted(options, key=len, reverse=True))


def _names(getter: Any, locale: str, keys: range) -> dict[str, int]:
    """Wide and abbreviated names in lower case; "may" and the like need a day or a lead word beside."""
    found: dict[str, int] = {}
    for width in ("wide", "abbreviated"):
        names = getter(width, locale=locale)
        found |= {names[key].lower().rstrip("."): key for key in keys}
    return found


def _one(day: date) -> tuple[date, date]:
    return day, day


def _past(today: date, month: int, day: int, year: int | None) -> date:
    """That day in `year`, or its last coming round."""
    if year:
        return date(year, month, day)
    said = date(today.year, month, day)
    return said if said <= today else date(today.year - 1, month, day)


def _span_start(day: date, kind: str) -> date:
    if kind == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if kind == "month" else day.replace(month=1, day=1)

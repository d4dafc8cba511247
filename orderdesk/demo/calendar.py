"""Moments relative to now, by the buyer's own calendar: people order, send and bring things when they are awake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo

from dateutil import tz

from orderdesk.demo.keys import Keys

#: When a buyer's day begins and ends, and when a day of delivery is over.
DAY = (9, 20)
EVENING = time(20)


@dataclass(frozen=True)
class Calendar:
    """Turns the data's spans into moments. `name` keeps the moments of two orders apart."""

    now: datetime
    zone: tzinfo
    keys: Keys
    name: str

    @classmethod
    def of(cls, now: datetime, timezone_name: str, keys: Keys, name: str) -> Calendar:
        """A buyer's calendar. Raises ValueError for an unknown time zone."""
        zone = tz.gettz(timezone_name)
        if zone is None:
            raise ValueError(f"unknown time zone {timezone_name}")
        return cls(now, zone, keys, name)

    def ago(self, span: dict[str, int], what: str, hours: tuple[int, int] = DAY) -> datetime:
        """Whole days: some time in these hours of that day. Hours and minutes: just that long ago, give or take."""
        if set(span) == {"days"}:
            return self.on_day(-span["days"], what, hours)
        loose = timedelta(seconds=self.keys.between(0, 900 if "hours" in span else 40, self.name + what))
        return self.now - timedelta(**span) - loose

    def on_day(self, days: int, what: str, hours: tuple[int, int] = DAY) -> datetime:
        """Some time in these hours, this many days from the buyer's today."""
        first, last = hours
        seconds = self.keys.between(0, (last - first) * 3600, self.name + what)
        start = datetime.combine(self._today(days), time(first), self.zone)
        return (start + timedelta(seconds=seconds)).astimezone(timezone.utc)

    def evening(self, span: dict[str, int]) -> datetime:
        """The end of the day that is this many days from the buyer's today (or before it)."""
        return self.evening_of(datetime.combine(self._today(span["days"]), EVENING, self.zone))

    def evening_of(self, moment: datetime, days_later: int = 0) -> datetime:
        """The end of that moment's day, or of a later one."""
        day = moment.astimezone(self.zone).date() + timedelta(days=days_later)
        return datetime.combine(day, EVENING, self.zone).astimezone(timezone.utc)

    def _today(self, days: int) -> date:
        return (self.now.astimezone(self.zone) + timedelta(days=days)).date()

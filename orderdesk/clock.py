"""The real clock."""

from __future__ import annotations

from datetime import datetime, timezone


class SystemClock:
    """Fills `ports.Clock`."""

    def now(self) -> datetime:
        """The current moment, aware UTC."""
        return datetime.now(timezone.utc)

"""One client that fires at full rate beside ordinary buyers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.attacks import report

pytestmark = pytest.mark.slow


def test_ordinary_buyers_hardly_feel_it(tmp_path: Path) -> None:
    """Their answers take at most three times as long as in a quiet time of the same run, and none is lost."""
    rows = []
    for attempt in range(3):
        folder = tmp_path / str(attempt)
        folder.mkdir()
        rows.append(report.hostile(folder, "SQLite", "", 5.0, 1, buyers=10))
        assert rows[-1].figures["lost"] == []
        if rows[-1].good:
            return
    raise AssertionError([row.seen for row in rows])

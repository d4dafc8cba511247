"""Trouble of one machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.local import clock_back, corrupt_file

pytestmark = pytest.mark.slow


def test_a_broken_file_is_said_and_a_restored_one_is_whole(tmp_path: Path) -> None:
    """A corrupt SQLite file is an honest "not reachable" and never a traceback; what is put back has everything."""
    row = corrupt_file(tmp_path)
    assert row.good, row.seen


def test_a_clock_that_jumps_back_loses_nothing(tmp_path: Path) -> None:
    """A message taken before the jump is answered at once, not an hour later, and money moves once."""
    row = clock_back(tmp_path)
    assert row.good, row.seen

"""Holds what our code asks a database against its indexes: reading a whole table is fine until it is large."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

ROOT = Path(__file__).parent.parent
#: Code of ours below the services: who asks stands above it.
BELOW = (str(ROOT / "orderdesk" / "adapters"),)
OURS = tuple(str(ROOT / name) for name in ("orderdesk", "gateway", "actions", "tests"))
TESTS = str(ROOT / "tests")
#: Read whole on purpose: a few rows for good, or only those of which nobody can have many.
SMALL = ("sqlite_master", "sqlite_temp_master", "alembic_version", "undelivered")
KINDS = ("SELECT", "UPDATE", "DELETE")


class Plans:
    """The questions of some tests, each once, with what SQLite would do to answer it."""

    def __init__(self, migrated: Path) -> None:
        """`migrated`: a SQLite file with all tables, and best without rows."""
        self._path = migrated
        self._seen: set[str] = set()

    @contextmanager
    def watched(self) -> Iterator[list[str]]:
        """The questions without an index that are asked within the block for the first time, afterwards."""
        new: list[str] = []

        def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
            asks = connection.dialect.name == "sqlite" and statement.startswith(KINDS)
            if asks and statement not in self._seen and not _by_a_test():
                self._seen.add(statement)
                new.append(statement)

        slow: list[str] = []
        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield slow
        finally:
            event.remove(Engine, "before_cursor_execute", note)
        with sqlite3.connect(self._path) as connection:
            slow += [one for one in new if self._reads_a_table(connection, one)]

    def _reads_a_table(self, connection: sqlite3.Connection, statement: str) -> bool:
        try:
            plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}", [None] * statement.count("?"))
        except sqlite3.OperationalError:  # the tracker's tables, which are Rasa's
            return False
        return any(_is_long(str(row[3]), statement) for row in plan)


def _is_long(step: str, statement: str) -> bool:
    """Whether a step reads a whole table, or a whole index: with a limit it goes only as far as it has to."""
    first, *rest = step.split()
    goes_on = "USING" in rest and "LIMIT" in statement
    return first == "SCAN" and rest[0] not in SMALL and not goes_on


def _by_a_test() -> bool:
    """Whether a test looks for itself: the first code of ours above the database is a test's."""
    frame = sys._getframe(2)
    while frame := frame.f_back:  # type: ignore[assignment]
        name = frame.f_code.co_filename
        if name.startswith(OURS) and not name.startswith(BELOW):
            return name.startswith(TESTS)
    return False

"""What all tests share: a desk over a real database, with a clock that the test sets."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from orderdesk.bootstrap import Desk, open_desk
from orderdesk.settings import Settings
from tests import postgres
from tests.plans import Plans
from tests.shop import Shop

#: Folders whose tests start programs, fill databases or search for counterexamples: left out of `make check`.
SLOW = (
    "adapters",
    "benchmarks",
    "browser",
    "cli",
    "demo",
    "gateway",
    "notices",
    "rasa_speed",
    "running",
    "services",
)

SLOW_FILES = ("test_properties.py", "test_trained.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what `make check` leaves out."""
    for item in items:
        if set(SLOW) & set(item.path.parts) or item.path.name in SLOW_FILES:
            item.add_marker(pytest.mark.slow)


class SetClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)

    def now(self) -> datetime:
        """The set moment."""
        return self.moment

    def forward(self, **span: float) -> None:
        """Move on by `timedelta(**span)`."""
        self.moment += timedelta(**span)


@pytest.fixture
def clock() -> SetClock:
    """Noon, UTC."""
    return SetClock()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An empty, migrated SQLite file: made once, for migrating takes most of a service test's time."""
    folder = tmp_path_factory.mktemp("migrated")
    open_desk(Settings(database_url=f"sqlite:///{folder}/desk.db", var_dir=folder)).store.migrate()
    with contextlib.closing(sqlite3.connect(folder / "desk.db")) as made:
        made.execute(f"VACUUM INTO '{folder}/whole.db'")  # what still lies in the write-ahead log, too
    return (folder / "whole.db").read_bytes()


@pytest.fixture(scope="session")
def plans(migrated: bytes, tmp_path_factory: pytest.TempPathFactory) -> Plans:
    """What SQLite would do to answer each question of the tests that ask for this."""
    path = tmp_path_factory.mktemp("plans") / "desk.db"
    path.write_bytes(migrated)
    return Plans(path)


@pytest.fixture
def indexed(plans: Plans) -> Iterator[None]:
    """No question of our code reads a whole table."""
    with plans.watched() as slow:
        yield
    assert not slow, f"no index serves: {slow}"


@pytest.fixture
def desk(tmp_path: Path, clock: SetClock, migrated: bytes) -> Iterator[Desk]:
    """A desk over an empty, migrated SQLite file."""
    settings = Settings(
        database_url=f"sqlite:///{tmp_path}/desk.db",
        mail_url=f"file:{tmp_path}/mail",
        var_dir=tmp_path,
        seller_delay=0,
    )
    (tmp_path / "desk.db").write_bytes(migrated)
    yield open_desk(settings, clock=clock)


@pytest.fixture
def shop(desk: Desk) -> Shop:
    """Buyers and orders in that desk."""
    return Shop(desk)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of an empty database of a PostgreSQL server that all tests share."""
    programs = postgres.binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    with postgres.server(programs) as url:
        yield url

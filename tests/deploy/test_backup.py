"""Backup and restore, run as an operator would, on both databases."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from orderdesk.adapters.sql import SqlStore
from orderdesk.bootstrap import Desk, open_desk
from orderdesk.model import Order
from orderdesk.settings import Settings, tracker_beside
from tests import postgres
from tests.contracts.domain import ROOT
from tests.shop import Shop

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(params=["sqlite", "postgresql"])
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """Where the shop is, and an empty place to restore it to."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/one/orderdesk.db", f"sqlite:///{tmp_path}/two/orderdesk.db"
    server = make_url(request.getfixturevalue("postgres_url"))
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", future=True)
    names = [f"backup_{tmp_path.name[-8:].replace('-', '_')}_{part}".lower() for part in ("one", "two")]
    with engine.connect() as connection:
        for name in names:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    engine.dispose()
    one, two = (server.set(database=name).render_as_string(hide_password=False) for name in names)
    return one, two


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run one of the scripts over a database."""

    def call(script: str, url: str, argument: Path, var: str) -> subprocess.CompletedProcess[str]:
        programs = postgres.binaries()
        path = f"{programs}:{os.environ['PATH']}" if programs else os.environ["PATH"]
        given = {
            "ORDERDESK_DATABASE_URL": url,
            "ORDERDESK_VAR_DIR": str(tmp_path / var),
            "PATH": path,
            "PYTHON": sys.executable,
        }
        return subprocess.run(
            [ROOT / "deploy" / script, argument], env={**os.environ, **given}, capture_output=True, text=True
        )

    return call


def fill(url: str, var: Path) -> tuple[Desk, str]:
    """A shop with an order, and a tracker with a row."""
    var.mkdir(exist_ok=True)
    desk = open_desk(Settings(database_url=url, var_dir=var))
    desk.store.migrate()
    shop = Shop(desk)
    number = shop.order(shop.buyer(), "ON_HOLD")
    tracker = sa.create_engine(tracker_beside(url, var))
    with tracker.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE events (sender_id VARCHAR(255), data TEXT)")
        connection.exec_driver_sql("INSERT INTO events VALUES ('talk', 'said')")
    tracker.dispose()
    return desk, number


def test_there_and_back(urls: tuple[str, str], run: Run, tmp_path: Path) -> None:
    """What was backed up while the shop was open is all there after a restore, guards and tracker included."""
    desk, number = fill(urls[0], tmp_path / "one")
    with desk.store.read():
        made = run("backup", urls[0], tmp_path / "copies", "one")
    assert made.returncode == 0, made.stderr
    backup = Path(made.stdout.strip())
    assert [path.name for path in (tmp_path / "copies").iterdir()] == [backup.name]
    back = run("restore", urls[1], backup, "two")
    assert back.returncode == 0, back.stderr
    restored = open_desk(Settings(database_url=urls[1], var_dir=tmp_path / "two"))
    restored.store.migrate()
    assert Shop(restored).case(number) == Shop(desk).case(number)
    tracker = sa.create_engine(tracker_beside(urls[1], tmp_path / "two"))
    with tracker.connect() as connection:
        assert connection.exec_driver_sql("SELECT data FROM events").scalar() == "said"
    tracker.dispose()
    with pytest.raises(Exception, match="refused"), restored.store.write() as unit:
        order = unit.find(Order, id=number)[0]
        unit.change(order, status=type(order.status).COMPLETED)
    desk.store.close(), restored.store.close()


def test_nothing_is_overwritten(urls: tuple[str, str], run: Run, tmp_path: Path) -> None:
    """A restore over a shop that is there is refused, and leaves it as it was."""
    desk, number = fill(urls[0], tmp_path / "one")
    backup = Path(run("backup", urls[0], tmp_path / "copies", "one").stdout.strip())
    again = run("restore", urls[0], backup, "one")
    assert again.returncode != 0
    assert Shop(desk).case(number).order.id == number
    desk.store.close()


def test_a_damaged_backup_is_refused(urls: tuple[str, str], run: Run, tmp_path: Path) -> None:
    """A copy that has changed since is not restored, and a backup that fails leaves nothing that looks like one."""
    desk, _ = fill(urls[0], tmp_path / "one")
    backup = Path(run("backup", urls[0], tmp_path / "copies", "one").stdout.strip())
    file = next(path for path in backup.iterdir() if path.name.startswith("orderdesk."))
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    assert run("restore", urls[1], backup, "two").returncode != 0
    with closing(SqlStore(urls[1])) as empty, pytest.raises(Exception, match="answer"), empty.read() as unit:
        unit.count(Order)
    desk.store.close()
    assert run("backup", f"{urls[0]}-nowhere", tmp_path / "failed", "one").returncode != 0
    assert not list((tmp_path / "failed").iterdir())

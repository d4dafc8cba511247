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


def two_databases(request: pytest.FixtureRequest, folder: Path, what: str) -> tuple[str, str]:
    """Addresses of two empty databases of the PostgreSQL server."""
    server = make_url(request.getfixturevalue("postgres_url"))
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", future=True)
    names = [f"{what}_{folder.name[-8:].replace('-', '_')}_{part}".lower() for part in ("one", "two")]
    with engine.connect() as connection:
        for name in names:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    engine.dispose()
    one, two = (server.set(database=name).render_as_string(hide_password=False) for name in names)
    return one, two


@pytest.fixture(params=["sqlite", "postgresql"])
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """Where the shop is, and an empty place to restore it to."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/one/orderdesk.db", f"sqlite:///{tmp_path}/two/orderdesk.db"
    return two_databases(request, tmp_path, "backup")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run one of the scripts over a database."""

    def call(
        script: str, url: str, argument: Path, var: str, **more: str
    ) -> subprocess.CompletedProcess[str]:
        programs = postgres.binaries()
        path = f"{programs}:{os.environ['PATH']}" if programs else os.environ["PATH"]
        given = {
            "ORDERDESK_DATABASE_URL": url,
            "ORDERDESK_VAR_DIR": str(tmp_path / var),
            "PATH": path,
            "PYTHON": sys.executable,
        }
        return subprocess.run(
            [ROOT / "deploy" / script, argument],
            env={**os.environ, **given, **more}, capture_output=True, text=True,
        )  # fmt: skip

    return call


def row(url: str) -> str | None:
    """What the tracker's one row says."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found: str | None = connection.exec_driver_sql("SELECT data FROM events").scalar()
    engine.dispose()
    return found


def keep(url: str) -> None:
    """A tracker with a row."""
    tracker = sa.create_engine(url)
    with tracker.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE events (sender_id VARCHAR(255), data TEXT)")
        connection.exec_driver_sql("INSERT INTO events VALUES ('talk', 'said')")
    tracker.dispose()


def fill(url: str, var: Path) -> tuple[Desk, str]:
    """A shop with an order, and a tracker with a row."""
    var.mkdir(exist_ok=True)
    desk = open_desk(Settings(database_url=url, var_dir=var))
    desk.store.migrate()
    shop = Shop(desk)
    number = shop.order(shop.buyer(), "ON_HOLD")
    keep(tracker_beside(url, var))
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
    assert row(tracker_beside(urls[1], tmp_path / "two")) == "said"
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


@pytest.mark.parametrize("left", ["orderdesk.db-wal", "orderdesk.db-shm", "rasa.db-wal"])
def test_a_journal_that_was_left_is_not_taken_over(left: str, run: Run, tmp_path: Path) -> None:
    """An old file's journal beside the new one would undo the restore: it is named, and nothing is written."""
    here, there = (f"sqlite:///{tmp_path}/{part}/orderdesk.db" for part in ("one", "two"))
    desk, _ = fill(here, tmp_path / "one")
    desk.store.close()
    backup = Path(run("backup", here, tmp_path / "copies", "one").stdout.strip())
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / left).write_bytes(b"old pages")
    refused = run("restore", there, backup, "two")
    assert refused.returncode == 2
    assert f"{tmp_path}/two/{left} is there already" in refused.stderr
    assert [path.name for path in (tmp_path / "two").iterdir()] == [left]


def test_a_tracker_elsewhere_is_kept_too(urls: tuple[str, str], run: Run, tmp_path: Path) -> None:
    """A tracker that has a place of its own is in the backup, and comes back to the place that is named then."""
    desk, _ = fill(urls[0], tmp_path / "one")
    desk.store.close()
    old, new = (f"sqlite:///{tmp_path}/{part}.db" for part in ("old", "new"))
    keep(old)
    (tmp_path / "new.url").write_text(f"{new}\n")
    made = run("backup", urls[0], tmp_path / "copies", "one", ORDERDESK_TRACKER_URL=old)
    back = run(
        "restore", urls[1], Path(made.stdout.strip()), "two", ORDERDESK_TRACKER_URL_FILE=f"{tmp_path}/new.url"
    )
    assert back.returncode == 0, back.stderr
    assert row(new) == "said"


def test_a_tracker_with_a_database_of_its_own(
    request: pytest.FixtureRequest, run: Run, tmp_path: Path
) -> None:
    """On PostgreSQL, too; and a restore that does not know where to put it refuses before it writes anything."""
    old, new = two_databases(request, tmp_path, "tracker")
    here, there = (f"sqlite:///{tmp_path}/{part}/orderdesk.db" for part in ("one", "two"))
    desk, _ = fill(here, tmp_path / "one")
    desk.store.close()
    keep(old)
    backup = Path(run("backup", here, tmp_path / "copies", "one", ORDERDESK_TRACKER_URL=old).stdout.strip())
    refused = run("restore", there, backup, "two")
    assert refused.returncode == 2 and "tracker" in refused.stderr and not (tmp_path / "two").exists()
    assert run("restore", there, backup, "two", ORDERDESK_TRACKER_URL=new).returncode == 0
    assert row(new) == "said"


def test_a_tracker_of_an_unknown_kind_fails_loudly(run: Run, tmp_path: Path) -> None:
    """What cannot be copied is said, and no backup is left that seems to be whole."""
    here = f"sqlite:///{tmp_path}/one/orderdesk.db"
    fill(here, tmp_path / "one")[0].store.close()
    made = run("backup", here, tmp_path / "copies", "one", ORDERDESK_TRACKER_URL="redis://somewhere")
    assert made.returncode == 2 and "ORDERDESK_TRACKER_URL" in made.stderr
    assert not list((tmp_path / "copies").iterdir())

"""Every service test runs on both databases: the desk comes on SQLite and, where it is installed, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import count

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from orderdesk.adapters.sql import SqlStore
from orderdesk.bootstrap import Desk, open_desk
from tests.conftest import SetClock

Make = Callable[[], str]


@pytest.fixture(scope="session")
def postgres_copies(postgres_url: str) -> Iterator[tuple[Make, Make]]:
    """Make an empty, migrated database (its URL); drop the last one that was made."""
    server, numbers, made = make_url(postgres_url), count(), list[str]()
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", future=True)

    def run(sql: str) -> None:
        with engine.connect() as connection:
            connection.exec_driver_sql(sql)

    def url(name: str) -> str:
        return server.set(database=name).render_as_string(hide_password=False)

    def make() -> str:
        made.append(f"service_{next(numbers)}")
        run(f"CREATE DATABASE {made[-1]} TEMPLATE service_template")
        return url(made[-1])

    def drop() -> str:
        run(f"DROP DATABASE {made[-1]} WITH (FORCE)")
        return made.pop()

    run("CREATE DATABASE service_template")
    with closing(SqlStore(url("service_template"))) as store:
        store.migrate()
    yield make, drop
    run("DROP DATABASE service_template WITH (FORCE)")
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, desk: Desk, clock: SetClock) -> Iterator[Desk]:
    """A desk over an empty, migrated database of either kind."""
    if request.param == "sqlite":
        yield desk
        return
    make, drop = request.getfixturevalue("postgres_copies")
    found = open_desk(replace(desk.settings, database_url=make()), clock=clock)
    yield found
    found.store.close()
    drop()

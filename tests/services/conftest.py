"""Every service test runs on both databases: the desk comes on SQLite and, where it is installed, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine, make_url

from orderdesk.adapters.sql import SqlStore
from orderdesk.bootstrap import Desk, open_desk
from tests.conftest import SetClock

#: Filled by migrations, so not emptied between tests.
STAY = ("alembic_version", "order_transitions")


@pytest.fixture(scope="session")
def service_database(postgres_url: str) -> Iterator[tuple[str, Engine]]:
    """The URL of a migrated database for all tests here, and an engine to clean it with."""
    server = sa.create_engine(postgres_url, isolation_level="AUTOCOMMIT", future=True)
    with server.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE services")
    url = make_url(postgres_url).set(database="services").render_as_string(hide_password=False)
    with closing(SqlStore(url)) as store:
        store.migrate()
    engine = sa.create_engine(url, future=True)
    yield url, engine
    engine.dispose()
    with server.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE services WITH (FORCE)")
    server.dispose()


def empty(engine: Engine) -> None:
    """No rows, no tracker. As a superuser with the triggers off: they would rightly refuse."""
    tables = [name for name in sa.inspect(engine).get_table_names() if name not in STAY]
    with engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql("TRUNCATE " + ", ".join(f'"{name}"' for name in tables))
        connection.exec_driver_sql("DROP SCHEMA IF EXISTS rasa CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA rasa")


@pytest.fixture(autouse=True)
def always_indexed(indexed: None) -> None:
    """For every service: what it asks is found by an index."""


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, desk: Desk, clock: SetClock) -> Iterator[Desk]:
    """A desk over an empty, migrated database of either kind."""
    if request.param == "sqlite":
        yield desk
        return
    url, engine = request.getfixturevalue("service_database")
    empty(engine)
    found = open_desk(replace(desk.settings, database_url=url), clock=clock)
    yield found
    found.store.close()


@pytest.fixture
def real(desk: Desk) -> Desk:
    """The desk of a shop whose sellers are people: nobody answers by themselves."""
    return replace(desk, settings=replace(desk.settings, demo=False))

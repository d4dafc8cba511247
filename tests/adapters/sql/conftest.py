"""Databases to test on: SQLite always, PostgreSQL where it is installed. Each test has one of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from orderdesk.adapters.sql import SqlStore
from tests.adapters.sql.shop import ROWS

BACKENDS = ("sqlite", "postgresql")


class SqliteFiles:
    """Databases made by copying files."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._numbers = folder, count()
        self._migrated, self.filled = templates(self)

    def empty(self) -> str:
        """The URL of a database with nothing in it."""
        return f"sqlite:///{self._folder / str(next(self._numbers))}.db"

    def copy(self, url: str) -> str:
        """The URL of a copy."""
        new = self.empty()
        shutil.copy(url.removeprefix("sqlite:///"), new.removeprefix("sqlite:///"))
        return new

    def migrated(self) -> str:
        """The URL of a database with the newest schema."""
        return self.copy(self._migrated)

    def drop(self, url: str) -> None:
        """Files are cheap."""


class PostgresDatabases(SqliteFiles):
    """Databases of one server, made from templates."""

    def __init__(self, server: str) -> None:
        self._server, self._numbers = make_url(server), count()
        self._engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", future=True)
        self._migrated, self.filled = templates(self)

    def empty(self) -> str:
        """The URL of a database with nothing in it."""
        return self._create("template1")

    def copy(self, url: str) -> str:
        """The URL of a copy."""
        return self._create(str(make_url(url).database))

    def drop(self, url: str) -> None:
        """Delete it, whoever is still connected."""
        self._run(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def _create(self, template: str) -> str:
        name = f"shop_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._server.set(database=name).render_as_string(hide_password=False)

    def _run(self, sql: str) -> None:
        with self._engine.connect() as connection:
            connection.exec_driver_sql(sql)


def templates(databases: SqliteFiles) -> tuple[str, str]:
    """The URLs of a migrated database and of one with the small shop in it."""
    migrated = databases.empty()
    with closing(SqlStore(migrated)) as store:
        store.migrate()
    filled = databases.copy(migrated)
    with closing(SqlStore(filled)) as store, store.write() as unit:
        unit.add(*ROWS)
    return migrated, filled


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    """SQLite databases."""
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_databases(postgres_url: str) -> SqliteFiles:
    """PostgreSQL databases."""
    return PostgresDatabases(postgres_url)


@pytest.fixture(params=BACKENDS)
def databases(request: pytest.FixtureRequest) -> SqliteFiles:
    """Where this test's databases come from."""
    name = "sqlite_files" if request.param == "sqlite" else "postgres_databases"
    found: SqliteFiles = request.getfixturevalue(name)
    return found


@pytest.fixture
def url(databases: SqliteFiles) -> Iterator[str]:
    """A migrated database without rows."""
    url = databases.migrated()
    yield url
    databases.drop(url)


@pytest.fixture
def store(url: str) -> Iterator[SqlStore]:
    """A store without rows."""
    with closing(SqlStore(url)) as store:
        yield store


@pytest.fixture
def shop(databases: SqliteFiles) -> Iterator[SqlStore]:
    """A store with the small shop in it."""
    url = databases.copy(databases.filled)
    with closing(SqlStore(url)) as store:
        yield store
    databases.drop(url)


@pytest.fixture
def raw(databases: SqliteFiles) -> Iterator[Callable[[str], Any]]:
    """Plain SQL on the small shop, as an operator would type it; returns rows, if any. Taken back at the end."""
    engine = sa.create_engine(databases.filled, isolation_level="AUTOCOMMIT", poolclass=NullPool, future=True)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        connection.exec_driver_sql("BEGIN")

        def run(sql: str) -> Any:
            connection.exec_driver_sql("SAVEPOINT typed")
            try:
                result = connection.execute(sa.text(sql))
                return result.all() if result.returns_rows else None
            except sa.exc.DBAPIError:
                connection.exec_driver_sql("ROLLBACK TO SAVEPOINT typed")
                raise

        yield run
        connection.exec_driver_sql("ROLLBACK")

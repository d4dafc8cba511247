"""The schema's history ends where the model is, whoever runs it and however often."""

from __future__ import annotations

import logging
import multiprocessing
from contextlib import closing
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from orderdesk import model as m
from orderdesk.adapters.sql import SqlStore
from orderdesk.adapters.sql.tables import TABLES, metadata
from orderdesk.errors import StaleAction
from tests.adapters.sql.conftest import SqliteFiles
from tests.adapters.sql.shop import ROWS, row, usd

PROCESSES = 3


def checks(connection: Any) -> dict[str, set[tuple[str, str]]]:
    """The CHECKs of each table, as the database tells them."""
    inspector = sa.inspect(connection)
    return {
        table: {(check["name"], check["sqltext"]) for check in inspector.get_check_constraints(table)}
        for table in metadata.tables
    }


def test_migrations_make_the_models_tables(databases: SqliteFiles) -> None:
    """Columns, types, keys, indexes and CHECKs of a migrated database are those that the model asks for."""
    migrated, made = databases.migrated(), databases.empty()
    engines = [sa.create_engine(url, future=True, poolclass=sa.pool.NullPool) for url in (migrated, made)]
    metadata.create_all(engines[1])
    with engines[0].connect() as old, engines[1].connect() as new:
        context = MigrationContext.configure(old, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert checks(old) == checks(new)
        assert sum(map(len, checks(old).values())) > 20
    for url in (migrated, made):
        databases.drop(url)


def test_every_model_class_has_its_table() -> None:
    """One class is one table; a field is a column of the same name."""
    classes = [
        kind for kind in vars(m).values() if isinstance(kind, type) and hasattr(kind, "__dataclass_fields__")
    ]
    ours = {kind for kind in classes if kind.__module__.startswith(m.__name__)} - {m.OrderCase}
    assert set(TABLES) == ours
    for kind, table in TABLES.items():
        assert [column.name for column in table.columns] == list(kind.__dataclass_fields__)


def test_twice_is_once(shop: SqlStore, caplog: pytest.LogCaptureFixture) -> None:
    """Migrating an up-to-date database changes nothing and says nothing."""
    with caplog.at_level(logging.INFO):
        shop.migrate()
    assert caplog.records == []
    with shop.read() as unit:
        assert unit.get(m.Customer, "C1") == row(m.Customer)


def _migrate(url: str, start: Any) -> None:
    start.wait(20)
    with closing(SqlStore(url)) as store:
        store.migrate()
        with store.read() as unit:
            unit.count(m.Order)


def test_several_processes_at_once(databases: SqliteFiles) -> None:
    """Processes that start together on an empty database all find it migrated."""
    spawn = multiprocessing.get_context("fork")
    url, start = databases.empty(), spawn.Barrier(PROCESSES)
    processes = [spawn.Process(target=_migrate, args=(url, start)) for _ in range(PROCESSES)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * PROCESSES
    databases.drop(url)


def test_a_broken_migration_leaves_nothing(databases: SqliteFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a migration fails half-way, no table of it stays, and the next attempt succeeds."""
    url = databases.empty()
    with closing(SqlStore(url)) as store:
        with monkeypatch.context() as patch:
            patch.setattr("alembic.op.bulk_insert", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                store.migrate()
        engine = sa.create_engine(url, future=True)
        assert sa.inspect(engine).get_table_names() == []
        engine.dispose()
        store.migrate()
    databases.drop(url)


def test_wiped(shop: SqlStore) -> None:
    """After a wipe the shop is as on its first day: migrated anew, empty, with all guards."""
    shop.wipe()
    shop.migrate()
    with shop.write() as unit:
        assert unit.count(m.Customer) == 0
        unit.add(*ROWS)
    with pytest.raises(StaleAction), shop.write() as unit:
        unit.add(row(m.Refund, id="RF-2", cause="again", amount=usd(201)))

"""The schema's history, run by Alembic from code: there is no alembic.ini.

A new migration is a file in `versions/`, written by hand after the pattern of the ones there.
A released one never changes.
"""

from __future__ import annotations

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection

#: Any number that nobody else's advisory lock in this database uses.
LOCK = 7_301_186_525
TRACKER = "rasa"


def upgrade(connection: Connection) -> None:
    """Bring the schema to its newest version, in the transaction that the connection is in.

    One process at a time: SQLite by the write lock that the transaction has, PostgreSQL by an advisory lock.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL lock_timeout = '60s'; SET LOCAL statement_timeout = '60s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        _room_for_tracker(connection)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    command.upgrade(config(connection), "head")


def _room_for_tracker(connection: Connection) -> None:
    """The schema that Rasa's tracker lives in; Rasa makes its table there, but no schema."""
    if not connection.exec_driver_sql("SELECT 1 FROM pg_namespace WHERE nspname = %s", (TRACKER,)).all():
        connection.exec_driver_sql(f"CREATE SCHEMA {TRACKER}")


def config(connection: Connection) -> Config:
    """Alembic's settings for this folder."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings

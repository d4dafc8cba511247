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


def upgrade(connection: Connection) -> None:
    """Bring the schema to its newest version, in the transaction that the connection is in.

    One process at a time: SQLite by the write lock that the transaction has, PostgreSQL by an advisory lock.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL lock_timeout = '60s'; SET LOCAL statement_timeout = '60s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    command.upgrade(config(connection), "head")


def config(connection: Connection) -> Config:
    """Alembic's settings for this folder."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings

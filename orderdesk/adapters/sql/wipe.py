"""Throwing away the demo's data, tables and all."""

from __future__ import annotations

from sqlalchemy.engine import Connection

from orderdesk.adapters.sql.tables import metadata

#: What the guards leave behind when their tables are gone; SQLite's triggers go with the tables.
FUNCTIONS = "SELECT oid::regprocedure FROM pg_proc WHERE proname LIKE 'orderdesk\\_%%'"


def drop_everything(connection: Connection) -> None:
    """Drop our tables, their guards and the record of the migrations, in the transaction that the connection is in."""
    metadata.drop_all(connection)
    connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")
    if connection.dialect.name == "postgresql":
        for (function,) in connection.exec_driver_sql(FUNCTIONS).all():
            connection.exec_driver_sql(f"DROP FUNCTION {function}")

"""The store on SQLAlchemy: SQLite by default, PostgreSQL by URL."""

from orderdesk.adapters.sql.store import SqlStore

__all__ = ["SqlStore"]

"""The tracker's database connections."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import create_engine_kwargs
from sqlalchemy.engine import URL, Engine
from sqlalchemy.pool import QueuePool

#: A conversation's memory is a hint (the orders database is the truth), so a power failure may cost its last turns; a
#: killed Rasa costs none.
PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=10000")


def open_engine(url: URL) -> Engine:
    """An engine that keeps its connections; a SQLite file is opened so that readers and the writer do not wait."""
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url, **create_engine_kwargs(url))
    engine = sa.create_engine(url, poolclass=QueuePool, connect_args={"check_same_thread": False})
    sa.event.listen(engine, "connect", _set_up)
    return engine


def _set_up(connection: Any, _: Any) -> None:
    for pragma in PRAGMAS:
        connection.execute(f"pragma {pragma}")

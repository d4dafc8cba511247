"""The tracker's database connections."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import create_engine_kwargs
from sqlalchemy.engine import URL, Engine
from sqlalchemy.pool import QueuePool

from orderdesk.adapters.sql import patience

#: A conversation's memory is a hint (the orders database is the truth), so a power failure may cost its last turns; a
#: killed Rasa costs none.
#: What is erased is overwritten.
PRAGMAS = ("busy_timeout=10000", "journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON")
#: A PostgreSQL server that says nothing does not keep Rasa waiting for ever.
POSTGRESQL = {"connect_timeout": 3, "tcp_user_timeout": 5000, "application_name": "orderdesk-rasa"}


def open_engine(url: URL) -> Engine:
    """An engine that keeps its connections; a SQLite file is opened so that readers and the writer do not wait."""
    if url.get_backend_name() == "postgresql":
        patience.install(otherwise=patience.ANSWER)
        settings = create_engine_kwargs(url)
        settings["connect_args"] = {**POSTGRESQL, **settings.get("connect_args", {})}
        return sa.create_engine(url, pool_pre_ping=True, pool_timeout=patience.CHECKOUT, **settings)
    engine = sa.create_engine(url, poolclass=QueuePool, connect_args={"check_same_thread": False})
    sa.event.listen(engine, "connect", _set_up)
    return engine


def _set_up(connection: Any, _: Any) -> None:
    for pragma in PRAGMAS:
        connection.execute(f"pragma {pragma}")

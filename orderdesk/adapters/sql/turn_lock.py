"""One turn of a conversation at a time, among all Rasa servers behind one PostgreSQL.

The gateway hands out one message of a conversation at a time. But a gateway that dies, or gives up waiting, leaves its
turn running in a Rasa server, and the next one may send the message to another server. Rasa's own lock knows only its
own process. An advisory lock belongs to a connection: a Rasa server that dies lets go of it without doing anything.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

from orderdesk.adapters.sql.engine import make_engine
from orderdesk.adapters.sql.failures import translated
from orderdesk.adapters.sql.patience import CHECKOUT, within
from orderdesk.errors import Unavailable

#: Keeps our numbers apart from other users of advisory locks in the same database.
SALT = 7301
TAKE = text("SELECT pg_try_advisory_lock(:salt, hashtext(:name))")
GIVE = text("SELECT pg_advisory_unlock(:salt, hashtext(:name))")


class TurnLock:
    """Locks by conversation. Over SQLite, which one machine and one Rasa server share, it does nothing."""

    def __init__(self, url: str) -> None:
        """`url` is the tracker's database."""
        self._url = url
        self._engine: Engine | None = None

    @asynccontextmanager
    async def held(self, conversation: str) -> AsyncIterator[None]:
        """Around a turn. Raises Unavailable where another server is at it, or the database does not answer."""
        if self._url.startswith("sqlite:"):
            yield
            return
        connection = await asyncio.to_thread(self._take, conversation)
        try:
            yield
        finally:
            await asyncio.shield(asyncio.to_thread(self._give, connection, conversation))

    def _take(self, conversation: str) -> Connection:
        with translated(), within(checkout=CHECKOUT):
            self._engine = self._engine or make_engine(self._url)
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            if not self._said_yes(connection, TAKE, conversation):
                connection.close()
                raise Unavailable("another server is at this conversation")
            return connection

    def _give(self, connection: Connection, conversation: str) -> None:
        with suppress(Exception), within(checkout=CHECKOUT):
            try:
                self._said_yes(connection, GIVE, conversation)
            except Exception:
                connection.invalidate()  # the lock ends with the connection
            connection.close()

    @staticmethod
    def _said_yes(connection: Connection, question: Any, conversation: str) -> bool:
        return bool(connection.execute(question, {"salt": SALT, "name": conversation}).scalar())

"""Reads the buyers' turns from Rasa's own tracker store. Only reads: the tables are Rasa's."""

from __future__ import annotations

import json

from sqlalchemy import column, inspect, select, table
from sqlalchemy.exc import SQLAlchemyError

from orderdesk.adapters.sql.engine import begin, make_engine
from orderdesk.errors import Unavailable
from orderdesk.review.turn import Turn

EVENTS = table("events", *map(column, ("id", "sender_id", "type_name", "timestamp", "data")))


def read_turns(url: str, since: float) -> list[Turn]:
    """All buyers' messages from `since` (seconds since 1970), oldest first; none where Rasa has stored nothing yet.

    Raises Unavailable when the database does not answer, ValueError for a URL of another database.
    """
    engine = make_engine(url)
    wanted = (
        select(EVENTS.c.sender_id, EVENTS.c.data)
        .where(EVENTS.c.type_name == "user", EVENTS.c.timestamp >= since)
        .order_by(EVENTS.c.id)
    )
    try:
        with engine.connect() as plain, begin(plain, writes=False) as connection:
            rows = connection.execute(wanted).all() if inspect(connection).has_table("events") else []
    except SQLAlchemyError as error:
        raise Unavailable("the tracker store does not answer") from error
    finally:
        engine.dispose()
    return [Turn.of_event(sender, json.loads(data)) for sender, data in rows]

"""What a plain Rasa project does: look the order up by its number, say what is found. SQLite or PostgreSQL, by URL."""

from __future__ import annotations

import os
from typing import Any

import sqlalchemy as sa
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

engine = sa.create_engine(os.environ["BENCHMARK_DATABASE_URL"])
BY_NUMBER = sa.text("select id, status from orders where id = :number")
BY_BUYER = sa.text(
    "select o.id, o.status from orders o where o.customer_id = "
    "(select customer_id from orders where id = :number) order by o.created_at desc limit 5"
)


class Lookup(Action):
    """Says the state of the order in the message, or of the one before."""

    action_name = "action_track_order"
    query = BY_NUMBER

    def name(self) -> str:
        """Rasa's name of it."""
        return self.action_name

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """One query, one reply for each row."""
        with engine.connect() as connection:
            rows = connection.execute(self.query, {"number": tracker.get_slot("order_number")}).all()
        for row in rows:
            dispatcher.utter_message(response="utter_order", order=row.id, status=row.status)
        if not rows:
            dispatcher.utter_message(response="utter_no_order")
        return []


class ListOrders(Lookup):
    """Says the buyer's last five."""

    action_name = "action_list_orders"
    query = BY_BUYER


class CancellationPolicy(Lookup):
    """Says the state."""

    action_name = "action_cancellation_policy"

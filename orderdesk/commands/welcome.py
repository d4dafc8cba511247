"""What `orderdesk run` prints when everything is up: how to talk to the bot, and as whom."""

from __future__ import annotations

from orderdesk.bootstrap import Desk
from orderdesk.commands.tables import console, show
from orderdesk.model import Customer, Order
from orderdesk.running.plan import Plan
from orderdesk.services.sessions import open_session

CURL = """\
Say something as {handle}:
  curl -s {url}/webhooks/rest/webhook -H 'Content-Type: application/json' \\
    -d '{{"sender": "{conversation}", "message": "where is my order"}}'
"""


def welcome(desk: Desk, plan: Plan, logs: str) -> None:
    """Sign every demo buyer in to a fresh conversation and print the ids with a line to paste."""
    with desk.store.read() as unit:
        buyers = unit.find(Customer, order_by="handle")
        counts = {buyer.id: unit.count(Order, customer_id=buyer.id) for buyer in buyers}
    ids = {buyer.handle: open_session(desk, buyer.handle).conversation_id for buyer in buyers}
    show(
        ("buyer", "name", "market", "orders", "conversation (signed in for 12 hours)"),
        ((one.handle, one.name, one.market, counts[one.id], ids[one.handle]) for one in buyers),
        "Orderdesk is up.",
    )
    out = console()
    out.print(f"The shop with the chat in it: {plan.gateway_url}/\n", markup=False, soft_wrap=True)
    if buyers:
        first = "mia" if "mia" in ids else buyers[0].handle
        text = CURL.format(handle=first, url=plan.rasa_url, conversation=ids[first])
        out.print(text, markup=False, soft_wrap=True)
    out.print(f"In this terminal instead: make shell AS=mia    Logs: {logs}/", markup=False, soft_wrap=True)
    if desk.settings.mail_url.startswith("file:"):
        out.print(f"Mail is kept in {desk.settings.mail_url.removeprefix('file:')}/", markup=False)
    out.print("Ctrl-C stops everything.", markup=False)

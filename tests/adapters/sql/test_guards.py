"""What the database refuses by itself, whoever asks: each rule tried by plain SQL, past our code."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import exc

from orderdesk import model as m
from tests.adapters.sql.shop import ORDER

OTHER = "577000000000000002"
NEW_ORDER = (
    "INSERT INTO orders SELECT '{id}', {customer}, seller_id, market, '{status}', order_type, is_gift, currency,"
    " shipping, {total}, payment_method, created_at, paid_at, ship_by, expected_at, delivery_due_at, shipped_at,"
    " delivered_at, completed_at, cancelled_at, cancel_reason, cancelled_by FROM orders"
)


def order(
    *, id: str = OTHER, customer: str = "customer_id", status: str = "UNPAID", total: str = "total"
) -> str:
    return NEW_ORDER.format(id=id, customer=customer, status=status, total=total)


def refund(
    order_id: str = ORDER, cause: str = "x", currency: str = "USD", amount: str = "1", verb: str = "INSERT"
) -> str:
    return (
        f"{verb} INTO refunds SELECT 'RF-9', '{order_id}', '{cause}', '{currency}', {amount}, method, status,"
        " created_at, expected_from, expected_by, sent_at FROM refunds"
    )


def copy(table: str, id: str, columns: str) -> str:
    return f"INSERT INTO {table} (id, {columns}) SELECT '{id}', {columns} FROM {table}"


AUDIT = "at, actor, customer_id, order_id, verb, subject_id, rule, policy_version, before, after"


def audit(**values: str) -> str:
    columns = AUDIT.split(", ")
    taken = ", ".join(values.get(column, column) for column in columns)
    return f"INSERT INTO audit (id, {AUDIT}) SELECT 'AU-9', {taken} FROM audit"


CANCELLATION = "order_id, customer_id, line_ids, reason, status, created_at, asked_by"
RETURN = "order_id, customer_id, line_ids, kind, reason, note, currency, amount, status, created_at"
WATCH = "order_id, customer_id, conversation_id, created_at"
OUTBOX = '"key", channel, customer_id, template, facts, state, created_at, due_at, attempts'

REFUSED = {
    "order number too short": order(id="1" * 14),
    "order number too long": order(id="1" * 21),
    "order number with a letter": order(id="57700000000000000a"),
    "order number with a letter within": order(id="57700a000000000001"),
    "order of nobody": order(customer="'C9'"),
    "order in no known status": order(status="LOST"),
    "order with a negative total": order(total="-1"),
    "order moves backwards": "UPDATE orders SET status = 'UNPAID'",
    "order skips its delivery": "UPDATE orders SET status = 'DELIVERED'",
    "order leaves for no known status": "UPDATE orders SET status = 'LOST'",
    "order of no known type": "UPDATE orders SET order_type = 'GIFT'",
    "order from no seller": "UPDATE orders SET seller_id = 'S9'",
    "order with negative shipping": "UPDATE orders SET shipping = -1",
    "order cancelled by nobody known": "UPDATE orders SET cancelled_by = 'ROBOT'",
    "product of no seller": "UPDATE products SET seller_id = 'S9'",
    "line in no parcel": "UPDATE lines SET parcel_id = 'PC9'",
    "parcel in no known status": "UPDATE parcels SET status = 'LOST'",
    "two parcels at one position": copy(
        "parcels", "PC9", "order_id, position, status, carrier, tracking_number"
    ),
    "payment of no order": f"INSERT INTO payments SELECT '{OTHER}', currency, amount, 0, method, paid_at FROM payments",
    "line without product": "UPDATE lines SET product_id = 'P9'",
    "line in no known status": "UPDATE lines SET status = 'LOST'",
    "line with a negative price": "UPDATE lines SET paid = -1",
    "line in another currency than its order": "UPDATE lines SET currency = 'EUR'",
    "two lines at one position": copy(
        "lines",
        "L9",
        "order_id, position, product_id, title, variant, image, currency, paid, returnable, status",
    ),
    "parcel of no order": f"UPDATE parcels SET order_id = '{OTHER}'",
    "event of no parcel": "UPDATE parcel_events SET parcel_id = 'PC9'",
    "second payment of an order": f"INSERT INTO payments SELECT * FROM payments WHERE order_id = '{ORDER}'",
    "payment smaller than its refunds": "UPDATE payments SET amount = 299",
    "refunded lowered by hand": "UPDATE payments SET refunded = 0",
    "refunded raised by hand": "UPDATE payments SET refunded = 400",
    "refund above the payment": refund(amount="201"),
    "refund that is negative": refund(amount="-1"),
    "refund of the same cause": refund(cause="CN-1"),
    "refund of an order without payment": refund(order_id=OTHER),
    "refund in another currency": refund(currency="EUR"),
    "refund made bigger": "UPDATE refunds SET amount = 301",
    "refund made smaller": "UPDATE refunds SET amount = 1",
    "refund given another cause": "UPDATE refunds SET cause = 'y'",
    "refund in no known status": "UPDATE refunds SET status = 'LOST'",
    "refund deleted": "DELETE FROM refunds",
    "payment deleted under its refunds": "DELETE FROM payments",
    "second pending cancellation": copy("cancellations", "CN-9", CANCELLATION),
    "cancellation by another buyer": "UPDATE cancellations SET customer_id = 'C2'",
    "cancellation in no known status": "UPDATE cancellations SET status = 'PENDING'",
    "cancellation asked by nobody": "UPDATE cancellations SET asked_by = 'ROBOT'",
    "second live return": copy("returns", "RT-9", RETURN),
    "return by another buyer": "UPDATE returns SET customer_id = 'C2'",
    "return of no known kind": "UPDATE returns SET kind = 'SWAP'",
    "return in no known status": "UPDATE returns SET status = 'LOST'",
    "return with a negative amount": "UPDATE returns SET amount = -1",
    "return in another currency than its order": "UPDATE returns SET currency = 'EUR'",
    "message by another buyer": "UPDATE seller_messages SET customer_id = 'C2'",
    "message in no known status": "UPDATE seller_messages SET status = 'LOST'",
    "dispute in no known status": "UPDATE disputes SET status = 'LOST'",
    "ticket in no known status": "UPDATE tickets SET status = 'LOST'",
    "ticket of nobody": "UPDATE tickets SET customer_id = 'C9', order_id = NULL",
    "watch by another buyer": "UPDATE watches SET customer_id = 'C2'",
    "pending action of nobody": "UPDATE pending_actions SET customer_id = 'C9', order_id = NULL",
    "audit of nobody": audit(customer_id="'C9'"),
    "audit of no order": audit(order_id=f"'{OTHER}'"),
    "audit by nobody known": audit(actor="'ROBOT'"),
    "notice to nobody": "UPDATE outbox SET customer_id = 'C9'",
    "notice in no known state": "UPDATE outbox SET state = 'LOST'",
    "message to no seller": "UPDATE seller_messages SET seller_id = 'S9'",
    "dispute by another buyer": "UPDATE disputes SET customer_id = 'C2'",
    "evidence for no dispute": "UPDATE evidence SET dispute_id = 'DP-9'",
    "ticket about somebody else's order": "UPDATE tickets SET customer_id = 'C2'",
    "second watch in a conversation": copy("watches", "W-9", WATCH),
    "session of nobody": "UPDATE sessions SET customer_id = 'C9'",
    "pending action on somebody else's order": "UPDATE pending_actions SET customer_id = 'C2'",
    "pending action in no known state": "UPDATE pending_actions SET state = 'MAYBE'",
    "audit changed": "UPDATE audit SET rule = 'other'",
    "audit deleted": "DELETE FROM audit",
    "outbox key twice": copy("outbox", "OB-9", OUTBOX),
    "handle twice": "UPDATE customers SET handle = 'ada'",
    "order's buyer changed under a request": "UPDATE orders SET customer_id = 'C2'",
}
#: SQLite only: its REPLACE deletes without DELETE triggers, IGNORE passes by CHECKs, and columns take any type.
REFUSED_BY_SQLITE = {
    "refund replaced": refund(cause="CN-1", verb="INSERT OR REPLACE"),
    "refund above the payment, ignoring checks": refund(amount="201", verb="INSERT OR IGNORE"),
    "order replaced": f"REPLACE INTO orders SELECT * FROM orders WHERE id = '{ORDER}'",
    "audit replaced": "REPLACE INTO audit SELECT * FROM audit",
    "pending action replaced": "REPLACE INTO pending_actions SELECT * FROM pending_actions",
    "amount that is text": "UPDATE lines SET paid = 'much'",
    "amount with a fraction": "UPDATE lines SET paid = 1.5",
}
REFUSED_BY_POSTGRES = {
    "refunds emptied": "TRUNCATE refunds",
    "audit emptied": "TRUNCATE audit",
    "refund by way of upsert": refund(cause="CN-1") + " ON CONFLICT (cause) DO UPDATE SET amount = 1",
}
WATCHED = (
    "orders",
    "lines",
    "payments",
    "refunds",
    "cancellations",
    "returns",
    "pending_actions",
    "audit",
    "outbox",
)
Raw = Callable[[str], Any]


def contents(raw: Raw) -> list[Any]:
    return [raw(f"SELECT * FROM {table}") for table in WATCHED]


def refuses(raw: Raw, sql: str) -> None:
    before = contents(raw)
    with pytest.raises(exc.IntegrityError):
        raw(sql)
    assert contents(raw) == before


@pytest.mark.parametrize("name", REFUSED)
def test_refused(raw: Raw, name: str) -> None:
    """The database refuses this even when it is typed by hand, and nothing changes."""
    refuses(raw, REFUSED[name])


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", REFUSED_BY_SQLITE)
def test_refused_by_sqlite(raw: Raw, name: str) -> None:
    """SQLite's side doors are shut."""
    refuses(raw, REFUSED_BY_SQLITE[name])


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
@pytest.mark.parametrize("name", REFUSED_BY_POSTGRES)
def test_refused_by_postgresql(raw: Raw, name: str) -> None:
    """PostgreSQL's side doors are shut."""
    refuses(raw, REFUSED_BY_POSTGRES[name])


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_money_is_held_without_foreign_keys(databases: Any) -> None:
    """SQLite's own shell has foreign keys off: a refund without payment is refused there too."""
    connection = sqlite3.connect(databases.filled.removeprefix("sqlite:///"))
    with closing(connection), pytest.raises(sqlite3.IntegrityError):
        connection.execute(refund(order_id=OTHER))


@pytest.mark.parametrize("old", m.OrderStatus)
def test_orders_move_as_the_model_says(raw: Raw, old: m.OrderStatus) -> None:
    """From each status exactly the model's moves are possible, and staying."""
    went = set()
    for number, new in enumerate(m.OrderStatus):
        id = f"57700000000000010{number}"
        raw(order(id=id, status=old) + f" WHERE id = '{ORDER}'")
        try:
            raw(f"UPDATE orders SET status = '{new}' WHERE id = '{id}'")
        except exc.IntegrityError:
            continue
        went.add(new)
    assert went == m.TRANSITIONS[old] | {old}


@pytest.mark.parametrize("old", m.PendingState)
@pytest.mark.parametrize("new", m.PendingState)
def test_a_pending_action_ends_once(raw: Raw, old: m.PendingState, new: m.PendingState) -> None:
    """OPEN becomes DONE or VOID; neither becomes anything else."""
    raw(f"UPDATE pending_actions SET state = '{old}'")
    sql = f"UPDATE pending_actions SET state = '{new}'"
    if old is m.PendingState.OPEN or old is new:
        raw(sql)
    else:
        refuses(raw, sql)


@pytest.mark.parametrize("status", m.ReturnStatus)
def test_only_live_returns_exclude_each_other(raw: Raw, status: m.ReturnStatus) -> None:
    """A second return may be opened once the first has ended, and not before."""
    raw(f"UPDATE returns SET status = '{status}'")
    second = copy("returns", "RT-9", RETURN)
    if status in m.LIVE_RETURNS:
        refuses(raw, second)
    else:
        raw(second)


def test_a_payment_begins_without_refunds(raw: Raw) -> None:
    """A payment is not born with something promised back that no refund stands for."""
    raw(order())
    payment = "INSERT INTO payments SELECT '{}', currency, amount, {}, method, paid_at FROM payments"
    refuses(raw, payment.format(OTHER, 300))
    raw(payment.format(OTHER, 0))


def test_a_refund_counts_itself(raw: Raw) -> None:
    """Writing a refund raises what the payment has promised back; its status may change afterwards."""
    raw(refund(amount="200"))
    raw("UPDATE refunds SET status = 'SENT', sent_at = created_at")
    assert raw("SELECT refunded FROM payments") == [(500,)]

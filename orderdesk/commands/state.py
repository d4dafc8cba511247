"""Look at the state of the shop: buyers, orders, the outbox. These write nothing."""

from __future__ import annotations

from dataclasses import is_dataclass
from typing import Any

import click

from orderdesk.commands.desk import ready_desk
from orderdesk.commands.plain import print_json
from orderdesk.commands.tables import show
from orderdesk.errors import NotFound
from orderdesk.model import AuditEntry, Customer, Order, OrderCase, OutboxRow, OutboxState
from orderdesk.money import Money
from orderdesk.plain import columns, plain
from orderdesk.ports import Unit

#: What a person learns nothing from in an order's tables.
NOT_SHOWN = frozenset(
    {"order_id", "customer_id", "conversation_id", "message_id", "seller_id", "image", "facts", "currency"}
)

as_json = click.option("--json", "json_", is_flag=True, help="For programs.")


@click.command()
@as_json
def customers(json_: bool) -> None:
    """List the buyers."""
    with ready_desk().store.read() as unit:
        rows = unit.find(Customer, order_by="handle")
        counts = {row.id: unit.count(Order, customer_id=row.id) for row in rows}
    if json_:
        print_json([plain(row) | {"orders": counts[row.id]} for row in rows])
        return
    show(
        ("handle", "name", "market", "orders", "e-mail"),
        ((row.handle, row.name, row.market, counts[row.id], row.email) for row in rows),
    )


@click.command()
@click.option("--customer", "handle", required=True, help="The buyer's handle.")
@as_json
def orders(handle: str, json_: bool) -> None:
    """List a buyer's orders, newest first."""
    with ready_desk().store.read() as unit:
        customer = _customer(unit, handle)
        rows = unit.find(Order, customer_id=customer.id, order_by="-created_at")
        cases = unit.cases([row.id for row in rows])
    if json_:
        print_json([_order(case) | {"lines": plain(case.lines)} for case in cases])
        return
    show(("order", "status", "placed (UTC)", "items", "total"), (_row(case) for case in cases))


@click.command()
@click.argument("order_id", metavar="ID")
@as_json
def order(order_id: str, json_: bool) -> None:
    """Show everything about one order."""
    desk = ready_desk()
    with desk.store.read() as unit:
        case = unit.case(order_id)
        if case is None:
            raise NotFound(f"There is no order {order_id}.")
        audit = unit.find(AuditEntry, order_id=order_id, order_by="at")
        customer = unit.get(Customer, case.order.customer_id)
        notices = [
            row for row in unit.find(OutboxRow, customer_id=case.order.customer_id) if _about(row, order_id)
        ]
    whole = _whole(case, customer, audit, notices)
    if json_:
        print_json(_with_events(whole))
    else:
        _show_order(whole)


@click.command()
@click.option("--dead", is_flag=True, help="Only what was given up, with the reason.")
@as_json
def outbox(dead: bool, json_: bool) -> None:
    """List what was, or is to be, delivered."""
    with ready_desk().store.read() as unit:
        wanted: dict[str, Any] = {"state": OutboxState.DEAD} if dead else {}
        rows = unit.find(OutboxRow, order_by="created_at", **wanted)
    if json_:
        print_json(rows)
        return
    show(
        ("created (UTC)", "state", "what", "attempts", "error"),
        ((row.created_at, row.state, row.key, row.attempts, row.error) for row in rows),
    )


def _customer(unit: Unit, handle: str) -> Customer:
    found = unit.find(Customer, handle=handle)
    if not found:
        raise NotFound(f"There is no buyer {handle!r}; `orderdesk customers` lists them.")
    return found[0]


def _row(case: OrderCase) -> tuple[Any, ...]:
    order = case.order
    return order.id, order.status, order.created_at, [line.title for line in case.lines], order.total


def _order(case: OrderCase) -> dict[str, Any]:
    return dict(plain(case.order)) | {"seller": case.seller.name}


def _about(row: OutboxRow, order_id: str) -> bool:
    return row.facts.get("order") == order_id


def _whole(
    case: OrderCase, customer: Customer | None, audit: list[AuditEntry], notices: list[OutboxRow]
) -> dict[str, Any]:
    return columns(case.order) | {
        "seller": case.seller.name,
        "customer": customer.handle if customer else None,
        "lines": case.lines,
        "parcels": case.parcels,
        "events": case.events,
        "payment": case.payment,
        "requests": case.cancellations,
        "returns": case.returns,
        "refunds": case.refunds,
        "messages": case.messages,
        "disputes": case.disputes,
        "evidence": case.evidence,
        "audit": audit,
        "outbox": notices,
    }


def _with_events(whole: dict[str, Any]) -> dict[str, Any]:
    """For programs: each parcel with its own events."""
    made: dict[str, Any] = plain(whole)
    events = made.pop("events")
    for parcel in made["parcels"]:
        parcel["events"] = [event for event in events if event["parcel_id"] == parcel["id"]]
    return made


def _show_order(whole: dict[str, Any]) -> None:
    header = [
        (name, value) for name, value in whole.items() if value not in (None, (), []) and not _rows(value)
    ]
    show(("", ""), header, f"Order {whole['id']}")
    for name, value in whole.items():
        rows = [columns(row) for row in _rows(value)]
        shown = [key for key in rows[0] if key not in NOT_SHOWN] if rows else []
        show(shown, ([row[key] for key in shown] for row in rows), name)


def _rows(value: Any) -> list[Any]:
    """The rows that a part of an order consists of; none for a plain value."""
    found = value if isinstance(value, (list, tuple)) else [value]
    return [row for row in found if is_dataclass(row) and not isinstance(row, Money)]

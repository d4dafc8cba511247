"""Look at the state of the shop: buyers, orders, the outbox. These write nothing."""

from __future__ import annotations

from typing import Any

import click

from orderdesk.commands.desk import ready_desk
from orderdesk.commands.plain import plain, print_json
from orderdesk.commands.tables import show
from orderdesk.errors import NotFound
from orderdesk.model import AuditEntry, Customer, Order, OrderCase, OutboxRow, OutboxState
from orderdesk.ports import Unit

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
        print_json(whole)
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
    events = plain(case.events)
    parcels = [
        row | {"events": [event for event in events if event["parcel_id"] == row["id"]]}
        for row in plain(case.parcels)
    ]
    return _order(case) | {
        "customer": customer.handle if customer else None,
        "lines": plain(case.lines),
        "parcels": parcels,
        "payment": plain(case.payment),
        "requests": plain(case.cancellations),
        "returns": plain(case.returns),
        "refunds": plain(case.refunds),
        "messages": plain(case.messages),
        "disputes": plain(case.disputes),
        "evidence": plain(case.evidence),
        "audit": plain(audit),
        "outbox": plain(notices),
    }


def _show_order(whole: dict[str, Any]) -> None:
    header = [(name, value) for name, value in whole.items() if not isinstance(value, list)]
    show(
        ("", ""),
        ((name, _short(value)) for name, value in header if value is not None),
        f"Order {whole['id']}",
    )
    for name, rows in whole.items():
        if isinstance(rows, list) and rows:
            columns = [
                key for key in rows[0] if key not in ("order_id", "customer_id", "conversation_id", "image")
            ]
            show(columns, ([_short(row[key]) for key in columns] for row in rows), name)


def _short(value: Any) -> Any:
    if isinstance(value, dict):
        return (
            f"{value['amount']} {value['currency']}" if set(value) == {"amount", "currency"} else str(value)
        )
    if isinstance(value, list):
        return [_short(part) for part in value]
    return value

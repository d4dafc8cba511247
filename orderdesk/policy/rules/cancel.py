"""The rules of cancelling an order or some of its lines.

Rules are listed in the order in which a buyer should hear them. Sources stand in the terms, beside each rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from orderdesk.model import Line, LineStatus, OrderCase, OrderStatus, OrderType
from orderdesk.policy.engine import Facts, Journey, rule
from orderdesk.policy.rules.state import due_at, is_late, is_sent, running_dispute
from orderdesk.policy.terms import Terms


@dataclass(frozen=True)
class CancelAsk:
    """What a buyer wants cancelled. No line ids: the whole order."""

    line_ids: tuple[str, ...] = ()


def asked_lines(case: OrderCase, ask: CancelAsk) -> tuple[str, ...]:
    """The ids of the active lines that are meant; with the last purchase go the free gifts that are still here."""
    ids = tuple(line.id for line in case.active_lines)
    chosen = tuple(i for i in ids if i in ask.line_ids) if ask.line_ids else ids
    rest = [line for line in case.active_lines if line.id not in chosen]
    if _only_gifts(case.lines_of(chosen)) or not _only_gifts(rest):
        return chosen
    along = {line.id for line in rest if not is_sent(case, line)}
    return tuple(i for i in ids if i in chosen or i in along)


def is_partial(case: OrderCase, ask: CancelAsk) -> bool:
    """Whether some active lines would stay."""
    return bool(ask.line_ids) and len(asked_lines(case, ask)) < len(case.active_lines)


def unsent_lines(case: OrderCase) -> tuple[str, ...]:
    """The ids of the active lines that have not left."""
    return tuple(line.id for line in case.active_lines if not is_sent(case, line))


def _only_gifts(lines: Iterable[Line]) -> bool:
    return all(line.paid.amount == 0 for line in lines)


def _in_sent_parcels(case: OrderCase, ids: tuple[str, ...]) -> bool:
    return any(is_sent(case, line) for line in case.lines_of(ids))


@rule("cancelled_at")
def already_cancelled(case: OrderCase, ask: CancelAsk, terms: Terms, now: datetime) -> Facts | None:
    """Nothing is left to cancel."""
    if case.order.status is OrderStatus.CANCELLED:
        return {"cancelled_at": case.order.cancelled_at}
    return None


@rule("order")
def item_unknown(case: OrderCase, ask: CancelAsk, terms: Terms, now: datetime) -> Facts | None:
    """A chosen unit is not part of this order."""
    known = {line.id for line in case.lines}
    return {"order": case.order.id} if set(ask.line_ids) - known else None


@rule("items")
def line_already_cancelled(case: OrderCase, ask: CancelAsk, terms: Terms, now: datetime) -> Facts | None:
    """One of the chosen units is no longer part of the order."""
    gone = [line for line in case.lines_of(ask.line_ids) if line.status is not LineStatus.ACTIVE]
    if case.order.status is not OrderStatus.CANCELLED and gone:
        return {"items": tuple(line.title for line in gone)}
    return None


@rule("dispute")
def dispute_running(case: OrderCase, ask: CancelAsk, terms: Terms, now: datetime) -> Facts | None:
    """The platform is deciding about this order; nobody acts meanwhile."""
    running = running_dispute(case)
    return {"dispute": running.id} if running else None


@rule("request", "answer_by")
def already_requested(case: OrderCase, ask: CancelAsk, terms: Terms, now: datetime) -> Facts | None:
    """A request is waiting for the seller."""
    live = case.live_cancellation
    return {"request": live.id, "answer_by": live.answer_by} if live else None


@rule("request", "items")
def cancel_return_running(case: OrderCase, ask: CancelAsk, terms: Terms, now: datetime) -> Facts | None:
    """Money is asked back for what has not left: one wish at a time for the same money."""
    live, chosen = case.live_return, case.lines_of(asked_lines(case, ask))
    both = [line.title for line in chosen if live and line.id in live.line_ids and not is_sent(case, line)]
    return {"request": live.id, "items": tuple(both)} if live and both else None


@rule("completed_at")
def completed(case: OrderCase, ask: CancelAsk, terms: Terms, now: datetime) -> Facts | None:
    """The order is closed."""
    return {"completed_at": case.order.completed_at} if case.order.status is OrderStatus.COMPLETED else None


@rule("delivered_at")
def delivered(case: OrderCase, ask: CancelAsk, terms: Terms, now: datetime) -> Facts | None:
    """The buyer has it."""
    return {"delivered_at": case.order.delivered_at} if case.order.status is OrderStatus.DELIVERED else None


@rule("expected_at", "deadline")
def in_transit_late(case: OrderCase, ask: CancelAsk, terms: Terms, now: datetime) -> Facts | None:
    """On its way, and later than promised."""
    if case.order.status is OrderStatus.IN_TRANSIT and is_late(case, now):
        return {"expected_at": due_at(case), "deadline": case.order.shipped_at}
    return None


@rule("shipped_at", "expected_at", "deadline")
def in_transit(case: OrderCase, ask: CancelAsk, terms: Terms, now: datetime) -> Facts | None:
    """On its way and in time."""
    if case.order.status is OrderStatus.IN_TRANSIT and not is_late(case, now):
        shipped = case.order.shipped_at
        return {"shipped_at": shipped, "expected_at": case.order.expected_at, "deadline": shipped}
    return None


@rule("expected_at")
def awaiting_collection(case: OrderCase, ask: CancelAsk, terms: Terms, now: datetime) -> Facts | None:
    """Packed and labelled, waiting for the carrier."""
    if case.order.status is OrderStatus.AWAITING_COLLECTION:
        return {"expected_at": case.order.expected_at}
    return None


@rule("shipped_items")
def partly_shipped(case: OrderCase, ask: CancelAsk, terms: Terms, now: datetime) -> Facts | None:
    """Some of what is meant has left already."""
    ids = asked_lines(case, ask)
    if case.order.status is OrderStatus.PARTIALLY_SHIPPING and _in_sent_parcels(case, ids):
        sent = [line for line in case.lines_of(ids) if _in_sent_parcels(case, (line.id,))]
        return {"shipped_items": tuple(line.title for line in sent)}
    return None


@rule("order")
def lines_not_offered(case: OrderCase, ask: CancelAsk, terms: Terms, now: datetime) -> Facts | None:
    """This market cancels whole orders only. All that has not left of a split order is not a single line."""
    rest = case.order.status is OrderStatus.PARTIALLY_SHIPPING and asked_lines(case, ask) == unsent_lines(
        case
    )
    if is_partial(case, ask) and not rest and not terms.flag("cancel.single_lines"):
        return {"order": case.order.id}
    return None


@rule("items")
def gift_alone(case: OrderCase, ask: CancelAsk, terms: Terms, now: datetime) -> Facts | None:
    """A free gift goes with its purchase and has no price of its own."""
    chosen = case.lines_of(asked_lines(case, ask))
    if is_partial(case, ask) and chosen and _only_gifts(chosen):
        return {"items": tuple(line.title for line in chosen)}
    return None


@rule("ship_by")
def made_to_order(case: OrderCase, ask: CancelAsk, terms: Terms, now: datetime) -> Facts | None:
    """Work on it begins when the free window ends."""
    if (
        case.order.order_type is OrderType.MADE_TO_ORDER
        and _waiting(case)
        and not _in_free_window(case, terms, now)
    ):
        return {"ship_by": case.order.ship_by}
    return None


@rule("items")
def rest_not_shipped(case: OrderCase, ask: CancelAsk, terms: Terms, now: datetime) -> Facts | None:
    """What is meant is the part of a split order that has not left."""
    ids = asked_lines(case, ask)
    if case.order.status is OrderStatus.PARTIALLY_SHIPPING and ids and not _in_sent_parcels(case, ids):
        return {"items": tuple(line.title for line in case.lines_of(ids))}
    return None


@rule("deadline", "ship_by")
def pre_order(case: OrderCase, ask: CancelAsk, terms: Terms, now: datetime) -> Facts | None:
    """A pre-order that has not been sent."""
    order = case.order
    if order.order_type is OrderType.PRE_ORDER and _waiting(case) and not _in_free_window(case, terms, now):
        return {"deadline": order.ship_by, "ship_by": order.ship_by}
    return None


@rule("window_ended")
def window_over(case: OrderCase, ask: CancelAsk, terms: Terms, now: datetime) -> Facts | None:
    """Paid, not yet packed, and the free window is over: the seller is asked."""
    order = case.order
    plain = order.order_type is OrderType.NORMAL
    if plain and order.status is OrderStatus.AWAITING_SHIPMENT and not _in_free_window(case, terms, now):
        return {"window_ended": free_until(case, terms)}
    return None


@rule("deadline")
def free_window(case: OrderCase, ask: CancelAsk, terms: Terms, now: datetime) -> Facts | None:
    """Within the free window after payment, or held by the platform for it."""
    if _in_free_window(case, terms, now):
        return {"deadline": free_until(case, terms)}
    return None


@rule("deadline")
def unpaid(case: OrderCase, ask: CancelAsk, terms: Terms, now: datetime) -> Facts | None:
    """Not paid: the buyer may drop it, and it lapses by itself."""
    if case.order.status is OrderStatus.UNPAID:
        return {"deadline": case.order.created_at + terms.duration("cancel.unpaid_lapse")}
    return None


CANCEL = Journey(
    "cancel",
    (
        already_cancelled,
        item_unknown,
        line_already_cancelled,
        dispute_running,
        already_requested,
        cancel_return_running,
        completed,
        delivered,
        in_transit_late,
        in_transit,
        awaiting_collection,
        partly_shipped,
        lines_not_offered,
        gift_alone,
        made_to_order,
        rest_not_shipped,
        pre_order,
        window_over,
        free_window,
        unpaid,
    ),
)


def free_until(case: OrderCase, terms: Terms) -> datetime | None:
    """When the free window ends; None for an order that was never paid."""
    paid = case.order.paid_at
    return paid + terms.duration("cancel.free_window") if paid else None


def _waiting(case: OrderCase) -> bool:
    return case.order.status in (OrderStatus.ON_HOLD, OrderStatus.AWAITING_SHIPMENT)


def _in_free_window(case: OrderCase, terms: Terms, now: datetime) -> bool:
    """ON_HOLD is the platform's own word for the window, so it counts even when our clocks differ."""
    until = free_until(case, terms)
    return _waiting(case) and until is not None and (now < until or case.order.status is OrderStatus.ON_HOLD)

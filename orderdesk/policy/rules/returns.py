"""The rules of returning something, of a refund without return, and of a replacement.

Rules are listed in the order in which a buyer should hear them. Sources stand in the terms, beside each rule.
"""

from __future__ import annotations

from datetime import datetime

from orderdesk.model import Line, LineStatus, OrderCase, OrderStatus, ReturnKind, ReturnStatus
from orderdesk.policy.engine import Facts, Journey, rule
from orderdesk.policy.rules.return_lines import (
    NOT_RECEIVED,
    ReturnAsk,
    arrived_lines,
    chosen_lines,
    is_settled,
    kinds_for,
    may_come_back,
    missing_lines,
    named_lines,
    received_first,
    return_until,
    window_for,
)
from orderdesk.policy.rules.state import NOT_SENT, ON_ITS_WAY, due_at, is_late, running_dispute, still_open
from orderdesk.policy.terms import Terms

__all__ = ["RETURN", "ReturnAsk", "return_until"]


@rule("cancelled_at")
def return_order_cancelled(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> Facts | None:
    """Nothing was sent, or it went back by itself."""
    if case.order.status is OrderStatus.CANCELLED:
        return {"cancelled_at": case.order.cancelled_at}
    return None


@rule("order")
def return_item_unknown(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> Facts | None:
    """A chosen unit is not part of this order."""
    known = {line.id for line in case.lines}
    return {"order": case.order.id} if set(ask.line_ids) - known else None


@rule("dispute")
def return_dispute_running(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> Facts | None:
    """The platform is deciding about this order; nobody acts meanwhile."""
    running = running_dispute(case)
    return {"dispute": running.id} if running else None


@rule("request", "answer_by")
def return_cancellation_waiting(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> Facts | None:
    """The seller still has a cancellation request: one wish at a time for the same money."""
    live = case.live_cancellation
    return {"request": live.id, "answer_by": live.answer_by} if live else None


@rule("request", "status")
def return_under_way(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> Facts | None:
    """A return of this order is running."""
    live = case.live_return
    return {"request": live.id, "status": live.status.value} if live else None


@rule("items")
def already_returned(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> Facts | None:
    """What is meant went back before, or was refunded or replaced."""
    return _items([line for line in named_lines(case, ask) if is_settled(case, line)])


@rule("items")
def return_item_cancelled(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> Facts | None:
    """What is meant was cancelled before it was sent."""
    if case.order.status is OrderStatus.CANCELLED:
        return None
    return _items([line for line in named_lines(case, ask) if line.status is LineStatus.CANCELLED])


@rule("order")
def return_unpaid(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> Facts | None:
    """Not paid, so nothing to give back."""
    return {"order": case.order.id} if case.order.status is OrderStatus.UNPAID else None


@rule("ship_by")
def not_shipped_yet(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> Facts | None:
    """Still with the seller: cancelling is what helps."""
    return {"ship_by": case.order.ship_by} if case.order.status in NOT_SENT else None


@rule("items", "expected_at")
def not_delivered_yet(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> Facts | None:
    """On its way: it can be returned once it is there. Money for what is late is another rule."""
    missing = missing_lines(case, ask, terms)
    if case.order.status in ON_ITS_WAY and missing and not _wants_late_refund(case, ask, now):
        return {"items": tuple(line.title for line in missing), "expected_at": due_at(case)}
    return None


@rule("completed_at")
def return_completed_order(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> Facts | None:
    """The order is closed; what is left is the platform's protection."""
    return {"completed_at": case.order.completed_at} if case.order.status is OrderStatus.COMPLETED else None


@rule("delivered_at", "deadline")
def return_window_over(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> Facts | None:
    """The time for returning it has passed."""
    return None if _has_protection(ask, terms) else _window_passed(case, ask, terms, now)


@rule("delivered_at", "deadline")
def return_protection_over(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> Facts | None:
    """Something is wrong with it, and the longer time for that has passed, too."""
    return _window_passed(case, ask, terms, now) if _has_protection(ask, terms) else None


@rule("items")
def not_returnable(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> Facts | None:
    """Of a kind that is not taken back, unless something is wrong with it."""
    if not (case.order.status in ON_ITS_WAY or arrived_lines(case, ask, terms)):
        return None
    return _items(
        [line for line in chosen_lines(case, ask, terms) if not may_come_back(line, ask.reason, terms)]
    )


@rule("reason", "reasons")
def return_reason_not_offered(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> Facts | None:
    """Not one of the market's reasons."""
    reasons = terms.codes("returns.reasons")
    if ask.reason and ask.reason not in reasons and arrived_lines(case, ask, terms):
        return {"reason": ask.reason, "reasons": reasons}
    return None


@rule("kind", "kinds")
def return_kind_not_offered(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> Facts | None:
    """This reason does not allow what is asked for, such as keeping it and having the money."""
    kinds = kinds_for(case, ask.reason, terms)
    if ask.kind and kinds and ask.kind not in kinds and arrived_lines(case, ask, terms):
        return {"kind": ask.kind.value, "kinds": tuple(kind.value for kind in kinds)}
    return None


@rule("expected_at", "answer_by")
def refund_when_late(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> Facts | None:
    """Later than promised: the money may be asked back before it is there."""
    if missing_lines(case, ask, terms) and _wants_late_refund(case, ask, now):
        return {"expected_at": due_at(case), "answer_by": now + terms.duration("returns.seller_answer")}
    return None


@rule("deadline", "answer_by")
def return_seller_review(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> Facts | None:
    """In time, for the seller to look at."""
    if arrived_lines(case, ask, terms) and not _without_doubt(case, ask, terms, now):
        answer_by = now + terms.duration("returns.seller_answer")
        return {"deadline": _deadline(case, ask, terms), "answer_by": answer_by}
    return None


@rule("deadline", "ship_by")
def return_auto_approved(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> Facts | None:
    """In time and without doubt, in a market that then asks nobody."""
    if _without_doubt(case, ask, terms, now):
        return {"deadline": _deadline(case, ask, terms), "ship_by": now + terms.duration("returns.ship_by")}
    return None


RETURN = Journey(
    "returns",
    (
        return_order_cancelled,
        return_item_unknown,
        return_dispute_running,
        return_cancellation_waiting,
        return_under_way,
        already_returned,
        return_item_cancelled,
        return_unpaid,
        not_shipped_yet,
        not_delivered_yet,
        return_completed_order,
        return_window_over,
        return_protection_over,
        not_returnable,
        return_reason_not_offered,
        return_kind_not_offered,
        refund_when_late,
        return_seller_review,
        return_auto_approved,
    ),
)


def _items(lines: list[Line]) -> Facts | None:
    return {"items": tuple(line.title for line in lines)} if lines else None


def _wants_late_refund(case: OrderCase, ask: ReturnAsk, now: datetime) -> bool:
    """On the way there is one reason only, so a plain wish for money back means it."""
    kind_fits = ask.kind in (None, ReturnKind.REFUND)
    meant = ask.reason == NOT_RECEIVED or (ask.reason is None and ask.kind is ReturnKind.REFUND)
    return kind_fits and meant and is_late(case, now)


def _has_protection(ask: ReturnAsk, terms: Terms) -> bool:
    return window_for(ask.reason, terms) > terms.duration("returns.window")


def _deadline(case: OrderCase, ask: ReturnAsk, terms: Terms) -> datetime | None:
    received = received_first(case, ask, terms)
    return received + window_for(ask.reason, terms) if received else None


def _window_passed(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> Facts | None:
    deadline = _deadline(case, ask, terms)
    if still_open(deadline, now):
        return None
    return {"delivered_at": received_first(case, ask, terms), "deadline": deadline}


def _without_doubt(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> bool:
    """Everything comes back before money goes out, and the seller has not refused any of it before."""
    lines = arrived_lines(case, ask, terms)
    span, received = terms.duration("returns.auto_approve_within"), received_first(case, ask, terms)
    refused = {i for r in case.returns if r.status is ReturnStatus.REJECTED for i in r.line_ids}
    comes_back = ask.kind in (None, ReturnKind.RETURN_AND_REFUND) and ask.reason != NOT_RECEIVED
    plain = lines and all(line.returnable and line.id not in refused for line in lines)
    return bool(comes_back and plain and span and received and still_open(received + span, now))

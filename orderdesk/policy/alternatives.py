"""What works instead. Each alternative knows whether it works for this order, now or later; the terms say when to offer it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from orderdesk.decision import Alternative, Outcome
from orderdesk.model import OrderCase, OrderStatus, ReturnKind
from orderdesk.policy.engine import Finding
from orderdesk.policy.rules.cancel import CancelAsk, judge_cancel
from orderdesk.policy.rules.dispute import DisputeAsk, judge_dispute
from orderdesk.policy.rules.returns import ReturnAsk, judge_return
from orderdesk.policy.rules.seller import judge_contact
from orderdesk.policy.terms import Terms

Works = Callable[[OrderCase, Terms, datetime], "Alternative | None"]


def offer(code: str, case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    """The alternative if it works for this order, now or from a known moment on; None if it does not."""
    return ALTERNATIVES[code](case, terms, now)


def _allowed(found: tuple[Finding, ...]) -> bool:
    return bool(found) and found[0].outcome in (Outcome.ALLOW, Outcome.ASK_SELLER)


def _return_item(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    found = judge_return(case, ReturnAsk(), terms, now)
    return Alternative("return_item", {"order": case.order.id}) if _allowed(found) else None


def _return_later(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    if case.order.status in _ON_ITS_WAY and any(line.returnable for line in case.active_lines):
        return Alternative("return_later", {"order": case.order.id}, works_from=case.order.expected_at)
    return None


def _refund_late(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    found = judge_return(case, ReturnAsk(kind=ReturnKind.REFUND, reason="not_received"), terms, now)
    return Alternative("refund_late", {"order": case.order.id}) if _allowed(found) else None


def _notify_arrival(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    if case.order.status in _ON_ITS_WAY:
        return Alternative("notify_arrival", {"order": case.order.id})
    return None


def _message_seller(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    return Alternative("message_seller", {"order": case.order.id}) if _allowed(judge_contact(case, None, terms, now)) else None


def _open_dispute(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    found = judge_dispute(case, DisputeAsk(), terms, now)
    return Alternative("open_dispute", {"order": case.order.id}) if _allowed(found) else None


def _cancel_order(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    found = judge_cancel(case, CancelAsk(), terms, now)
    return Alternative("cancel_order", {"order": case.order.id}) if _allowed(found) else None


def _cancel_rest(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    parcels = {parcel.id for parcel in case.parcels if parcel.shipped_at}
    rest = tuple(line.id for line in case.active_lines if line.parcel_id not in parcels)
    if rest and _allowed(judge_cancel(case, CancelAsk(rest), terms, now)):
        return Alternative("cancel_rest", {"order": case.order.id, "lines": rest})
    return None


def _withdraw(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    return Alternative("withdraw_cancellation", {"order": case.order.id}) if case.live_cancellation else None


def _withdraw_return(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    return Alternative("withdraw_return", {"order": case.order.id}) if case.live_return else None


def _refund_status(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    return Alternative("refund_status", {"order": case.order.id}) if case.refunds else None


def _track_order(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    return Alternative("track_order", {"order": case.order.id})


def _human(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    return Alternative("human", {"order": case.order.id})


_ON_ITS_WAY = (OrderStatus.PARTIALLY_SHIPPING, OrderStatus.AWAITING_COLLECTION, OrderStatus.IN_TRANSIT)

#: Every alternative. The words are `utter_offer_<code>`; the terms name the codes.
ALTERNATIVES: dict[str, Works] = {
    "return_item": _return_item,
    "return_later": _return_later,
    "refund_late": _refund_late,
    "notify_arrival": _notify_arrival,
    "message_seller": _message_seller,
    "open_dispute": _open_dispute,
    "cancel_order": _cancel_order,
    "cancel_rest": _cancel_rest,
    "withdraw_cancellation": _withdraw,
    "withdraw_return": _withdraw_return,
    "refund_status": _refund_status,
    "track_order": _track_order,
    "human": _human,
}

"""What works instead. Each knows whether it works for this order, now or later; the terms say when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from orderdesk.decision import Alternative
from orderdesk.model import OrderCase, OrderStatus, ReturnKind
from orderdesk.policy.rules.cancel import CANCEL, CancelAsk, unsent_lines
from orderdesk.policy.rules.dispute import DISPUTE, DisputeAsk
from orderdesk.policy.rules.return_lines import NOT_RECEIVED
from orderdesk.policy.rules.returns import RETURN, ReturnAsk
from orderdesk.policy.rules.seller import CONTACT
from orderdesk.policy.rules.state import ARRIVED, ON_ITS_WAY
from orderdesk.policy.rules.watch import WATCH
from orderdesk.policy.rules.withdraw import WITHDRAW
from orderdesk.policy.rules.withdraw_return import WITHDRAW_RETURN
from orderdesk.policy.terms import Terms

Works = Callable[[OrderCase, Terms, datetime], "Alternative | None"]


def offer(code: str, case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    """The alternative if it works for this order, now or from a known moment on; None if it does not."""
    return ALTERNATIVES[code](case, terms, now)


def _return_item(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    return _if(RETURN.allows(case, ReturnAsk(), terms, now), "return_item", case)


def _return_faulty(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    """For what can go back only if something is wrong with it; where anything can, `return_item` says so."""
    if _return_item(case, terms, now):
        return None
    asks = (ReturnAsk(reason=reason) for reason in terms.codes("returns.faults") if reason != NOT_RECEIVED)
    return _if(any(RETURN.allows(case, ask, terms, now) for ask in asks), "return_faulty", case)


def _return_later(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    """Asked as if it had arrived when it is expected."""
    times = (case.order.expected_at, case.order.delivery_due_at)
    there = next((moment for moment in times if moment and moment > now), None)
    if case.order.status not in ON_ITS_WAY or there is None:
        return None
    then = replace(case, order=replace(case.order, status=OrderStatus.DELIVERED, delivered_at=there))
    works = RETURN.allows(then, ReturnAsk(), terms, there)
    return Alternative("return_later", {"order": case.order.id}, works_from=there) if works else None


def _refund_late(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    ask = ReturnAsk(kind=ReturnKind.REFUND, reason=NOT_RECEIVED)
    late = case.order.status in ON_ITS_WAY
    return _if(late and RETURN.allows(case, ask, terms, now), "refund_late", case)


def _refund_missing(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    """Delivered, it is said, and not there."""
    ask = ReturnAsk(kind=ReturnKind.REFUND, reason=NOT_RECEIVED)
    here = case.order.status in ARRIVED
    return _if(here and RETURN.allows(case, ask, terms, now), "refund_missing", case)


def _notify_arrival(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    return _if(WATCH.allows(case, None, terms, now), "notify_arrival", case)


def _message_seller(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    return _if(CONTACT.allows(case, None, terms, now), "message_seller", case)


def _open_dispute(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    return _if(DISPUTE.allows(case, DisputeAsk(), terms, now), "open_dispute", case)


def _cancel_order(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    return _if(CANCEL.allows(case, CancelAsk(), terms, now), "cancel_order", case)


def _cancel_rest(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    rest = unsent_lines(case)
    if rest and len(rest) < len(case.active_lines) and CANCEL.allows(case, CancelAsk(rest), terms, now):
        return Alternative("cancel_rest", {"order": case.order.id, "lines": rest})
    return None


def _withdraw(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    return _if(WITHDRAW.allows(case, CancelAsk(), terms, now), "withdraw_cancellation", case)


def _withdraw_return(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    return _if(WITHDRAW_RETURN.allows(case, ReturnAsk(), terms, now), "withdraw_return", case)


def _refund_status(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    return _if(bool(case.refunds), "refund_status", case)


def _return_status(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    return _if(bool(case.returns), "return_status", case)


def _dispute_status(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    return _if(bool(case.disputes), "dispute_status", case)


def _seller_status(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    return _if(bool(case.messages), "seller_status", case)


def _track_order(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    return _if(True, "track_order", case)


def _human(case: OrderCase, terms: Terms, now: datetime) -> Alternative | None:
    return _if(True, "human", case)


def _if(works: bool, code: str, case: OrderCase) -> Alternative | None:
    return Alternative(code, {"order": case.order.id}) if works else None


#: Every alternative. The words are `utter_offer_<code>`; the terms name the codes.
ALTERNATIVES: dict[str, Works] = {
    "return_item": _return_item,
    "return_faulty": _return_faulty,
    "return_later": _return_later,
    "refund_late": _refund_late,
    "refund_missing": _refund_missing,
    "notify_arrival": _notify_arrival,
    "message_seller": _message_seller,
    "open_dispute": _open_dispute,
    "cancel_order": _cancel_order,
    "cancel_rest": _cancel_rest,
    "withdraw_cancellation": _withdraw,
    "withdraw_return": _withdraw_return,
    "refund_status": _refund_status,
    "return_status": _return_status,
    "dispute_status": _dispute_status,
    "seller_status": _seller_status,
    "track_order": _track_order,
    "human": _human,
}

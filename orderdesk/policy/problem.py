"""Something is wrong with a delivery: what the matter is for this order, and what helps with exactly that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from orderdesk.decision import Alternative
from orderdesk.model import OrderCase, OrderStatus
from orderdesk.policy.alternatives import offer
from orderdesk.policy.dispute import about_for, decide_dispute
from orderdesk.policy.returns import decide_return
from orderdesk.policy.rules.dispute import DisputeAsk
from orderdesk.policy.rules.return_lines import NOT_RECEIVED
from orderdesk.policy.rules.returns import ReturnAsk
from orderdesk.policy.rules.state import ARRIVED, has_arrived, is_late
from orderdesk.policy.seller import topics_for
from orderdesk.policy.terms import Terms

ARRIVED_LATE, OTHER = "arrived_late", "other"
#: What may be wrong, as people say it, likeliest first.
FAULTS = ("damaged", "defective", "wrong_item", "missing_parts", "not_as_described")
PROBLEMS = (NOT_RECEIVED, *FAULTS, ARRIVED_LATE, OTHER)
#: Problems of something that is still missed, unless it has come late.
NOT_COME = (NOT_RECEIVED, ARRIVED_LATE)
#: The topic of a message to the seller, where it has another name than the problem.
TOPICS = {
    NOT_RECEIVED: "where_is_it",
    ARRIVED_LATE: "where_is_it",
    "wrong_item": "wrong_item",
    "damaged": "damaged",
}

_TO_COME = ("cancel_order", "notify_arrival", "message_seller", "seller_status")
_LATE = ("refund_late", "return_status", "open_dispute", "notify_arrival", "message_seller", "seller_status")
_ASK = ("open_dispute", "message_seller", "seller_status")
_GOODS = ("return_item", "return_status", "message_seller", "seller_status", "open_dispute")
HELP: dict[str, tuple[str, ...]] = {
    "cancelled": ("refund_status",),
    "not_sent": _TO_COME,
    "on_time": _TO_COME,
    "late": _LATE,
    "not_there": ("message_seller", "seller_status", "notify_arrival"),
    "said_delivered": ("refund_missing", "return_status", "dispute_status", *_ASK),
    "goods": ("dispute_status", *_GOODS),
}


@dataclass(frozen=True)
class Help:
    """What the matter is (`situation`: a key of HELP), and what helps, best first, a person last."""

    situation: str
    steps: tuple[Alternative, ...]


def problems_for(case: OrderCase) -> tuple[str, ...]:
    """What can be wrong with this order, by where it is."""
    return PROBLEMS if any(has_arrived(case, line) for line in case.lines) else (NOT_RECEIVED,)


def help_with(case: OrderCase, problem: str, terms: Terms, now: datetime) -> Help:
    """What helps with this problem of this order."""
    situation = _situation(case, problem, now)
    steps = [made for code in (*HELP[situation], "human") if (made := _step(code, case, problem, terms, now))]
    return Help(situation, tuple(steps))


def _situation(case: OrderCase, problem: str, now: datetime) -> str:
    if case.order.status is OrderStatus.CANCELLED:
        return "cancelled"
    missing = problem == NOT_RECEIVED or (problem == ARRIVED_LATE and case.order.status not in ARRIVED)
    if not missing:
        return "goods" if any(has_arrived(case, line) for line in case.lines) else "not_there"
    if case.order.status in ARRIVED:
        return "said_delivered"
    if is_late(case, now):
        return "late"
    return "on_time" if case.order.shipped_at or case.parcels else "not_sent"


def _step(code: str, case: OrderCase, problem: str, terms: Terms, now: datetime) -> Alternative | None:
    """The alternative, judged for this very problem, with what the next journey need not ask again."""
    if code == "return_item":
        return _return(case, problem, terms, now)
    made = offer(code, case, terms, now)
    if made is None:
        return None
    if code == "message_seller":
        topic = TOPICS.get(problem, "question")
        return Alternative(code, {**made.facts, "topic": topic if topic in topics_for(case) else "question"})
    if code == "open_dispute":
        return _dispute(case, problem, terms, now)
    return made


def _return(case: OrderCase, problem: str, terms: Terms, now: datetime) -> Alternative | None:
    works = decide_return(case, ReturnAsk(reason=problem), terms, now).allowed
    return Alternative("return_item", {"order": case.order.id, "reason": problem}) if works else None


def _dispute(case: OrderCase, problem: str, terms: Terms, now: datetime) -> Alternative | None:
    about = problem if problem in about_for(case, terms) else None
    works = decide_dispute(case, DisputeAsk(about=about), terms, now).allowed
    facts = {"order": case.order.id} | ({"about": about} if about else {})
    return Alternative("open_dispute", facts) if works else None

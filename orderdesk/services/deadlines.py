"""The deadlines: which rows are due, and what happens to one of them. `services/clock.py` runs them.

A `due` function looks; an `act` function works in the transaction that it is given, on a row that was just read in it,
and says whether it did something.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from orderdesk.bootstrap import Desk
from orderdesk.facts import pack
from orderdesk.model import (
    Cancellation,
    CancellationStatus,
    Dispute,
    DisputeStatus,
    Order,
    OrderCase,
    OrderStatus,
    Party,
    PendingAction,
    PendingState,
    Refund,
    RefundStatus,
    Return,
    ReturnStatus,
    Watch,
)
from orderdesk.policy.dispute import verdict
from orderdesk.policy.returns import return_until
from orderdesk.policy.rules.state import ARRIVED
from orderdesk.policy.terms import load, markets
from orderdesk.ports import Unit
from orderdesk.services import answering, deciding, returning
from orderdesk.services.cancelling import carry_out
from orderdesk.services.effect import Change, Notice, record
from orderdesk.services.pages import next_page
from orderdesk.services.who import case_of

TICK = timedelta(microseconds=1)
#: Notices about arrivals that are looked at in a round: most of them wait for days.
WATCHES = 500


def over(now: datetime) -> datetime:
    """Deadlines up to here have passed: the minute that people are told still belongs to the time that they have."""
    return now.replace(second=0, microsecond=0) - TICK


def unanswered_cancellations(desk: Desk, unit: Unit, now: datetime) -> Iterable[Cancellation]:
    """Requests whose seller had time to answer."""
    return unit.due(Cancellation, "answer_by", over(now), status=CancellationStatus.PENDING)


def end_cancellation(desk: Desk, unit: Unit, row: Cancellation, now: datetime) -> bool:
    """Silence is a yes, unless it had been sent by then."""
    case = case_of(unit, row.order_id)
    sent = answering.is_on_its_way(case, row)
    end = answering.refuse_cancellation if sent else answering.approve_cancellation
    verb = "cancellation_refused" if sent else "cancellation_approved"
    return note(desk, unit, verb, case, end(desk, unit, case, row, Party.SYSTEM, now))


def unpaid_orders(desk: Desk, unit: Unit, now: datetime) -> Iterable[Order]:
    """Orders that were not paid in their market's time."""
    soonest = min(load(market).duration("cancel.unpaid_lapse") for market in markets())
    rows = unit.due(Order, "created_at", over(now) - soonest, status=OrderStatus.UNPAID)
    return [
        row
        for row in rows
        if row.created_at + desk.terms(row.market).duration("cancel.unpaid_lapse") <= over(now)
    ]


def lapse_order(desk: Desk, unit: Unit, row: Order, now: datetime) -> bool:
    """Cancelled by the system; nothing was paid, so nothing goes back."""
    case = case_of(unit, row.id)
    request = case.live_cancellation or Cancellation(
        id=desk.ids.new("CN"),
        order_id=row.id,
        customer_id=row.customer_id,
        line_ids=tuple(line.id for line in case.active_lines),
        reason="payment_overdue",
        status=CancellationStatus.PENDING,
        created_at=now,
        asked_by=Party.SYSTEM,
    )
    done = carry_out(desk, unit, case, request, Party.SYSTEM, now)
    facts = {
        "order": row.id,
        "request": done.cancellation.id,
        "items": tuple(line.title for line in case.active_lines),
        "seller": case.seller.name,
    }
    before, after = {"order": row.status.value}, {"order": OrderStatus.CANCELLED.value}
    change = _change(
        desk, case, done.cancellation.id, "unpaid_lapse", before, after, facts, "cancellation_lapsed"
    )
    return note(desk, unit, "lapse", case, change)


def unanswered_returns(desk: Desk, unit: Unit, now: datetime) -> Iterable[Return]:
    """Returns whose seller had time to answer."""
    return unit.due(Return, "answer_by", over(now), status=ReturnStatus.PENDING)


def approve_return(desk: Desk, unit: Unit, row: Return, now: datetime) -> bool:
    """Silence is a yes, unless what was missed has come by then."""
    case = case_of(unit, row.order_id)
    change = returning.approve(desk, unit, case, row, Party.SYSTEM, now)
    verb = "return_closed" if change.rule == returning.ARRIVED_MEANWHILE else "return_approved"
    return note(desk, unit, verb, case, change)


def unsent_returns(desk: Desk, unit: Unit, now: datetime) -> Iterable[Return]:
    """Approved returns that were not sent back in time."""
    return unit.due(Return, "ship_by", over(now), status=ReturnStatus.AWAITING_BUYER_SHIP)


def close_return(desk: Desk, unit: Unit, row: Return, now: datetime) -> bool:
    """The buyer keeps the goods."""
    case = case_of(unit, row.order_id)
    return note(desk, unit, "return_closed", case, returning.lapse(desk, unit, case, row, now))


def due_refunds(desk: Desk, unit: Unit, now: datetime) -> Iterable[Refund]:
    """Refunds whose first possible day has come."""
    return unit.due(Refund, "expected_from", now, status=RefundStatus.PENDING)


def send_refund(desk: Desk, unit: Unit, row: Refund, now: datetime) -> bool:
    """The money goes out; the cancellation that caused it is complete."""
    case = case_of(unit, row.order_id)
    sent = unit.change(row, status=RefundStatus.SENT, sent_at=now)
    cause = next((one for one in case.cancellations if one.id == row.cause), None)
    if cause and cause.status is CancellationStatus.SUCCESS:
        unit.change(cause, status=CancellationStatus.COMPLETE)
    facts = {
        "order": row.order_id,
        "request": row.cause,
        "refund": row.amount,
        "refund_id": row.id,
        "method": row.method,
        "refund_by": row.expected_by,
    }
    before, after = {"refund": row.status.value}, {"refund": sent.status.value}
    return note(
        desk,
        unit,
        "refund_sent",
        case,
        _change(desk, case, row.id, "refund_due", before, after, facts, "refund_sent"),
    )


def arrived_watches(desk: Desk, unit: Unit, now: datetime) -> Iterable[Watch]:
    """Notices whose order is there, of a page of those that wait."""
    waiting = next_page(desk, unit, "watches", Watch, "created_at", now, size=WATCHES, fired_at=None)
    orders = (
        unit.find(Order, id=tuple({row.order_id for row in waiting}), status=tuple(ARRIVED))
        if waiting
        else []
    )
    there = {order.id for order in orders}
    return [row for row in waiting if row.order_id in there]


def tell_arrival(desk: Desk, unit: Unit, row: Watch, now: datetime) -> bool:
    """ "Your order is there": once."""
    case = case_of(unit, row.order_id)
    unit.change(row, fired_at=now)
    until = return_until(case, desk.terms(case.order.market))
    facts = {
        "order": row.order_id,
        "items": tuple(line.title for line in case.active_lines or case.lines),
        "seller": case.seller.name,
        "delivered_at": case.order.delivered_at or now,
        "return_by": until if until and until > now else None,
    }
    before, after = {"watch": "waiting"}, {"watch": "fired"}
    return note(
        desk,
        unit,
        "arrival",
        case,
        _change(desk, case, row.id, "order_arrived", before, after, facts, "arrived"),
    )


def undecided_disputes(desk: Desk, unit: Unit, now: datetime) -> Iterable[Dispute]:
    """Disputes that nobody decided in time."""
    return unit.due(Dispute, "decide_by", over(now), status=DisputeStatus.IN_PROGRESS)


def decide_dispute(desk: Desk, unit: Unit, row: Dispute, now: datetime) -> bool:
    """The market's rule decides."""
    case = case_of(unit, row.order_id)
    outcome = verdict(case, row, desk.terms(case.order.market), now)
    change = deciding.decide(desk, unit, case, row, outcome, "dispute_not_decided_in_time", now)
    return note(desk, unit, "dispute_decided", case, change)


def expired_yeses(desk: Desk, unit: Unit, now: datetime) -> Iterable[PendingAction]:
    """Questions whose yes would come too late."""
    return unit.due(PendingAction, "expires_at", now, state=PendingState.OPEN)


def void_yes(desk: Desk, unit: Unit, row: PendingAction, now: datetime) -> bool:
    """Nothing was done, so there is nothing to record."""
    unit.change(row, state=PendingState.VOID, done_at=now)
    return True


def note(
    desk: Desk, unit: Unit, verb: str, case: OrderCase, change: Change, actor: Party = Party.SYSTEM
) -> bool:
    """Write the audit and outbox rows of what nobody asked for in a conversation."""
    customer = case.order.customer_id
    record(desk, unit, None, verb, case.order.id, change, actor=actor, customer_id=customer)
    return True


def _change(
    desk: Desk,
    case: OrderCase,
    subject: str,
    rule: str,
    before: dict[str, str],
    after: dict[str, str],
    facts: Mapping[str, object],
    letter: str,
) -> Change:
    packed = pack(facts)
    return Change(
        subject_id=subject,
        rule=rule,
        policy_version=desk.terms(case.order.market).version,
        before=before,
        after=after,
        result=packed,
        notices=(Notice(letter, packed),),
    )

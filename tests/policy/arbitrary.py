"""A hypothesis strategy of orders as the shop's database could hold them: any status, parcels, requests, times."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from orderdesk.model import (
    LIVE_RETURNS,
    CancellationStatus,
    DisputeStatus,
    LineStatus,
    MessageStatus,
    OrderCase,
    OrderStatus,
    OrderType,
    ParcelStatus,
    Party,
    ReturnKind,
    ReturnStatus,
)
from orderdesk.money import Money
from orderdesk.policy.rules.cancel import CancelAsk
from orderdesk.policy.rules.dispute import DisputeAsk
from orderdesk.policy.rules.returns import ReturnAsk
from orderdesk.policy.rules.seller import ContactAsk
from tests.policy.cases import (
    HISTORY,
    NOW,
    a_cancellation,
    a_case,
    a_dispute,
    a_line,
    a_message,
    a_parcel,
    a_refund,
    a_return,
    usd,
)

MARKETS = st.sampled_from(["default", "us", "uk"])
REASONS = st.sampled_from(
    [
        "no_longer_needed",
        "damaged",
        "defective",
        "wrong_item",
        "not_received",
        "box_damaged",
        "no such reason",
    ]
)
ABOUTS = st.sampled_from(
    ["damaged", "not_received", "return_refused", "cancellation_refused", "no_answer", "other"]
)
DAY = 24 * 60
SPANS = st.integers(0, 130 * DAY).map(lambda minutes: timedelta(minutes=minutes))
GAPS = st.integers(0, 40 * DAY).map(lambda minutes: timedelta(minutes=minutes))
MOMENTS = st.integers(-130 * DAY, 130 * DAY).map(
    lambda minutes: NOW + timedelta(minutes=minutes, seconds=minutes % 60)
)
MAYBE = st.none() | MOMENTS
STATUSES, TYPES, KINDS = (st.sampled_from(list(kind)) for kind in (OrderStatus, OrderType, ReturnKind))
LINE_STATES, PARTIES = st.sampled_from(list(LineStatus)), st.none() | st.sampled_from(list(Party))
PARCEL_STATES, CANCELLATION_STATES, RETURN_STATES, MESSAGE_STATES, DISPUTE_STATES = (
    st.lists(st.sampled_from(list(kind)), max_size=size)
    for kind, size in (
        (ParcelStatus, 3),
        (CancellationStatus, 3),
        (ReturnStatus, 3),
        (MessageStatus, 2),
        (DisputeStatus, 3),
    )
)
DOLLARS, COUNTS, FLAGS = st.integers(0, 40).map(usd), st.integers(1, 3), st.booleans()
TIMES = ("paid_at", "shipped_at", "delivered_at", "completed_at")
LAST_TIME = {OrderStatus.DELIVERED: 3, OrderStatus.COMPLETED: 4, OrderStatus.IN_TRANSIT: 2}


@st.composite
def arbitrary_cases(draw: st.DrawFn) -> OrderCase:
    """Any order that the database's constraints let be."""
    status = draw(STATUSES)
    parcels = draw(_parcels(status))
    lines = draw(_lines(status, [parcel.id for parcel in parcels]))
    ids = tuple(line.id for line in lines)
    return _refunded(
        draw,
        a_case(
            status,
            lines=lines,
            parcels=parcels,
            cancellations=draw(_cancellations(ids)),
            returns=draw(_returns(ids)),
            messages=draw(_messages()),
            disputes=draw(_disputes()),
            order_type=draw(TYPES),
            is_gift=draw(FLAGS),
            shipping=draw(DOLLARS),
            **draw(_times(status)),
        ),
    )


def cancel_asks() -> st.SearchStrategy[CancelAsk]:
    """The whole order, some units, and sometimes one that is not there."""
    return st.builds(CancelAsk, _some_ids())


def return_asks() -> st.SearchStrategy[ReturnAsk]:
    """Any lines, kind and reason, each of them known or not yet."""
    kinds = st.none() | KINDS
    return st.builds(ReturnAsk, _some_ids(), kinds, st.none() | REASONS)


def contact_asks() -> st.SearchStrategy[ContactAsk | None]:
    """With a topic or without."""
    return st.none() | st.builds(ContactAsk, st.just("question"))


def dispute_asks() -> st.SearchStrategy[DisputeAsk]:
    """About anything, or not yet known."""
    return st.builds(DisputeAsk, st.none() | ABOUTS)


def _some_ids() -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(["L-1", "L-2", "L-3", "L-9"]), unique=True, max_size=3).map(tuple)


@st.composite
def _times(draw: st.DrawFn, status: OrderStatus) -> dict[str, Any]:
    """Events one after the other, as far as the status says; promises may be unknown."""
    created = NOW - draw(SPANS)
    count = LAST_TIME.get(status, 1 if "paid_at" in HISTORY[status] else 0)
    moment, times = created, dict.fromkeys(TIMES)
    for name in TIMES[:count]:
        moment += draw(GAPS)
        times[name] = moment
    if status is OrderStatus.PARTIALLY_SHIPPING:
        times["shipped_at"] = moment
    cancelled = moment + draw(GAPS) if status is OrderStatus.CANCELLED else None
    promises = {name: draw(MAYBE) for name in ("ship_by", "expected_at", "delivery_due_at")}
    return {**times, **promises, "created_at": created, "cancelled_at": cancelled}


@st.composite
def _parcels(draw: st.DrawFn, status: OrderStatus) -> tuple:
    if status in (OrderStatus.UNPAID, OrderStatus.ON_HOLD):
        return ()
    states = draw(PARCEL_STATES)
    delivered = [draw(MOMENTS) if state is ParcelStatus.COMPLETED else None for state in states]
    pairs = enumerate(zip(states, delivered, strict=True), start=1)
    return tuple(a_parcel(number, state, delivered_at=there) for number, (state, there) in pairs)


@st.composite
def _lines(draw: st.DrawFn, status: OrderStatus, parcels: list[str]) -> tuple:
    """One to three units; some free of charge, some not returnable; at least one still there unless all is over."""
    lines = [
        a_line(
            number,
            paid=draw(DOLLARS),
            returnable=draw(FLAGS),
            status=draw(LINE_STATES),
            parcel_id=draw(st.sampled_from([None, *parcels])),
        )
        for number in range(1, draw(COUNTS) + 1)
    ]
    if status not in (OrderStatus.DELIVERED, OrderStatus.COMPLETED, OrderStatus.CANCELLED):
        lines[0] = replace(lines[0], status=LineStatus.ACTIVE)
    return tuple(lines)


@st.composite
def _cancellations(draw: st.DrawFn, ids: tuple[str, ...]) -> tuple:
    """Old ones in any state, at most one that waits."""
    states = draw(CANCELLATION_STATES)
    kept = _at_most_one(states, {CancellationStatus.PENDING})
    return tuple(
        a_cancellation(
            state,
            id=f"CN-{number}",
            line_ids=_part_of(draw, ids),
            answered_at=draw(MAYBE),
            answered_by=draw(PARTIES),
            answer_by=draw(MAYBE),
        )
        for number, state in enumerate(kept)
    )


@st.composite
def _returns(draw: st.DrawFn, ids: tuple[str, ...]) -> tuple:
    """Old ones in any state, at most one that is under way."""
    states = draw(RETURN_STATES)
    kept = _at_most_one(states, LIVE_RETURNS)
    return tuple(
        a_return(
            state,
            id=f"RT-{number}",
            line_ids=_part_of(draw, ids),
            kind=draw(KINDS),
            answered_at=draw(MAYBE),
        )
        for number, state in enumerate(kept)
    )


@st.composite
def _messages(draw: st.DrawFn) -> tuple:
    states = draw(MESSAGE_STATES)
    sent = [draw(MOMENTS) for _ in states]
    pairs = enumerate(zip(states, sent, strict=True))
    return tuple(
        a_message(s, id=f"SM-{n}", sent_at=at, answer_by=at + timedelta(days=1)) for n, (s, at) in pairs
    )


@st.composite
def _disputes(draw: st.DrawFn) -> tuple:
    states = draw(DISPUTE_STATES)
    kept = _at_most_one(states, {DisputeStatus.IN_PROGRESS})
    return tuple(a_dispute(state, id=f"DP-{number}") for number, state in enumerate(kept))


def _part_of(draw: st.DrawFn, ids: tuple[str, ...]) -> tuple[str, ...]:
    """The first few of them, at least one."""
    return ids[: draw(COUNTS)]


def _at_most_one(states: list, live: Any) -> list:
    alive = [state for state in states if state in live][:1]
    return [state for state in states if state not in live] + alive


def _refunded(draw: st.DrawFn, case: OrderCase) -> OrderCase:
    """Part of the payment has gone back, and the ledger says so."""
    if case.payment is None:
        return case
    back = Money.from_minor(draw(st.integers(0, case.payment.amount.minor)), case.order.currency)
    refunds = (a_refund(back),) if back.minor else ()
    return replace(case, payment=replace(case.payment, refunded=back), refunds=refunds)

"""The minutes around the end of each window: the minute that people are told still counts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderdesk.model import CancellationStatus, OrderStatus, Party, ReturnKind, ReturnStatus
from orderdesk.policy import terms
from orderdesk.policy.cancel import decide_cancel
from orderdesk.policy.dispute import DisputeAsk, decide_dispute
from orderdesk.policy.returns import ReturnAsk, decide_return, return_until
from orderdesk.policy.rules.cancel import CancelAsk, free_until
from orderdesk.policy.seller import decide_contact
from tests.policy.cases import MINUTE, NOW, a_cancellation, a_case, a_message, a_return, ago, ahead

S = OrderStatus
US, UK, DEFAULT = (terms.load(market) for market in ("us", "uk", "default"))
DELIVERED = a_case(S.DELIVERED, delivered_at=NOW)
SECOND = timedelta(seconds=1)


def returned(case, ours, reason=None):
    """The rule of returning it at a moment."""
    return lambda at: decide_return(case, ReturnAsk(reason=reason), ours, at).rule


def disputed(case, ours=US, about=None):
    """The rule of disputing it at a moment."""
    return lambda at: decide_dispute(case, DisputeAsk(about), ours, at).rule


def contacted(case):
    """The rule of writing to the seller at a moment."""
    return lambda at: decide_contact(case, None, US, at).rule


LATE = a_case(S.IN_TRANSIT, expected_at=NOW)
REFUND = ReturnAsk(kind=ReturnKind.REFUND, reason="not_received")
REFUSED_RETURN = a_case(
    S.DELIVERED, delivered_at=ago(days=95), returns=(a_return(ReturnStatus.REJECTED, answered_at=NOW),)
)
REFUSED_CANCELLATION = a_case(
    S.IN_TRANSIT,
    cancellations=(a_cancellation(CancellationStatus.CANCELLED, answered_by=Party.SELLER, answered_at=NOW),),
)
MESSAGE = a_case(S.IN_TRANSIT, expected_at=ahead(days=90), messages=(a_message(answer_by=NOW),))
OLD = a_case(S.DELIVERED, created_at=NOW)
TALKED = a_case(S.DELIVERED, created_at=ago(days=90), messages=(a_message(answer_by=NOW, sent_at=NOW),))

#: name, the rule at a moment, where the window ends, the rule inside, the rule after.
WINDOWS = [
    ("return, US", returned(DELIVERED, US), {"days": 30}, "return_auto_approved", "return_window_over"),
    ("return, UK", returned(DELIVERED, UK), {"days": 30}, "return_seller_review", "return_window_over"),
    ("return", returned(DELIVERED, DEFAULT), {"days": 30}, "return_seller_review", "return_window_over"),
    (
        "approved at once, UK",
        returned(DELIVERED, UK),
        {"days": 14},
        "return_auto_approved",
        "return_seller_review",
    ),
    (
        "protection",
        returned(DELIVERED, US, "damaged"),
        {"days": 90},
        "return_seller_review",
        "return_protection_over",
    ),
    (
        "late refund",
        lambda at: decide_return(LATE, REFUND, US, at).rule,
        {},
        "not_delivered_yet",
        "refund_when_late",
    ),
    ("lost", disputed(LATE), {"days": 7}, "dispute_ask_seller_first", "dispute_lost"),
    (
        "refused return",
        disputed(REFUSED_RETURN, UK),
        {"days": 10},
        "dispute_return_refused",
        "dispute_window_over",
    ),
    (
        "refused cancellation",
        disputed(REFUSED_CANCELLATION),
        {"days": 10},
        "dispute_cancellation_refused",
        "dispute_window_over",
    ),
    ("no answer", disputed(MESSAGE), {}, "dispute_ask_seller_first", "dispute_no_answer"),
    (
        "no answer, too long ago",
        disputed(MESSAGE),
        {"days": 10},
        "dispute_no_answer",
        "dispute_ask_seller_first",
    ),
    ("dispute, protected", disputed(DELIVERED), {"days": 90}, "dispute_protected", "dispute_protection_over"),
    ("dispute, UK", disputed(DELIVERED, UK), {"days": 30}, "dispute_protected", "dispute_protection_over"),
    ("message", contacted(MESSAGE), {}, "message_waiting", "contact_again"),
    ("old order", contacted(OLD), {"days": 60}, "contact_open", "contact_too_old"),
    ("old talk", contacted(TALKED), {"days": 30}, "contact_again", "contact_too_old"),
]


@pytest.mark.parametrize(
    ("rule", "span", "inside", "after"), [w[1:] for w in WINDOWS], ids=[w[0] for w in WINDOWS]
)
def test_minutes(rule, span, inside, after):
    """A minute before and the last minute to its end are inside; a minute after is not."""
    end = NOW + timedelta(**span)
    assert [rule(end + step) for step in (-MINUTE, timedelta(0), MINUTE)] == [inside, inside, after]


@pytest.mark.parametrize("seconds", [0, 1, 42, 59])
def test_the_told_minute_counts_to_its_end(seconds):
    """Whoever is told "until 14:05" is in time all through 14:05, whatever second the window began."""
    case = a_case(S.DELIVERED, delivered_at=NOW + seconds * SECOND)
    minute = return_until(case, US).replace(second=0)
    asked = returned(case, US)
    assert asked(minute + 59 * SECOND) == "return_auto_approved"
    assert asked(minute + MINUTE) == "return_window_over"


@pytest.mark.parametrize("market", terms.markets())
@pytest.mark.parametrize(
    ("moment", "rule"),
    [(-MINUTE, "free_window"), (timedelta(0), "window_over"), (MINUTE, "window_over")],
    ids=["a minute before", "at the end", "a minute after"],
)
def test_free_window_minutes(market, moment, rule):
    """The free window ends exactly one hour after payment."""
    case, ours = a_case(S.AWAITING_SHIPMENT), terms.load(market)
    end = free_until(case, ours)
    assert end == case.order.paid_at + timedelta(hours=1)
    assert decide_cancel(case, CancelAsk(), ours, end + moment).rule == rule


@pytest.mark.parametrize(
    ("moment", "rule"),
    [(-MINUTE, "in_transit"), (timedelta(0), "in_transit"), (MINUTE, "in_transit_late")],
    ids=["a minute before", "at the promised time", "a minute after"],
)
def test_late_minutes(moment, rule):
    """Late is from the minute after the promise; the platform's deadline counts before the estimate."""
    case = a_case(S.IN_TRANSIT, expected_at=ago(days=1), delivery_due_at=NOW)
    assert decide_cancel(case, CancelAsk(), terms.load("us"), NOW + moment).rule == rule


def test_on_hold_counts_although_our_hour_is_over():
    """ON_HOLD is the platform's word that the window is open, whatever our clock says."""
    assert (
        decide_cancel(a_case(S.ON_HOLD, paid_at=ago(hours=2)), CancelAsk(), terms.load("us"), NOW).rule
        == "free_window"
    )

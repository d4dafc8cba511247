"""What is a ground for a dispute, what only looks like one, and which of several counts."""

from __future__ import annotations

import pytest

from orderdesk.model import CancellationStatus, OrderStatus, ParcelStatus, Party, ReturnStatus
from orderdesk.policy import terms
from orderdesk.policy.dispute import DisputeAsk, decide_dispute
from tests.policy.cases import NOW, a_cancellation, a_case, a_line, a_message, a_parcel, a_return, ago

S = OrderStatus
OLD = {"delivered_at": ago(days=200)}


def rejected(days: int, name: str = "RT-1", **changes):
    """A return that the seller refused that many days ago."""
    return a_return(ReturnStatus.REJECTED, id=name, answered_at=ago(days=days), **changes)


def refused(days: int, status=CancellationStatus.CANCELLED, by=Party.SELLER):
    """A request to cancel that was answered that many days ago."""
    return a_cancellation(status, answered_by=by, answered_at=ago(days=days))


def decided(case, about: str | None = None, market: str = "us"):
    """The decision about disputing it, as reason codes and the first reason's facts."""
    decision = decide_dispute(case, DisputeAsk(about), terms.load(market), NOW)
    return [reason.code for reason in decision.reasons], decision.reasons[0].facts


def silent(topic: str = "where_is_it"):
    """A message that the seller let the time for an answer pass."""
    return a_message(topic=topic, sent_at=ago(days=2), answer_by=ago(days=1))


IN_TRANSIT = a_case(S.IN_TRANSIT)
LOST = a_case(S.IN_TRANSIT, expected_at=ago(days=9))


@pytest.mark.parametrize(
    ("why", "case", "about", "codes"),
    [
        (
            "an old refusal, but protected",
            a_case(S.DELIVERED, returns=(rejected(20),)),
            None,
            ["dispute_protected"],
        ),
        (
            "an old refusal and nothing else",
            a_case(S.IN_TRANSIT, cancellations=(refused(11),)),
            None,
            ["dispute_window_over"],
        ),
        (
            "a refused cancellation says nothing about the goods",
            a_case(S.IN_TRANSIT, cancellations=(refused(2),)),
            "damaged",
            ["dispute_ask_seller_first"],
        ),
        (
            "a cancellation that the seller granted",
            a_case(S.IN_TRANSIT, cancellations=(refused(2, CancellationStatus.SUCCESS),)),
            None,
            ["dispute_ask_seller_first"],
        ),
        (
            "refused by sending it",
            a_case(S.IN_TRANSIT, cancellations=(refused(2, by=Party.SYSTEM),)),
            None,
            ["dispute_cancellation_refused"],
        ),
        ("what is lost is not damaged", LOST, "damaged", ["dispute_ask_seller_first"]),
        (
            "protection is not for other matters",
            a_case(S.DELIVERED, **OLD),
            "other",
            ["dispute_ask_seller_first"],
        ),
        (
            "a refused return is no silence",
            a_case(S.DELIVERED, returns=(rejected(2),)),
            "no_answer",
            ["dispute_ask_seller_first"],
        ),
        (
            "a refused return is no refused cancellation",
            a_case(S.DELIVERED, returns=(rejected(2),)),
            "cancellation_refused",
            ["dispute_ask_seller_first"],
        ),
        (
            "a question about a product is no quarrel",
            a_case(S.DELIVERED, **OLD, messages=(silent("question"),)),
            "no_answer",
            ["dispute_ask_seller_first"],
        ),
        (
            "a question after it does not hide what the seller let lie",
            a_case(S.IN_TRANSIT, messages=(silent(), a_message(id="SM-2", topic="question"))),
            "no_answer",
            ["dispute_no_answer"],
        ),
        ("protection is over", a_case(S.DELIVERED, **OLD), None, ["dispute_protection_over"]),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_ground(why, case, about, codes):
    """A ground has to fit what the dispute is about, and an old refusal does not shut out another ground."""
    assert decided(case, about)[0] == codes


def test_the_last_refusal_counts():
    """Of two refusals the later one sets the time, whether it is over or not."""
    both = (rejected(40, "RT-1"), rejected(5, "RT-2"), rejected(30, "RT-3"))
    assert decided(a_case(S.DELIVERED, **OLD, returns=both))[1]["request"] == "RT-2"
    late = (rejected(40, "RT-1"), rejected(12, "RT-2"), rejected(30, "RT-3"))
    assert decided(a_case(S.DELIVERED, **OLD, returns=late))[1]["refused_at"] == ago(days=12)


@pytest.mark.parametrize(
    ("times", "day"),
    [
        ({"answered_at": ago(days=3), "closed_at": ago(days=4)}, 3),
        ({"answered_at": None, "closed_at": ago(days=4)}, 4),
        ({"answered_at": None, "created_at": ago(days=5)}, 5),
    ],
)
def test_when_a_return_was_refused(times, day):
    """Where nobody noted when the seller refused, the next best time counts."""
    case = a_case(S.DELIVERED, **OLD, returns=(a_return(ReturnStatus.REJECTED, **times),))
    assert (decided(case)[1]["deadline"] - NOW).days == 10 - day


def test_when_a_cancellation_was_refused():
    """The same for a request to cancel."""
    request = a_cancellation(
        CancellationStatus.CANCELLED, answered_by=Party.SELLER, answered_at=None, created_at=ago(days=6)
    )
    assert (decided(a_case(S.IN_TRANSIT, cancellations=(request,)))[1]["deadline"] - NOW).days == 4


def test_protection_counts_from_the_last_parcel():
    """Of several parcels, one that is there can be disputed, and the last one there sets the time."""
    lines = (a_line(1, parcel_id="PK-1"), a_line(2, parcel_id="PK-2"), a_line(3, parcel_id="PK-3"))
    there = [a_parcel(n, ParcelStatus.COMPLETED, delivered_at=ago(days=d)) for n, d in ((1, 9), (2, 4))]
    case = a_case(S.IN_TRANSIT, lines=lines, parcels=(*there, a_parcel(3)))
    codes, facts = decided(case, "damaged")
    assert codes == ["dispute_protected"]
    assert facts["delivered_at"] == ago(days=4)

"""Orders that are not as the book says: times that nobody noted, parcels that come one by one, asks that do not fit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderdesk.decision import Outcome
from orderdesk.model import LineStatus, MessageStatus, OrderStatus, OrderType, ParcelStatus, ReturnKind
from orderdesk.policy import terms
from orderdesk.policy.cancel import decide_cancel
from orderdesk.policy.returns import ReturnAsk, decide_return, kinds_for, return_reasons, return_until
from orderdesk.policy.rules.cancel import CancelAsk
from orderdesk.policy.seller import decide_contact
from tests.policy.cases import NOW, a_case, a_line, a_message, a_parcel, ago, ahead, usd

S, K = OrderStatus, ReturnKind
US, DEFAULT = terms.load("us"), terms.load("default")
LINES = (a_line(1, parcel_id="PK-1"), a_line(2, parcel_id="PK-2"))
MADE = OrderType.MADE_TO_ORDER
GIFTS = (a_line(1, paid=usd(0)), a_line(2, paid=usd(0)))
GONE = (a_line(1, status=LineStatus.CANCELLED), a_line(2, status=LineStatus.CANCELLED))
NEVER_NOTED = a_case(S.DELIVERED, delivered_at=None)


def in_parcels(*days: int | None, **changes):
    """Two parcels, each there since that many days, or not yet."""
    parcels = [
        a_parcel(number, ParcelStatus.COMPLETED, delivered_at=ago(days=since)) if since else a_parcel(number)
        for number, since in enumerate(days, start=1)
    ]
    return a_case(S.IN_TRANSIT, lines=LINES, parcels=tuple(parcels), **changes)


HALF_THERE = in_parcels(2, None)
HALF_LATE = in_parcels(2, None, expected_at=ago(days=1))
LATE = a_case(S.IN_TRANSIT, expected_at=ago(days=1))


def reasons(case, ask, ours=US, now=NOW) -> list[str]:
    """The reasons of the decision about returning it."""
    return [reason.code for reason in decide_return(case, ask, ours, now).reasons]


class TestUnknownTimes:
    def test_no_promised_day(self):
        """An order without a promised day is never late."""
        case = a_case(S.IN_TRANSIT, expected_at=None)
        assert decide_cancel(case, CancelAsk(), US, NOW).rule == "in_transit"
        assert reasons(case, ReturnAsk(kind=K.REFUND, reason="not_received")) == ["not_delivered_yet"]

    def test_delivered_at_an_unknown_time(self):
        """What has arrived can be returned even if nobody noted when; then the seller looks at it."""
        decision = decide_return(NEVER_NOTED, ReturnAsk(), US, NOW)
        assert (decision.rule, decision.deadline) == ("return_seller_review", None)
        assert return_until(NEVER_NOTED, US) is None

    def test_never_approved_at_once(self):
        """A market that approves nothing at once does not do so in the minute of delivery either."""
        assert reasons(a_case(S.DELIVERED, delivered_at=NOW), ReturnAsk(), DEFAULT) == [
            "return_seller_review"
        ]


class TestParcelByParcel:
    @pytest.mark.parametrize(
        ("case", "until"),
        [
            (HALF_THERE, ahead(days=28)),
            (in_parcels(9, 4), ahead(days=26)),
            (
                a_case(S.DELIVERED, lines=LINES, parcels=in_parcels(9, 4).parcels, delivered_at=ago(days=3)),
                ahead(days=27),
            ),
            (a_case(S.IN_TRANSIT), None),
        ],
    )
    def test_window(self, case, until):
        """The window that is shown counts from the last parcel, and from the whole order once that is there."""
        assert return_until(case, US) == until

    def test_the_first_parcel_ends_first(self):
        """Whoever returns both parcels at once has until the first one's time is over."""
        assert decide_return(in_parcels(9, 4), ReturnAsk(), US, NOW).deadline == ahead(days=21)

    def test_choices_of_what_is_there(self):
        """As soon as one parcel is there, all reasons and their kinds can be chosen."""
        assert return_reasons(HALF_THERE, US) == US.codes("returns.reasons")
        assert kinds_for(HALF_THERE, "does_not_fit", US) == (K.RETURN_AND_REFUND, K.REPLACEMENT)

    def test_the_parcel_that_is_there_is_not_late(self):
        """Of a late order, what has arrived is no late refund."""
        ask = ReturnAsk(("L-1",), K.REFUND, "not_received")
        assert reasons(HALF_LATE, ask) == ["return_seller_review"]


class TestAsksThatDoNotFit:
    @pytest.mark.parametrize(
        ("case", "ask", "expected"),
        [
            (LATE, ReturnAsk(kind=K.REFUND, reason="damaged"), ["not_delivered_yet"]),
            (LATE, ReturnAsk(kind=K.RETURN_AND_REFUND, reason="not_received"), ["not_delivered_yet"]),
            (LATE, ReturnAsk(reason="better_price"), ["not_delivered_yet"]),
            (LATE, ReturnAsk(kind=K.REFUND, reason="not_received"), ["refund_when_late"]),
            (LATE, ReturnAsk(reason="not_received"), ["refund_when_late"]),
            (a_case(S.DELIVERED), ReturnAsk(reason="not_received"), ["return_seller_review"]),
            (
                a_case(S.DELIVERED),
                ReturnAsk(kind=K.REFUND, reason="better_price"),
                ["return_reason_not_offered"],
            ),
            (
                a_case(S.DELIVERED),
                ReturnAsk(kind=K.REPLACEMENT, reason="not_received"),
                ["return_kind_not_offered"],
            ),
        ],
    )
    def test_reason_and_kind(self, case, ask, expected):
        """Only a missing parcel is a reason on the way, only money is its kind, and nobody is told a reason twice."""
        assert reasons(case, ask) == expected


class TestCancelling:
    @pytest.mark.parametrize(
        ("why", "case", "ids", "expected"),
        [
            ("made to order and on its way", a_case(S.IN_TRANSIT, order_type=MADE), (), ["in_transit"]),
            ("made to order, in the free hour", a_case(S.ON_HOLD, order_type=MADE), (), ["free_window"]),
            (
                "all lines by name are the whole order",
                a_case(S.AWAITING_SHIPMENT),
                ("L-1", "L-2"),
                ["window_over"],
            ),
            ("an order of gifts only", a_case(S.AWAITING_SHIPMENT, lines=GIFTS), (), ["window_over"]),
            ("a line of a cancelled order", a_case(S.CANCELLED, lines=GONE), ("L-1",), ["already_cancelled"]),
            (
                "late before it was collected",
                a_case(S.AWAITING_COLLECTION, expected_at=ago(days=1)),
                (),
                ["awaiting_collection"],
            ),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_reasons(self, why, case, ids, expected):
        """Nobody is told a reason that is not theirs."""
        for ours in (US, DEFAULT):
            assert [
                reason.code for reason in decide_cancel(case, CancelAsk(ids), ours, NOW).reasons
            ] == expected

    def test_a_pre_order_has_its_free_hour(self):
        """Where the seller is asked about a pre-order, nobody is asked within the free window."""
        case = a_case(S.ON_HOLD, order_type=OrderType.PRE_ORDER)
        assert decide_cancel(case, CancelAsk(), US, NOW).outcome is Outcome.ALLOW

    def test_a_gift_goes_with_its_purchase(self):
        """A gift may be cancelled together with something that was paid for."""
        case = a_case(S.AWAITING_SHIPMENT, lines=(*GIFTS[:1], a_line(2), a_line(3)))
        assert decide_cancel(case, CancelAsk(("L-1", "L-2")), DEFAULT, NOW).rule == "window_over"


def test_the_last_silence_counts():
    """Of two unanswered messages the later one says whether the seller still has time."""
    messages = (
        a_message(id="SM-1", answer_by=ago(days=3)),
        a_message(id="SM-2", answer_by=NOW + timedelta(hours=1)),
        a_message(MessageStatus.CLOSED, id="SM-3", answer_by=ahead(days=3)),
    )
    decision = decide_contact(a_case(S.IN_TRANSIT, messages=messages), None, US, NOW)
    assert (decision.rule, decision.reasons[0].facts["message"]) == ("message_waiting", "SM-2")

"""How a dispute ends that no person decided: who is believed, and what only evidence can prove."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.model import DisputeStatus, Evidence, MessageStatus, OrderStatus, ParcelStatus
from orderdesk.policy import terms
from orderdesk.policy.dispute import disputed_lines, verdict
from tests.policy.cases import NOW, a_case, a_dispute, a_line, a_message, a_parcel, ago, ahead

S = OrderStatus
US = terms.load("us")
WON, LOST = DisputeStatus.SUPPORT_BUYER, DisputeStatus.SUPPORT_SELLER
SILENT = a_message(sent_at=ago(days=3), answer_by=ago(days=2))
SPLIT = {
    "lines": (a_line(1, parcel_id="PK-1"), a_line(2, parcel_id="PK-2")),
    "parcels": (a_parcel(1, ParcelStatus.COMPLETED, delivered_at=ago(days=2)), a_parcel(2)),
}
PARTLY = a_case(S.IN_TRANSIT, expected_at=ahead(days=1), **SPLIT)
PARTLY_LATE = a_case(S.IN_TRANSIT, expected_at=ago(days=1), **SPLIT)
ABOUT_SILENCE = a_dispute(about="no_answer", cause=SILENT.id)


def ended(case, dispute, **changes):
    """The verdict on a dispute without evidence."""
    return verdict(replace(case, disputes=(dispute,), **changes), dispute, US, NOW)


def answered(**when):
    """The seller's answer, that long ago."""
    return replace(SILENT, status=MessageStatus.ANSWERED, answer="Hello!", answered_at=ago(**when))


def brought(dispute):
    """What the buyer told when the dispute began."""
    return (Evidence("EV-1", dispute.id, "It is not there.", dispute.opened_at),)


@pytest.mark.parametrize("words", [False, True])
@pytest.mark.parametrize(
    ("why", "case", "named", "outcome"),
    [
        ("late", a_case(S.IN_TRANSIT, expected_at=ago(days=1)), (), WON),
        ("not late", a_case(S.IN_TRANSIT, expected_at=ahead(days=1)), (), LOST),
        ("nobody knows when", a_case(S.IN_TRANSIT, expected_at=None), (), LOST),
        ("late, one parcel there", PARTLY_LATE, ("L-2",), WON),
        ("not late, the other parcel there", PARTLY, ("L-2",), LOST),
    ],
)
def test_what_has_not_come_is_paid_back_only_when_late(words, why, case, named, outcome):
    """ "It never arrived", and nobody says that it did: won when late, never before that, with words or without."""
    dispute = a_dispute(about="not_received", line_ids=named)
    assert ended(case, dispute, evidence=brought(dispute) if words else ()) is outcome


def test_said_delivered_and_not_there():
    """Marked delivered: what the buyer brought decides."""
    dispute = a_dispute(about="not_received")
    assert ended(a_case(S.DELIVERED), dispute) is LOST
    assert ended(a_case(S.DELIVERED), dispute, evidence=brought(dispute)) is WON


def test_what_may_still_come_is_not_in_dispute():
    """Of several parcels, "not received" is about the one said to be there, while the other is not late."""
    dispute = a_dispute(about="not_received")
    assert [line.id for line in disputed_lines(PARTLY, dispute, NOW)] == ["L-1"]
    assert [line.id for line in disputed_lines(PARTLY_LATE, dispute, NOW)] == ["L-1", "L-2"]


@pytest.mark.parametrize(
    ("why", "message", "outcome"),
    [
        ("still silent", SILENT, WON),
        ("answered after the time for it", answered(days=1), WON),
        ("answered in the last minute", replace(answered(), answered_at=SILENT.answer_by), LOST),
        ("answered in time", answered(days=2, hours=5), LOST),
        ("a question about a product", replace(SILENT, topic="question"), LOST),
        ("another message", replace(SILENT, id="SM-9"), LOST),
    ],
)
def test_silence_is_believed_while_there_is_silence(why, message, outcome):
    """Without evidence, "the seller does not answer" wins only where the named message got no answer in time."""
    assert ended(a_case(S.DELIVERED), ABOUT_SILENCE, messages=(message,)) is outcome


def test_an_answered_message_leaves_it_to_evidence():
    """Where the seller did answer, what the buyer brought decides as in any other dispute."""
    case = a_case(S.DELIVERED, messages=(answered(days=2, hours=5),))
    assert ended(case, ABOUT_SILENCE, evidence=brought(ABOUT_SILENCE)) is WON

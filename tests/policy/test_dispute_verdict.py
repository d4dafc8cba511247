"""How a dispute ends that no person decided: who is believed, and what only evidence can prove."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.model import DisputeStatus, Evidence, MessageStatus, OrderStatus
from orderdesk.policy import terms
from orderdesk.policy.dispute import verdict
from tests.policy.cases import a_case, a_dispute, a_message, ago

S = OrderStatus
US = terms.load("us")
WON, LOST = DisputeStatus.SUPPORT_BUYER, DisputeStatus.SUPPORT_SELLER
SILENT = a_message(sent_at=ago(days=3), answer_by=ago(days=2))
ABOUT_SILENCE = a_dispute(about="no_answer", cause=SILENT.id)


def ended(case, dispute, **changes):
    """The verdict on a dispute without evidence."""
    return verdict(replace(case, disputes=(dispute,), **changes), dispute, US)


def answered(**when):
    """The seller's answer, that long ago."""
    return replace(SILENT, status=MessageStatus.ANSWERED, answer="Hello!", answered_at=ago(**when))


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
    brought = Evidence("EV-1", ABOUT_SILENCE.id, "Nobody helps.", ABOUT_SILENCE.opened_at)
    case = a_case(S.DELIVERED, messages=(answered(days=2, hours=5),))
    assert ended(case, ABOUT_SILENCE, evidence=(brought,)) is WON

"""May the buyer open a dispute, about what, with which evidence, and how does it end?"""

from __future__ import annotations

from datetime import datetime

from orderdesk.decision import Decision
from orderdesk.model import (
    Dispute,
    DisputeStatus,
    Line,
    MessageStatus,
    OrderCase,
    Return,
    ReturnKind,
    ReturnStatus,
)
from orderdesk.policy.alternatives import offer
from orderdesk.policy.engine import decision
from orderdesk.policy.rules.dispute import DISPUTE, DisputeAsk
from orderdesk.policy.rules.dispute_grounds import (
    NO_ANSWER,
    NOT_RECEIVED,
    OTHER,
    RETURN_UNCONFIRMED,
    refusals,
    unanswered_matter,
    unconfirmed,
)
from orderdesk.policy.rules.return_lines import open_lines, unpaid_lines
from orderdesk.policy.rules.state import ON_ITS_WAY, has_arrived, is_late, still_open
from orderdesk.policy.terms import Terms

__all__ = [
    "ABOUT_GOODS",
    "DisputeAsk",
    "about_for",
    "decide_dispute",
    "disputed_lines",
    "evidence_for",
    "reopened_return",
    "verdict",
]

#: What may be wrong with something that arrived, or is said to have.
ABOUT_GOODS = (NOT_RECEIVED, "damaged", "wrong_item", "missing_parts", "defective", "not_as_described")


def decide_dispute(case: OrderCase, ask: DisputeAsk, terms: Terms, now: datetime) -> Decision:
    """Open one (ALLOW), or not, with reasons and what works instead."""
    return decision(DISPUTE.findings(case, ask, terms, now), case, terms, now, offer)


def about_for(case: OrderCase, terms: Terms) -> tuple[str, ...]:
    """What a dispute about this order may be about, a quarrel that there is before the goods."""
    quarrels = dict.fromkeys(refusal.about for refusal in refusals(case))
    waiting = (RETURN_UNCONFIRMED,) if unconfirmed(case) else ()
    silence = (NO_ANSWER,) if unanswered_matter(case, terms) else ()
    on_the_way = (NOT_RECEIVED,) if case.order.status in ON_ITS_WAY else ()
    goods = ABOUT_GOODS if any(has_arrived(case, line) for line in case.lines) else on_the_way
    return (*quarrels, *waiting, *silence, *goods, OTHER)


def evidence_for(about: str, terms: Terms) -> tuple[str, ...]:
    """What to bring: photo, description, tracking, seller_reply. An unknown matter counts as `other`."""
    table = terms.codes_by("dispute.evidence")
    return table.get(about, table[OTHER])


def disputed_lines(case: OrderCase, dispute: Dispute, now: datetime) -> tuple[Line, ...]:
    """The units that could still be paid back: those named, else those of the refused request, else all.

    What is on its way and not late is no matter of "not received"; a return that was confirmed, none of its silence.
    """
    sent = unconfirmed(case)
    if dispute.about == RETURN_UNCONFIRMED and (sent is None or sent.id != dispute.cause):
        return ()
    requests = {one.id: one.line_ids for one in case.returns}
    requests |= {one.id: one.line_ids for one in case.cancellations}
    ids = dispute.line_ids or requests.get(dispute.cause or "", ())
    lines = tuple(line for line in unpaid_lines(case) if not ids or line.id in ids)
    coming = dispute.about == NOT_RECEIVED and not is_late(case, now)
    return tuple(line for line in lines if has_arrived(case, line)) if coming else lines


def reopened_return(case: OrderCase, dispute: Dispute, now: datetime) -> Return | None:
    """The refused return that goes on when this dispute is won, if the goods have to come back before money goes out.

    Money without a return, and what the buyer says is not there, is paid back at once.
    """
    lines = {line.id for line in disputed_lines(case, dispute, now)}
    asked = next((one for one in case.returns if one.id == dispute.cause), None)
    if asked is None or asked.kind is ReturnKind.REFUND or asked.status is not ReturnStatus.REJECTED:
        return None
    still_there = lines <= {line.id for line in open_lines(case)} & set(asked.line_ids)
    goes_on = lines and still_there and dispute.about != NOT_RECEIVED and case.live_return is None
    return asked if goes_on else None


def verdict(case: OrderCase, dispute: Dispute, terms: Terms, now: datetime) -> DisputeStatus:
    """How a dispute ends that no person decided in time.

    The buyer is right where the market believes a buyer (`dispute.believed`; about silence only while it lasts), and
    about what is late and of which nobody says that it came; else evidence that was brought in time decides. A return
    that was confirmed meanwhile leaves nothing to decide.
    """
    lines = disputed_lines(case, dispute, now)
    if dispute.about == RETURN_UNCONFIRMED and not lines:
        return DisputeStatus.CLOSED
    missing = dispute.about == NOT_RECEIVED and not any(has_arrived(case, line) for line in lines)
    brought = any(
        one.dispute_id == dispute.id and still_open(dispute.evidence_by, one.added_at)
        for one in case.evidence
    )
    if _is_believed(case, dispute, terms) or (missing and is_late(case, now)):
        return DisputeStatus.SUPPORT_BUYER
    brought = brought and not missing
    return DisputeStatus(terms.code("dispute.with_evidence" if brought else "dispute.without_evidence"))


def _is_believed(case: OrderCase, dispute: Dispute, terms: Terms) -> bool:
    if dispute.about not in terms.codes("dispute.believed"):
        return False
    return dispute.about != NO_ANSWER or _was_silent(case, dispute, terms)


def _was_silent(case: OrderCase, dispute: Dispute, terms: Terms) -> bool:
    """Whether the message that the dispute rests on has no answer, or had one only after its time."""
    asked = next((one for one in case.messages if one.id == dispute.cause), None)
    if asked is None or asked.topic not in terms.codes("dispute.silence"):
        return False
    late = asked.answered_at is not None and not still_open(asked.answer_by, asked.answered_at)
    return asked.status is MessageStatus.SENT or late

"""The grounds on which a dispute may be opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from orderdesk.model import CancellationStatus, OrderCase, Party, Return, ReturnStatus, SellerMessage
from orderdesk.policy.engine import Facts, rule
from orderdesk.policy.rules.seller import unanswered
from orderdesk.policy.rules.state import due_at, has_arrived, is_late, received_at, still_open
from orderdesk.policy.terms import Terms

RETURN_REFUSED, CANCELLATION_REFUSED, NO_ANSWER = "return_refused", "cancellation_refused", "no_answer"
NOT_RECEIVED, OTHER = "not_received", "other"
RETURN_UNCONFIRMED = "return_unconfirmed"


@dataclass(frozen=True)
class DisputeAsk:
    """What a dispute is about, once known."""

    about: str | None = None


@dataclass(frozen=True)
class Refusal:
    """A seller's no to a request."""

    about: str
    request: str
    at: datetime
    reason: str = ""


def refusals(case: OrderCase) -> tuple[Refusal, ...]:
    """The seller's refusals, of returns and of cancelling. Sending the order refuses, too (by the system)."""
    returns = (
        Refusal(RETURN_REFUSED, one.id, one.answered_at or one.closed_at or one.created_at, one.reason)
        for one in case.returns
        if one.status is ReturnStatus.REJECTED
    )
    cancellations = (
        Refusal(CANCELLATION_REFUSED, one.id, one.answered_at or one.created_at)
        for one in case.cancellations
        if one.status is CancellationStatus.CANCELLED and one.answered_by in (Party.SELLER, Party.SYSTEM)
    )
    return (*returns, *cancellations)


def is_coming(case: OrderCase, ask: DisputeAsk) -> bool:
    """Whether it would be about something that has not come, and of which nobody says that it has."""
    return ask.about == NOT_RECEIVED and not any(has_arrived(case, line) for line in case.lines)


def unanswered_matter(case: OrderCase, terms: Terms) -> SellerMessage | None:
    """The latest message without an answer that is about something to put right; not a question about a product."""
    return unanswered(case, terms.codes("dispute.silence"))


def unconfirmed(case: OrderCase) -> Return | None:
    """The return that the buyer sent and the seller has not confirmed, if any."""
    live = case.live_return
    return live if live and live.status is ReturnStatus.BUYER_SHIPPED else None


def guarded(terms: Terms) -> timedelta:
    """How long after arrival the platform steps in: the protection, and never less than the return window."""
    return max(terms.duration("returns.window"), terms.duration("returns.protection"))


def guard_passed(case: OrderCase, ask: DisputeAsk, terms: Terms, now: datetime) -> Facts | None:
    """When it arrived and until when it was protected, if that is over and the dispute could be about it."""
    arrived = _arrived_last(case)
    if arrived is None or not _about_goods(ask, terms) or still_open(arrived + guarded(terms), now):
        return None
    return {"delivered_at": arrived, "deadline": arrived + guarded(terms)}


@rule("request", "deadline")
def dispute_return_refused(case: OrderCase, ask: DisputeAsk, terms: Terms, now: datetime) -> Facts | None:
    """The seller refused a return, not long ago. About what has not come: the money back for it, and it is late."""
    coming = is_coming(case, ask)
    fits = ask.about not in (NO_ANSWER, CANCELLATION_REFUSED) and (not coming or is_late(case, now))
    return _refused(case, RETURN_REFUSED, terms, now, NOT_RECEIVED if coming else None) if fits else None


@rule("request", "deadline")
def dispute_cancellation_refused(
    case: OrderCase, ask: DisputeAsk, terms: Terms, now: datetime
) -> Facts | None:
    """The seller refused to cancel, not long ago."""
    fits = ask.about in (None, CANCELLATION_REFUSED, OTHER)
    return _refused(case, CANCELLATION_REFUSED, terms, now) if fits else None


@rule("message", "deadline")
def dispute_no_answer(case: OrderCase, ask: DisputeAsk, terms: Terms, now: datetime) -> Facts | None:
    """The seller let the time for an answer pass."""
    message = unanswered_matter(case, terms)
    if message is None or is_coming(case, ask) or still_open(message.answer_by, now):
        return None
    deadline = message.answer_by + terms.duration("dispute.window")
    return {"message": message.id, "deadline": deadline} if still_open(deadline, now) else None


@rule("request", "received_by")
def dispute_return_unconfirmed(case: OrderCase, ask: DisputeAsk, terms: Terms, now: datetime) -> Facts | None:
    """Sent back, and not confirmed by the seller for long after the last moment for sending it."""
    sent = unconfirmed(case)
    if sent is None or sent.ship_by is None or ask.about not in (None, RETURN_UNCONFIRMED):
        return None
    received_by = sent.ship_by + terms.duration("returns.received_by")
    return None if still_open(received_by, now) else {"request": sent.id, "received_by": received_by}


@rule("expected_at")
def dispute_lost(case: OrderCase, ask: DisputeAsk, terms: Terms, now: datetime) -> Facts | None:
    """So late that it counts as lost."""
    due, about = due_at(case), ask.about in (None, NOT_RECEIVED)
    if (
        about
        and due
        and is_late(case, now)
        and not still_open(due + terms.duration("dispute.lost_after"), now)
    ):
        return {"expected_at": due}
    return None


@rule("delivered_at", "deadline")
def dispute_protected(case: OrderCase, ask: DisputeAsk, terms: Terms, now: datetime) -> Facts | None:
    """It arrived, or is said to have, and is not what was bought."""
    if not _about_goods(ask, terms) or not any(has_arrived(case, line) for line in case.lines):
        return None
    arrived = _arrived_last(case)
    deadline = arrived + guarded(terms) if arrived else None
    return {"delivered_at": arrived, "deadline": deadline} if still_open(deadline, now) else None


GROUNDS = (
    dispute_return_unconfirmed,
    dispute_return_refused,
    dispute_cancellation_refused,
    dispute_no_answer,
    dispute_lost,
    dispute_protected,
)


def _refused(
    case: OrderCase, about: str, terms: Terms, now: datetime, reason: str | None = None
) -> Facts | None:
    fits = (one for one in refusals(case) if one.about == about and reason in (None, one.reason))
    last = max(fits, key=lambda one: one.at, default=None)
    deadline = last.at + terms.duration("dispute.window") if last else None
    if not last or not still_open(deadline, now):
        return None
    return {"request": last.request, "deadline": deadline}


def _arrived_last(case: OrderCase) -> datetime | None:
    times = (received_at(case, line) for line in case.lines)
    return max((moment for moment in times if moment), default=None)


def _about_goods(ask: DisputeAsk, terms: Terms) -> bool:
    return ask.about is None or ask.about in terms.codes("dispute.protected")

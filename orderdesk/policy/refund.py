"""How much comes back, and when. Pure arithmetic over a case."""

from __future__ import annotations

from datetime import datetime, timedelta

from orderdesk.model import OrderCase, ReturnKind
from orderdesk.money import Money
from orderdesk.policy.terms import Terms

SATURDAY = 5


def refund_for_cancel(case: OrderCase, line_ids: tuple[str, ...]) -> Money:
    """What cancelling these active lines gives back: what they cost, and the shipping with the last of them.

    Never more than is left of the payment; zero when nothing was paid.
    """
    return Money.from_minor(0, case.order.currency)


def refund_for_return(
    case: OrderCase, line_ids: tuple[str, ...], kind: ReturnKind, reason: str | None, terms: Terms
) -> Money:
    """What a return of these lines gives back; a replacement gives no money."""
    return Money.from_minor(0, case.order.currency)


def refund_span(terms: Terms, now: datetime) -> tuple[datetime, datetime]:
    """Between when and when the money arrives, by the business days of `cancel.refund`."""
    low, high = terms.business_days("cancel.refund")
    return add_business_days(now, low), add_business_days(now, high)


def add_business_days(start: datetime, days: int) -> datetime:
    """The same time of day, this many Mondays to Fridays later."""
    moment = start
    while days > 0:
        moment += timedelta(days=1)
        days -= moment.weekday() < SATURDAY
    return moment

"""How much comes back, and when. Pure arithmetic over a case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone, tzinfo

from orderdesk.model import Line, LineStatus, OrderCase, ReturnKind, ReturnStatus
from orderdesk.money import Money
from orderdesk.policy.rules.return_lines import open_lines, unpaid_lines
from orderdesk.policy.rules.state import is_sent
from orderdesk.policy.terms import Terms

SATURDAY = 5


def refund_for_cancel(case: OrderCase, line_ids: tuple[str, ...]) -> Money:
    """What cancelling these active lines gives back: what they cost, and the shipping with the last of them.

    No ids, no money: say which lines. Never more than is left of the payment; zero when nothing was paid.
    """
    lines = [line for line in case.active_lines if line.id in line_ids]
    last = bool(lines) and len(lines) == len(case.active_lines) and not _was_sent(case)
    return _capped(case, lines, last)


def refund_for_return(
    case: OrderCase, line_ids: tuple[str, ...], kind: ReturnKind, reason: str | None, terms: Terms
) -> Money:
    """What a return of these lines gives back; a replacement gives no money.

    Shipping comes back with the last of the order's lines, where the market says so for this reason.
    """
    if kind is ReturnKind.REPLACEMENT:
        return Money.from_minor(0, case.order.currency)
    return _for_lines(case, open_lines(case), line_ids, reason, terms)


def refund_for_dispute(case: OrderCase, line_ids: tuple[str, ...], reason: str | None, terms: Terms) -> Money:
    """What a dispute about these lines gives back when it is won: also for one whose replacement did not help."""
    return _for_lines(case, unpaid_lines(case), line_ids, reason, terms)


def refund_span(
    terms: Terms, now: datetime, key: str = "cancel.refund", zone: tzinfo = timezone.utc
) -> tuple[datetime, datetime]:
    """Between when and when the money arrives, UTC, by the business days of `cancel.refund` or another key.

    `zone`: the buyer's, who reads the days there: Friday evening in Los Angeles is Saturday already in UTC.
    """
    low, high = terms.business_days(key)
    here = now.astimezone(zone)
    first, last = add_business_days(here, low), add_business_days(here, high)
    return first.astimezone(timezone.utc), last.astimezone(timezone.utc)


def add_business_days(start: datetime, days: int) -> datetime:
    """The same time of day, this many Mondays to Fridays later, in the time zone of `start`."""
    moment = start
    while days > 0:
        moment += timedelta(days=1)
        days -= moment.weekday() < SATURDAY
    return moment


def _for_lines(
    case: OrderCase, left: tuple[Line, ...], line_ids: tuple[str, ...], reason: str | None, terms: Terms
) -> Money:
    """`left`: the units that could be paid back; with the last of them comes the shipping."""
    chosen = [line for line in left if line.id in line_ids]
    last = bool(chosen) and len(chosen) == len(left)
    return _capped(case, chosen, last and reason in terms.codes("returns.refund_shipping"))


def _capped(case: OrderCase, lines: Iterable[Line], with_shipping: bool) -> Money:
    if case.payment is None:
        return Money.from_minor(0, case.order.currency)
    shipping = _shipping_left(case) if with_shipping else Money.from_minor(0, case.order.currency)
    price = Money.total((line.paid for line in lines), case.order.currency)
    return min(price + shipping, case.payment.amount - case.payment.refunded)


def _shipping_left(case: OrderCase) -> Money:
    """The shipping less what of it went back: the part of the refunds that no line accounts for."""
    nothing = Money.from_minor(0, case.order.currency)
    if case.payment is None:
        return nothing
    refunded = Money.total(
        (line.paid for line in case.lines if _was_refunded(case, line)), case.order.currency
    )
    return max(case.order.shipping - max(case.payment.refunded - refunded, nothing), nothing)


def _was_refunded(case: OrderCase, line: Line) -> bool:
    done = (r for r in case.returns if r.status is ReturnStatus.COMPLETE and line.id in r.line_ids)
    paid = any(r.kind is not ReturnKind.REPLACEMENT for r in done)
    return paid or line.status is not LineStatus.ACTIVE


def _was_sent(case: OrderCase) -> bool:
    return case.order.shipped_at is not None or any(is_sent(case, line) for line in case.lines)

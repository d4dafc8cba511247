"""Which lines a return is about, what may be asked for them, and until when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from orderdesk.model import Line, LineStatus, OrderCase, Return, ReturnKind, ReturnStatus
from orderdesk.policy.rules.state import ARRIVED, ON_ITS_WAY, has_arrived, received_at, running_dispute
from orderdesk.policy.terms import Terms

#: The one reason for money back that needs no arrival.
NOT_RECEIVED = "not_received"


@dataclass(frozen=True)
class ReturnAsk:
    """What a buyer wants to give back or have refunded. No line ids: all that can be. The rest once known."""

    line_ids: tuple[str, ...] = ()
    kind: ReturnKind | None = None
    reason: str | None = None


def is_settled(case: OrderCase, line: Line) -> bool:
    """Whether a return of this unit has been seen to the end, with money or with a replacement."""
    done = (r for r in case.returns if r.status is ReturnStatus.COMPLETE and line.id in r.line_ids)
    return line.status is LineStatus.RETURNED or any(done)


def open_lines(case: OrderCase) -> tuple[Line, ...]:
    """The units that could still be returned, as far as the order itself goes."""
    return tuple(line for line in case.active_lines if not is_settled(case, line))


def unpaid_lines(case: OrderCase) -> tuple[Line, ...]:
    """The units whose money has not gone back: the open ones, and those that a replacement was to follow for."""
    return tuple(line for line in case.active_lines if not _is_paid_back(case, line))


def named_lines(case: OrderCase, ask: ReturnAsk) -> tuple[Line, ...]:
    """The lines that a buyer speaks of, in whatever state; all of them where nothing is left to choose."""
    return case.lines_of(ask.line_ids) if ask.line_ids else open_lines(case) or case.lines


def chosen_lines(case: OrderCase, ask: ReturnAsk, terms: Terms) -> tuple[Line, ...]:
    """The open lines that are meant; without ids, those for which it can work, if there are any."""
    lines = open_lines(case)
    if ask.line_ids:
        return tuple(line for line in lines if line.id in ask.line_ids)
    if ask.reason == NOT_RECEIVED:
        return _prefer(lines, lambda line: not has_arrived(case, line))
    arrived = _prefer(lines, lambda line: has_arrived(case, line))
    return _prefer(arrived, lambda line: may_come_back(line, ask.reason, terms))


def arrived_lines(case: OrderCase, ask: ReturnAsk, terms: Terms) -> tuple[Line, ...]:
    """Those of the chosen lines that the buyer has."""
    return tuple(line for line in chosen_lines(case, ask, terms) if has_arrived(case, line))


def missing_lines(case: OrderCase, ask: ReturnAsk, terms: Terms) -> tuple[Line, ...]:
    """Those of the chosen lines that are still on their way."""
    return tuple(line for line in chosen_lines(case, ask, terms) if not has_arrived(case, line))


def may_come_back(line: Line, reason: str | None, terms: Terms) -> bool:
    """Whether this unit is taken back: what went wrong counts for things that are not returnable, too."""
    return line.returnable or reason in terms.codes("returns.faults")


def received_first(case: OrderCase, ask: ReturnAsk, terms: Terms) -> datetime | None:
    """When the first of the chosen lines arrived: its window ends first."""
    times = (received_at(case, line) for line in arrived_lines(case, ask, terms))
    return min((moment for moment in times if moment), default=None)


def window_for(reason: str | None, terms: Terms) -> timedelta:
    """How long after arrival a return for this reason may be asked for."""
    window = terms.duration("returns.window")
    protected = reason in terms.codes("returns.protected")
    return max(window, terms.duration("returns.protection")) if protected else window


def return_until(case: OrderCase, terms: Terms) -> datetime | None:
    """When the return window ends; None while nothing was delivered."""
    parcels = (parcel.delivered_at for parcel in case.parcels if parcel.delivered_at)
    delivered = case.order.delivered_at or max(parcels, default=None)
    return delivered + terms.duration("returns.window") if delivered else None


def may_still_come_back(case: OrderCase, request: Return) -> bool:
    """Whether the goods of a return that closed for want of sending are taken in late, and nothing else has begun.

    The buyer's own withdrawal leaves no label, and no parcel to wait for.
    """
    closed, due = request.closed_at, request.ship_by
    lapsed = request.status is ReturnStatus.CANCELLED and request.label and closed and due and closed > due
    free = case.live_return is None and running_dispute(case) is None
    return bool(lapsed and free and set(request.line_ids) <= {line.id for line in open_lines(case)})


def still_missing(case: OrderCase, request: Return) -> tuple[Line, ...]:
    """Of the units that were said not to be there: those that have not come after that was said."""
    return tuple(line for line in case.lines_of(request.line_ids) if not _came_since(case, line, request))


def return_reasons(case: OrderCase, terms: Terms) -> tuple[str, ...]:
    """The reasons to choose from, by where the order is; empty while there can be none."""
    if any(has_arrived(case, line) for line in case.lines):
        return terms.codes("returns.reasons")
    return (NOT_RECEIVED,) if case.order.status in ON_ITS_WAY else ()


def kinds_for(case: OrderCase, reason: str | None, terms: Terms) -> tuple[ReturnKind, ...]:
    """What a buyer may ask for with this reason, the most usual first; with none yet, all there is."""
    if case.order.status not in ON_ITS_WAY | ARRIVED:
        return ()
    if not any(has_arrived(case, line) for line in case.lines):
        return (ReturnKind.REFUND,) if reason in (None, NOT_RECEIVED) else ()
    table = terms.codes_by("returns.kinds")
    codes = (
        table.get(reason, ()) if reason else dict.fromkeys(code for kinds in table.values() for code in kinds)
    )
    return tuple(ReturnKind(code) for code in codes)


def _is_paid_back(case: OrderCase, line: Line) -> bool:
    done = (r for r in case.returns if r.status is ReturnStatus.COMPLETE and line.id in r.line_ids)
    return line.status is LineStatus.RETURNED or any(r.kind is not ReturnKind.REPLACEMENT for r in done)


def _came_since(case: OrderCase, line: Line, request: Return) -> bool:
    """Its own parcel counts: another one may have come later. Marked delivered before that is what was disputed."""
    parcel = next((one for one in case.parcels if one.id == line.parcel_id), None)
    came = (parcel.delivered_at if parcel else None) or case.order.delivered_at
    return came is not None and came > request.created_at


def _prefer(lines: tuple[Line, ...], fits: Callable[[Line], bool]) -> tuple[Line, ...]:
    return tuple(line for line in lines if fits(line)) or lines

"""All about one order."""

from __future__ import annotations

from dataclasses import dataclass, field

from orderdesk.model.money import Payment, Refund
from orderdesk.model.orders import Line, LineStatus, Order, Parcel, ParcelEvent
from orderdesk.model.people import Seller
from orderdesk.model.requests import LIVE_RETURNS, Cancellation, CancellationStatus, Return
from orderdesk.model.talks import Dispute, Evidence, SellerMessage


@dataclass(frozen=True)
class OrderCase:
    """All that is known about one order: what every policy decides on."""

    order: Order
    seller: Seller
    lines: tuple[Line, ...]
    parcels: tuple[Parcel, ...] = ()
    events: tuple[ParcelEvent, ...] = ()
    payment: Payment | None = None
    cancellations: tuple[Cancellation, ...] = ()
    returns: tuple[Return, ...] = ()
    refunds: tuple[Refund, ...] = ()
    messages: tuple[SellerMessage, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    evidence: tuple[Evidence, ...] = field(default=())

    @property
    def active_lines(self) -> tuple[Line, ...]:
        """The units that are still part of the order."""
        return tuple(line for line in self.lines if line.status is LineStatus.ACTIVE)

    @property
    def live_cancellation(self) -> Cancellation | None:
        """The cancellation request that waits for an answer, if any."""
        return next((c for c in self.cancellations if c.status is CancellationStatus.PENDING), None)

    @property
    def live_return(self) -> Return | None:
        """The return that is under way, if any."""
        return next((r for r in self.returns if r.status in LIVE_RETURNS), None)

    def lines_of(self, ids: tuple[str, ...]) -> tuple[Line, ...]:
        """The lines with these ids, in the order's own order."""
        return tuple(line for line in self.lines if line.id in ids)

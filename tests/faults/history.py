"""The history checker: what was attempted and acknowledged, written down outside the system, against what it holds."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field

from orderdesk.bootstrap import Desk
from orderdesk.model import AuditEntry, Order, OrderStatus, OutboxRow
from orderdesk.ports import Unit

DONE = "cancellation_done"


@dataclass
class History:
    """What buyers did and saw. Thread-safe."""

    attempted: set[str] = field(default_factory=set)
    acknowledged: dict[str, str] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    #: What was cancelled in this database before the history began.
    earlier: frozenset[str] = frozenset()
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def since_now(cls, desk: Desk) -> History:
        """One that answers for what happens from now on, whatever earlier tests did to this database."""
        with desk.store.read() as unit:
            return cls(earlier=frozenset(_cancelled(unit)))

    def attempt(self, order: str) -> None:
        """A yes for this order is about to be sent."""
        with self._lock:
            self.attempted.add(order)

    def acknowledge(self, order: str, text: str) -> None:
        """The buyer was told that this order is cancelled."""
        with self._lock:
            self.acknowledged[order] = text

    def waited(self, seconds: float) -> None:
        """How long an answer took."""
        with self._lock:
            self.waits.append(seconds)

    def trouble(self, what: str) -> None:
        """Something a buyer would complain about."""
        with self._lock:
            self.troubles.append(what)


@dataclass(frozen=True)
class Verdict:
    """Orders by what is wrong with them. `sound`: nothing is."""

    attempts: int
    acknowledged: int
    lost: tuple[str, ...]
    phantom: tuple[str, ...]
    double: tuple[str, ...]
    half: tuple[str, ...]
    troubles: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether every history fits."""
        return not (self.lost or self.phantom or self.double or self.half or self.troubles)

    def words(self) -> str:
        """One line of figures."""
        return (
            f"{self.acknowledged} of {self.attempts} acknowledged, {len(self.lost)} lost, {len(self.double)} double, "
            f"{len(self.phantom)} phantom, {len(self.half)} half, {len(self.troubles)} troubles"
        )


def judge(desk: Desk, history: History) -> Verdict:
    """Compare a history with the database.

    lost: acknowledged, not there, or another reference than the buyer was told; phantom: there, never attempted;
    double: more than one cancellation, refund, audit row or letter; half: cancelled without one of those.
    """
    with desk.store.read() as unit:
        cancelled = _cancelled(unit)
        cases = {number: unit.case(number) for number in cancelled | history.attempted}
        audits = Counter(row.order_id for row in unit.find(AuditEntry, verb="cancel"))
        letters = Counter(
            row.facts.get("order") for row in unit.find(OutboxRow, template=DONE, channel="email")
        )
    counts = {
        number: (len(case.cancellations), len(case.refunds), audits[number], letters[number])
        for number, case in cases.items()
        if case is not None
    }
    lost = [
        number
        for number, text in history.acknowledged.items()
        if number not in cancelled or not any(row.id in text for row in cases[number].cancellations)
    ]
    return Verdict(
        attempts=len(history.attempted),
        acknowledged=len(history.acknowledged),
        lost=tuple(sorted(lost)),
        phantom=tuple(sorted(cancelled - history.attempted - history.earlier)),
        double=tuple(sorted(n for n, found in counts.items() if max(found) > 1)),
        half=tuple(sorted(n for n in cancelled if min(counts[n]) < 1)),
        troubles=tuple(history.troubles),
    )


def _cancelled(unit: Unit) -> set[str]:
    return {row.id for row in unit.find(Order, status=OrderStatus.CANCELLED)}

"""What helps a buyer after a no."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from orderdesk.bootstrap import Desk
from orderdesk.model import OrderCase
from orderdesk.policy.alternatives import offer
from orderdesk.ports import Unit


def remedies(desk: Desk, unit: Unit, case: OrderCase, now: datetime, codes: Sequence[str]) -> tuple[str, ...]:
    """Those of the alternatives that work for the order as it stands now, after what this transaction changed."""
    after, terms = unit.case(case.order.id) or case, desk.terms(case.order.market)
    return tuple(code for code in codes if offer(code, after, terms, now))

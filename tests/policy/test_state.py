"""What has left and what has not, by what the order and its parcels say."""

from __future__ import annotations

import pytest

from orderdesk.model import OrderStatus, ParcelStatus
from orderdesk.policy.rules.state import is_sent
from tests.policy.cases import a_case, a_line, a_parcel, ago

S, P = OrderStatus, ParcelStatus
HERE, GONE = a_parcel(1, P.PROCESSING), a_parcel(1, P.FULFILLING)


@pytest.mark.parametrize(
    ("why", "status", "changes", "parcels", "parcel_id", "sent"),
    [
        ("its parcel has left", S.PARTIALLY_SHIPPING, {}, (GONE,), "PK-1", True),
        ("its parcel is still here", S.PARTIALLY_SHIPPING, {}, (HERE,), "PK-1", False),
        ("another parcel has left", S.PARTIALLY_SHIPPING, {}, (GONE,), None, False),
        ("the order has, its parcel is noted later", S.IN_TRANSIT, {}, (HERE,), "PK-1", True),
        ("the order has, no parcel is known", S.IN_TRANSIT, {}, (), None, True),
        (
            "the order has a day, no parcel is known",
            S.AWAITING_COLLECTION,
            {"shipped_at": ago(hours=1)},
            (),
            None,
            True,
        ),
        (
            "a part has a day, this one is packed",
            S.AWAITING_COLLECTION,
            {"shipped_at": ago(hours=1)},
            (HERE,),
            "PK-1",
            False,
        ),
        ("packed", S.AWAITING_COLLECTION, {}, (HERE,), "PK-1", False),
        ("not packed", S.AWAITING_SHIPMENT, {}, (), None, False),
        ("the buyer has it", S.DELIVERED, {}, (), None, True),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_sent(why, status, changes, parcels, parcel_id, sent):  # fmt: skip
    """The whole order or the unit's own parcel says that it left; of an order in parts, only the parcel."""
    case = a_case(status, lines=(a_line(1, parcel_id=parcel_id),), parcels=parcels, **changes)
    assert is_sent(case, case.lines[0]) is sent

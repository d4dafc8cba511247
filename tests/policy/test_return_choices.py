"""What a buyer who returns something chooses from: lines, reasons, kinds; and who pays for the way back."""

from __future__ import annotations

import pytest

from orderdesk.model import OrderStatus, ParcelStatus, ReturnKind, ReturnStatus
from orderdesk.policy import terms
from orderdesk.policy.returns import ReturnAsk, chosen_lines, is_label_free, kinds_for, return_reasons
from tests.policy.cases import a_case, a_line, a_parcel, a_return, ago

S, K = OrderStatus, ReturnKind
ANY = ReturnAsk()
LATE = ReturnAsk(kind=K.REFUND, reason="not_received")
DONE = a_return(ReturnStatus.COMPLETE)
FINAL_SALE = (a_line(1, returnable=False), a_line(2))
TWO_PARCELS = a_case(
    S.IN_TRANSIT,
    lines=(a_line(1, parcel_id="PK-1"), a_line(2, parcel_id="PK-2")),
    parcels=(a_parcel(1, ParcelStatus.COMPLETED, delivered_at=ago(days=2)), a_parcel(2)),
)


def reason(code: str, kind: ReturnKind | None = None) -> ReturnAsk:
    """Everything, for this reason."""
    return ReturnAsk(kind=kind, reason=code)


class TestChoices:
    """What a buyer chooses from."""

    us = terms.load("us")

    @pytest.mark.parametrize("status", list(S), ids=str)
    def test_reasons_fit_the_status(self, status):
        """All reasons once it is there, only "not received" on the way, none before."""
        full, late = self.us.codes("returns.reasons"), ("not_received",)
        expected = {S.DELIVERED: full, S.COMPLETED: full, S.IN_TRANSIT: late}
        expected |= {S.AWAITING_COLLECTION: late, S.PARTIALLY_SHIPPING: late}
        assert return_reasons(a_case(status), self.us) == expected.get(status, ())

    @pytest.mark.parametrize(
        ("status", "code", "kinds"),
        [
            (S.DELIVERED, "damaged", (K.RETURN_AND_REFUND, K.REFUND, K.REPLACEMENT)),
            (S.DELIVERED, "no_longer_needed", (K.RETURN_AND_REFUND,)),
            (S.DELIVERED, "not_received", (K.REFUND,)),
            (S.DELIVERED, "better_price", ()),
            (S.IN_TRANSIT, "not_received", (K.REFUND,)),
            (S.IN_TRANSIT, "damaged", ()),
            (S.UNPAID, "damaged", ()),
        ],
    )
    def test_kinds_fit_reason_and_status(self, status, code, kinds):
        """Money without return only where the market's table says so; on the way only that."""
        assert kinds_for(a_case(status), code, self.us) == kinds

    @pytest.mark.parametrize(
        ("case", "ask", "ids"),
        [
            (a_case(S.DELIVERED), ANY, ("L-1", "L-2")),
            (a_case(S.DELIVERED, lines=FINAL_SALE), ANY, ("L-2",)),
            (a_case(S.DELIVERED, lines=FINAL_SALE), reason("damaged"), ("L-1", "L-2")),
            (a_case(S.DELIVERED, returns=(DONE,)), ANY, ("L-2",)),
            (TWO_PARCELS, ANY, ("L-1",)),
            (TWO_PARCELS, LATE, ("L-2",)),
            (TWO_PARCELS, ReturnAsk(("L-1", "L-9")), ("L-1",)),
        ],
    )
    def test_lines_that_are_meant(self, case, ask, ids):
        """Without names, those for which it can work; never what is gone."""
        assert tuple(line.id for line in chosen_lines(case, ask, self.us)) == ids

    @pytest.mark.parametrize(
        ("market", "code", "free"),
        [("us", "no_longer_needed", True), ("uk", "no_longer_needed", False), ("uk", "damaged", True)],
    )
    def test_label(self, market, code, free):
        """Who pays for the way back is the market's word."""
        assert is_label_free(code, terms.load(market)) is free

"""Where an order is and what works now; "tell me when it arrives"; what helps when something is wrong."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from orderdesk.errors import NotFound
from orderdesk.facts import unpack
from orderdesk.model import AuditEntry, OutboxRow, ParcelEvent, Watch
from orderdesk.policy.track import Outlook
from orderdesk.services import cancel, track
from orderdesk.services.sessions import open_session
from orderdesk.services.who import who
from tests.conftest import SetClock
from tests.shop import Shop

DAYS = timedelta(days=1)


def look(shop: Shop, buyer, number):
    return track.look(shop.desk, shop.who(buyer), number)


def codes(steps) -> list[str]:
    return [step.code for step in steps]


@pytest.mark.parametrize(
    ("status", "ago", "code"),
    [
        ("UNPAID", timedelta(minutes=5), "pay"),
        ("ON_HOLD", timedelta(minutes=5), "send"),
        ("AWAITING_SHIPMENT", 1 * DAYS, "send"),
        ("AWAITING_SHIPMENT", 4 * DAYS, "send_overdue"),
        ("IN_TRANSIT", 3 * DAYS, "expect"),
        ("IN_TRANSIT", 7 * DAYS, "slipping"),
        ("IN_TRANSIT", 9 * DAYS, "late"),
        ("DELIVERED", 7 * DAYS, "delivered"),
        ("COMPLETED", 60 * DAYS, "delivered"),
        ("CANCELLED", 2 * DAYS, "cancelled"),
    ],
)
def test_outlook(shop, status, ago, code):
    """What is to be expected is told by where the order is and by the clock: a date that passed is not promised."""
    buyer = shop.buyer()
    found = look(shop, buyer, shop.order(buyer, status, ago=ago))
    assert found.outlook.code == code


def test_no_date(shop):
    """Without any date nothing is promised."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=2 * DAYS, expected_at=None, delivery_due_at=None)
    assert look(shop, buyer, number).outlook.code == "unknown"


def test_late_begins_after_the_last_promise(shop, clock: SetClock):
    """A minute before the due time it is slow, a minute after it is late."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=8 * DAYS - timedelta(minutes=1))
    assert look(shop, buyer, number).outlook.code == "slipping"
    clock.forward(minutes=2)
    assert look(shop, buyer, number).outlook.code == "late"


@pytest.mark.parametrize(
    ("status", "ago", "steps"),
    [
        ("UNPAID", timedelta(minutes=5), ["cancel_order", "human"]),
        ("ON_HOLD", timedelta(minutes=5), ["cancel_order", "message_seller", "notify_arrival", "human"]),
        ("IN_TRANSIT", 3 * DAYS, ["notify_arrival", "message_seller", "return_later", "human"]),
        ("IN_TRANSIT", 9 * DAYS, ["refund_late", "notify_arrival", "message_seller", "human"]),
        ("DELIVERED", 7 * DAYS, ["return_item", "message_seller", "open_dispute", "human"]),
        ("CANCELLED", 2 * DAYS, ["human"]),
    ],
)
def test_steps(shop, status, ago, steps):
    """What is offered is what works for this order now, best first, a person last."""
    buyer = shop.buyer()
    assert codes(look(shop, buyer, shop.order(buyer, status, ago=ago)).steps) == steps


def test_split_order_offers_to_cancel_the_rest(shop):
    """Of an order in two parcels the part that has not left can be cancelled."""
    buyer = shop.buyer()
    items = [("Phone Case", "9.90"), ("Wool Socks", "5.00")]
    number = shop.order(buyer, "PARTIALLY_SHIPPING", items, ago=2 * DAYS, sent_lines=1)
    assert "cancel_rest" in codes(look(shop, buyer, number).steps)


def test_timeline(shop):
    """The way of an order is in order, ends with what comes next, and promises nothing that is over."""
    buyer = shop.buyer()
    coming = track.timeline(shop.case(shop.order(buyer, "IN_TRANSIT", ago=3 * DAYS)))
    assert [(one.code, one.done) for one in coming] == [
        ("ordered", True), ("paid", True), ("sent", True), ("expected", False),
    ]  # fmt: skip
    there = track.timeline(shop.case(shop.order(buyer, "DELIVERED", ago=7 * DAYS)))
    assert [one.code for one in there] == ["ordered", "paid", "sent", "delivered"]


def test_only_ones_own(shop):
    """Somebody else's order is not found, in every function."""
    number, stranger = shop.order(shop.buyer(), "IN_TRANSIT"), shop.buyer()
    speaker = shop.who(stranger)
    for call in (
        lambda: track.look(shop.desk, speaker, number),
        lambda: track.watch(shop.desk, speaker, number),
        lambda: track.change(shop.desk, speaker, number),
        lambda: track.help_with(shop.desk, speaker, number, "damaged"),
    ):
        with pytest.raises(NotFound):
            call()
    assert shop.rows(Watch, order_id=number) == []


class TestWatch:
    def test_once(self, shop):
        """Asking again, in this conversation or another, leaves one notice and one audit row."""
        buyer = shop.buyer()
        number = shop.order(buyer, "IN_TRANSIT", ago=3 * DAYS)
        first = track.watch(shop.desk, shop.who(buyer), number)
        elsewhere = open_session(shop.desk, buyer.customer.handle).conversation_id
        again = [
            track.watch(shop.desk, shop.who(buyer), number),
            track.watch(shop.desk, who(shop.desk, elsewhere), number),
        ]
        assert (first.repeated, [one.repeated for one in again]) == (False, [True, True])
        assert {one.watch for one in again} == {first.watch}
        assert len(shop.rows(Watch, order_id=number)) == 1
        audits = shop.rows(AuditEntry, order_id=number)
        assert [(row.verb, row.rule, row.subject_id) for row in audits] == [
            ("watch", "watch_on_its_way", first.watch.id)
        ]
        assert shop.rows(OutboxRow, customer_id=buyer.customer.id) == []

    def test_at_once(self, shop):
        """Ten taps at the same time leave one notice."""
        buyer = shop.buyer()
        number, speaker = shop.order(buyer, "IN_TRANSIT", ago=3 * DAYS), shop.who(buyer)
        with ThreadPoolExecutor(10) as pool:
            done = list(pool.map(lambda _: track.watch(shop.desk, speaker, number), range(10)))
        assert sum(not one.repeated for one in done) == 1
        assert len(shop.rows(Watch, order_id=number)) == len(shop.rows(AuditEntry, order_id=number)) == 1

    @pytest.mark.parametrize(
        ("status", "rule"),
        [
            ("DELIVERED", "watch_arrived"),
            ("COMPLETED", "watch_arrived"),
            ("CANCELLED", "watch_cancelled"),
            ("UNPAID", "watch_unpaid"),
        ],
    )
    def test_nothing_to_come(self, shop, status, rule):
        """Where nothing will arrive, nothing is written down, and something else is offered."""
        buyer = shop.buyer()
        number = shop.order(buyer, status, ago=7 * DAYS)
        found = track.watch(shop.desk, shop.who(buyer), number)
        assert (found.watch, found.decision.rule) == (None, rule)
        assert codes(found.decision.alternatives)[-1] == "human"
        assert shop.rows(Watch, order_id=number) == shop.rows(AuditEntry, order_id=number) == []

    def test_before_it_is_sent(self, shop):
        """The notice may be asked for while the seller still has it."""
        buyer = shop.buyer()
        found = track.watch(shop.desk, shop.who(buyer), shop.order(buyer, "AWAITING_SHIPMENT", ago=1 * DAYS))
        assert (found.decision.rule, found.repeated) == ("watch_not_sent", False)

    def test_going_back(self, shop):
        """What the carrier takes back to the seller is not promised to arrive."""
        buyer = shop.buyer()
        number = shop.order(buyer, "IN_TRANSIT", ago=3 * DAYS)
        scan = ParcelEvent(f"EV-{number}", f"{number}-P1", shop.desk.clock.now(), "returned_to_sender", "Hub")
        with shop.desk.store.write() as unit:
            unit.add(scan)
        assert track.watch(shop.desk, shop.who(buyer), number).decision.rule == "watch_going_back"
        found = look(shop, buyer, number)
        assert found.outlook.code == "going_back"
        assert "notify_arrival" not in codes(found.steps)

    def test_not_offered_twice(self, shop):
        """Who is on the list already is not asked again."""
        buyer = shop.buyer()
        number = shop.order(buyer, "IN_TRANSIT", ago=3 * DAYS)
        assert "notify_arrival" in codes(look(shop, buyer, number).steps)
        track.watch(shop.desk, shop.who(buyer), number)
        assert "notify_arrival" not in codes(look(shop, buyer, number).steps)


def test_overview_tells_what_comes_next(shop):
    """In a list, what has come says until when it can be returned."""
    buyer = shop.buyer()
    numbers = [shop.order(buyer, status, ago=7 * DAYS) for status in ("COMPLETED", "DELIVERED", "ON_HOLD")]
    told = track.overview(shop.desk, [shop.case(number) for number in numbers])
    assert [outlook.code for _, outlook in told] == ["delivered", "return", "send_overdue"]


def test_overview_tells_what_is_running(shop):
    """A request that waits for the seller comes before any date."""
    buyer = shop.buyer()
    number = shop.order(buyer, "AWAITING_SHIPMENT", ago=1 * DAYS)
    found = cancel.check(shop.desk, shop.who(buyer), number, (), "better_price")
    done = cancel.submit(shop.desk, shop.who(buyer), found.pending.id)
    (told,) = track.overview(shop.desk, [shop.case(number)])
    assert told[1] == Outlook("cancelling", unpack(done.result)["answer_by"])

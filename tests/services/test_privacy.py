"""What is held about a buyer can be given out whole, and forgotten whole, on both databases."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from orderdesk import model as m
from orderdesk.bootstrap import Desk, open_desk
from orderdesk.errors import BadInput, NotFound
from orderdesk.plain import plain
from orderdesk.services import privacy
from orderdesk.services.outbox import deliver_due
from orderdesk.services.retention import forget_old
from orderdesk.settings import tracker_beside
from tests.conftest import SetClock
from tests.services.held import PIECES, canary, everything, fill
from tests.shop import Shop


@pytest.fixture
def desk(desk: Desk, clock: SetClock) -> Desk:
    """The desk with its tracker beside the orders."""
    chosen = desk.settings
    beside = tracker_beside(chosen.database_url, chosen.var_dir)
    return open_desk(replace(chosen, tracker_url=beside), clock=clock, store=desk.store)


def found(desk: Desk, who: str = "q") -> set[str]:
    """The pieces whose canary is in some store's bytes."""
    held = everything(desk)
    return {piece for piece in PIECES if canary(piece, who).encode() in held}


def test_export_is_whole(desk: Desk, shop: Shop) -> None:
    """Every piece that any store holds is in the export, which is one JSON document without secrets."""
    buyer, number = fill(desk, shop)
    assert found(desk) == set(PIECES)
    text = json.dumps(plain(privacy.export(desk, buyer.customer.handle)), ensure_ascii=False)
    assert [piece for piece in PIECES if canary(piece) not in text] == []
    assert number in text and '"gateway.log"' in text
    assert "key_hash" not in text and "code_hash" not in text


def test_export_holds_nobody_else(desk: Desk, shop: Shop) -> None:
    """Nothing of another buyer is in it, not even where both were signed in to one conversation."""
    buyer, _ = fill(desk, shop)
    other, _ = fill(desk, shop, "w")
    with desk.store.write() as unit:
        shared = next(
            row for row in unit.find(m.Session, customer_id=other.customer.id) if row.method == "shop"
        )
        unit.change(shared, customer_id=buyer.customer.id)
    told = plain(privacy.export(desk, buyer.customer.handle))
    text = json.dumps(told)
    assert not [piece for piece in PIECES if canary(piece, "w") in text]
    assert told["conversations_withheld"] == [shared.conversation_id]


def test_erase_leaves_no_trace_but_the_money(desk: Desk, shop: Shop) -> None:
    """No canary is in any byte of any store afterwards; order, payment, refund and audit are, under a pseudonym."""
    buyer, number = fill(desk, shop)
    before = shop.case(number)
    counts = privacy.erase(desk, buyer.customer.handle)
    assert found(desk) == set()
    assert set(counts) == {"tracker", "mail", "logs", "rows"} and all(counts.values())
    after = shop.case(number)
    assert (after.order, after.payment, after.refunds) == (before.order, before.payment, before.refunds)
    customer = shop.rows(m.Customer, id=buyer.customer.id)[0]
    assert customer.handle.startswith("erased-") and (customer.email, customer.phone) == ("", "")
    noted = shop.rows(m.AuditEntry, customer_id=buyer.customer.id, verb="erase")
    assert [entry.actor for entry in noted] == [m.Party.SYSTEM]
    assert b"kept line" in everything(desk)


def test_erase_leaves_others_alone(desk: Desk, shop: Shop) -> None:
    """Of another buyer everything is still there."""
    buyer, _ = fill(desk, shop)
    fill(desk, shop, "w")
    privacy.erase(desk, buyer.customer.handle)
    assert found(desk, "w") == set(PIECES)


def test_erase_again(desk: Desk, shop: Shop) -> None:
    """Repeated, as after a restore from a backup, it does no harm; the id names the buyer when the handle is gone."""
    buyer, _ = fill(desk, shop)
    privacy.erase(desk, buyer.customer.handle)
    with pytest.raises(NotFound):
        privacy.erase(desk, buyer.customer.handle)
    privacy.erase(desk, buyer.customer.id)
    assert found(desk) == set()


def test_what_is_open_comes_first(desk: Desk, shop: Shop) -> None:
    """A buyer with an order on its way is not forgotten, unless an operator insists; then nobody writes to them."""
    buyer, _ = fill(desk, shop)
    number = shop.order(buyer, "IN_TRANSIT")
    with pytest.raises(BadInput, match=number):
        privacy.erase(desk, buyer.customer.handle)
    assert found(desk) == set(PIECES)
    privacy.erase(desk, buyer.customer.handle, anyway=True)
    assert found(desk) == set()
    with desk.store.write() as unit:
        now = desk.clock.now()
        unit.add(
            m.OutboxRow(
                "OB-late", "late", "email", buyer.customer.id, None, "refund_sent", {}, m.OutboxState.PENDING, now, now
            )
        )  # fmt: skip
    deliver_due(desk)
    assert [row.state for row in shop.rows(m.OutboxRow, id="OB-late")] == [m.OutboxState.SENT]


def test_what_is_old_goes(desk: Desk, shop: Shop, clock: SetClock) -> None:
    """After the days of the settings the words of ended conversations, trackers and sign-ins are gone; not before."""
    fill(desk, shop)
    talks = {"said", "heard", "label", "rating", "payload", "tracker", "head"}
    clock.forward(days=29)
    assert forget_old(desk) == 0 and talks <= found(desk)
    clock.forward(days=2)
    assert forget_old(desk) >= 3
    desk.store.compact()
    assert found(desk) == set(PIECES) - talks


def test_a_conversation_that_goes_on_stays(desk: Desk, shop: Shop, clock: SetClock) -> None:
    """A platform's conversation has no end: it goes when nothing has been said in it for so long."""
    from orderdesk.services import conversations, inbox

    talk = conversations.open_platform(desk, "telegram", "4711").id
    clock.forward(days=20)
    inbox.receive(desk, talk, "m1", "hello")
    clock.forward(days=20)
    assert forget_old(desk) == 0
    clock.forward(days=timedelta(days=11).days)
    assert forget_old(desk) == 1 and not shop.rows(m.Conversation, id=talk)


def test_every_table_is_of_one_kind() -> None:
    """A table that nobody sorted in would be forgotten by the forgetting."""
    sorted_in = [*privacy.GONE, *privacy.BLANKED, *privacy.KEPT]
    assert sorted(one.__name__ for one in sorted_in) == sorted(one.__name__ for one in privacy.tables())

"""The outbox relay: due e-mail rows are sent at least once, and what cannot be sent is kept for a person to see.

A row is claimed first (its due time moves on), then sent, then marked: each in a transaction of its own, no
transaction open while the mail server is spoken to. After a crash in between, the row is due again after the lease;
the message's key lets the mail server's side, and the file adapter, drop the repeat.
"""

from __future__ import annotations

from datetime import timedelta

from orderdesk.bootstrap import Desk
from orderdesk.errors import BadInput, OrderdeskError, StaleAction, Unavailable
from orderdesk.model import Customer, OutboxRow, OutboxState, Seller
from orderdesk.notices.render import render
from orderdesk.ports import Unit
from orderdesk.services.telling import SELLER_EMAIL, seller_of

LEASE = timedelta(minutes=2)
FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=5), timedelta(hours=1)
MAX_ATTEMPTS = 8
BATCH = 50
BY_MAIL = ("email", SELLER_EMAIL)


def deliver_due(desk: Desk) -> int:
    """Send the e-mails that are due; how many went out. Raises Unavailable when the database does not answer."""
    with desk.store.read() as unit:
        rows = unit.due(
            OutboxRow, "due_at", desk.clock.now(), limit=BATCH, state=OutboxState.PENDING, channel=BY_MAIL
        )
    return sum(_deliver(desk, row) for row in rows)


def _deliver(desk: Desk, row: OutboxRow) -> bool:
    claimed = _claim(desk, row)
    if claimed is None:
        return False
    try:
        _send(desk, claimed)
    except Unavailable as error:
        _put_off(desk, claimed, error)
        return False
    except Exception as error:
        # A letter that cannot be written today cannot be written in an hour either; a person has to look.
        _settle(desk, claimed, state=OutboxState.DEAD, error=_words(error))
        return False
    _settle(desk, claimed, state=OutboxState.SENT, sent_at=desk.clock.now(), error=None)
    return True


def _claim(desk: Desk, row: OutboxRow) -> OutboxRow | None:
    """The row, ours for the lease; None when another worker was faster."""
    try:
        with desk.store.write() as unit:
            return unit.change(row, attempts=row.attempts + 1, due_at=desk.clock.now() + LEASE)
    except StaleAction:
        return None


def _send(desk: Desk, row: OutboxRow) -> None:
    with desk.store.read() as unit:
        customer = unit.get(Customer, row.customer_id)
        to = _seller(unit, row) if row.channel == SELLER_EMAIL else customer
    if customer is None:
        raise BadInput(f"no buyer {row.customer_id}")
    if to is None or not to.email:
        return  # forgotten, or without an address: nobody is to be written to
    # The buyer's handle names a seller's letter, too: by it the letter is found when the buyer is forgotten.
    desk.mailer.send(render(row, to, desk.settings.mail_from), key=f"{customer.handle}-{row.key}")


def _seller(unit: Unit, row: OutboxRow) -> Seller | None:
    """Whom the row is for, as it is now: of a buyer who was forgotten meanwhile it says nothing any more."""
    now = unit.get(OutboxRow, row.id)
    return seller_of(unit, now.facts.get("order")) if now else None


def _put_off(desk: Desk, row: OutboxRow, error: OrderdeskError) -> None:
    if row.attempts >= MAX_ATTEMPTS:
        _settle(desk, row, state=OutboxState.DEAD, error=_words(error))
    else:
        _settle(desk, row, due_at=desk.clock.now() + pause(row.attempts), error=_words(error))


def pause(attempts: int) -> timedelta:
    """How long to wait after this many attempts: 5, 10, 20 … seconds, an hour at most."""
    return min(FIRST_RETRY * 2 ** min(attempts - 1, 20), LONGEST_RETRY)


def _settle(desk: Desk, row: OutboxRow, **values: object) -> None:
    with desk.store.write() as unit:
        unit.change(row, **values)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]

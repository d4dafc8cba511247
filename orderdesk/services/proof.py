"""Proof in the chat of who one is: an order number and its e-mail address, then a code sent to the contact on file.

Nobody learns whether an order exists or whose it is: `ask` does the same reads and writes for every pair, the code is
made afterwards by `post`, out of the asker's sight, and a pair that fits nothing gets tries and an end like any other.

A victim is not locked out by somebody who asks or guesses in their name: codes and tries belong to a conversation,
limits on letters count each asker's address apart, and an address that has proven itself for the account before is let
through when the account's own limit is used up.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from orderdesk.bootstrap import Desk
from orderdesk.errors import OrderdeskError
from orderdesk.facts import pack
from orderdesk.model import Customer, Order, OutboxRow, OutboxState, ProofCode, ProofState, Session
from orderdesk.ports import Unit
from orderdesk.services.again import again
from orderdesk.services.sessions import sign_in

LIFETIME = timedelta(minutes=10)
MOST_TRIES = 5
WINDOW = timedelta(hours=1)
#: In an hour: wishes of one address, letters to one account by one address and by all, wishes of everybody.
BY_ADDRESS, BY_PAIR, BY_ACCOUNT, OVERALL = 12, 3, 10, 2000
LETTER = "sign_in_code"
LIVE = (ProofState.ASKED, ProofState.SENT)
DIGITS = 6
METHOD = "code"


class TooManyCodes(OrderdeskError):
    """This address, or everybody together, asked for too many codes; who is asked for does not matter."""

    code = "too_many"


class CodeExpired(OrderdeskError):
    """No code is open in this conversation: too old, used, guessed at too often, or never asked for."""

    code = "expired"


class OtherBuyer(OrderdeskError):
    """Somebody else is signed in to this conversation."""

    code = "other_buyer"


class WrongCode(OrderdeskError):
    """Not the code. `left`: tries that are left."""

    code = "wrong_code"

    def __init__(self, left: int) -> None:
        super().__init__(str(left))
        self.left = left


@dataclass(frozen=True)
class Proven:
    """The code was right: who it is."""

    customer: Customer
    session: Session


def ask(desk: Desk, conversation_id: str, order_id: str, email: str, address: str) -> None:
    """Wish for a code. Says nothing about whether it will be sent. Raises TooManyCodes."""
    again(lambda: _ask(desk, conversation_id, order_id, email, hidden(address)))


def post(desk: Desk) -> int:
    """Make the codes that were wished for and put their letters into the outbox; how many letters."""
    with desk.store.read() as unit:
        asked = unit.find(ProofCode, state=ProofState.ASKED, order_by="created_at", limit=50)
    return sum(again(lambda one=one: _post(desk, one.id)) for one in asked)  # type: ignore[misc]


def is_expected(desk: Desk, conversation_id: str) -> bool:
    """Whether a code was wished for here in the last hour and not used yet, so that six digits are likely to be it."""
    with desk.store.read() as unit:
        newest = unit.find(ProofCode, conversation_id=conversation_id, order_by="-created_at", limit=1)
    return (
        bool(newest)
        and newest[0].state is not ProofState.USED
        and newest[0].created_at > desk.clock.now() - WINDOW
    )


def check(desk: Desk, conversation_id: str, code: str, *, method: str = METHOD) -> Proven:
    """Sign in with a code. Raises WrongCode, CodeExpired, OtherBuyer. A code is used once, whatever comes of it."""
    outcome = again(lambda: _check(desk, conversation_id, code, method))
    if isinstance(outcome, OrderdeskError):
        raise outcome
    return outcome


def hidden(address: str) -> str:
    """An asker's address as it is stored: enough to count by, nothing to read."""
    return hashlib.sha256(f"orderdesk address {address}".encode()).hexdigest()[:24]


def _ask(desk: Desk, conversation_id: str, order_id: str, email: str, address: str) -> None:
    with desk.store.write() as unit:
        now = desk.clock.now()
        order = unit.get(Order, order_id)
        customer = unit.get(Customer, order.customer_id if order else "")
        on_file = customer.email if customer else "nobody@invalid"
        fits = hmac.compare_digest(_plain(email), _plain(on_file))
        if _full(unit, now, BY_ADDRESS, address=address) or _full(unit, now, OVERALL):
            raise TooManyCodes("too many codes")
        for old in unit.find(ProofCode, conversation_id=conversation_id, state=LIVE):
            unit.change(old, state=ProofState.VOID)
        unit.add(
            ProofCode(
                id=desk.ids.new("PC"), conversation_id=conversation_id,
                customer_id=customer.id if customer and fits else None,
                order_id=order.id if order and fits else None,
                address=address, state=ProofState.ASKED, created_at=now, expires_at=now + LIFETIME,
            )
        )  # fmt: skip


def _full(unit: Unit, now: datetime, most: int, **equal: Any) -> bool:
    """Whether the last hour holds `most` wishes already."""
    newest = unit.find(ProofCode, order_by="-created_at", limit=most, **equal)
    return len(newest) == most and newest[-1].created_at > now - WINDOW


def _post(desk: Desk, code_id: str) -> int:
    with desk.store.write() as unit:
        row, now = unit.get(ProofCode, code_id), desk.clock.now()
        if row is None or row.state is not ProofState.ASKED:
            return 0
        if row.customer_id is None or not _may_write(unit, row, row.customer_id, now):
            unit.change(row, state=ProofState.SENT)
            return 0
        code, salt = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}", secrets.token_hex(16)
        unit.change(row, state=ProofState.SENT, salt=salt, code_hash=_hash(salt, code))
        minutes = int(LIFETIME.total_seconds() // 60)
        unit.add(
            OutboxRow(
                id=desk.ids.new("OB"), key=f"{LETTER}:{row.id}:email", channel="email", customer_id=row.customer_id,
                conversation_id=None, template=LETTER, facts=pack({"code": code, "minutes": minutes}),
                state=OutboxState.PENDING, created_at=now, due_at=now,
            )
        )  # fmt: skip
    return 1


def _may_write(unit: Unit, row: ProofCode, customer_id: str, now: datetime) -> bool:
    rows = unit.find(ProofCode, customer_id=customer_id, order_by="-created_at", limit=200)
    letters = [one for one in rows if one.code_hash and one.created_at > now - WINDOW]
    if sum(one.address == row.address for one in letters) >= BY_PAIR:
        return False
    known = any(one.address == row.address and one.state is ProofState.USED for one in rows)
    return known or len(letters) < BY_ACCOUNT


def _check(desk: Desk, conversation_id: str, code: str, method: str) -> Proven | OrderdeskError:
    """Failures are returned, not raised: what they count has to be committed."""
    with desk.store.write() as unit:
        newest = unit.find(ProofCode, conversation_id=conversation_id, state=LIVE, limit=1)
        if not newest or not _open(newest[0], desk.clock.now()):
            return CodeExpired("no open code")
        row = newest[0]
        expected = row.code_hash or _hash("", secrets.token_hex(8))
        right = hmac.compare_digest(_hash(row.salt or "", code).encode(), expected.encode())
        customer = unit.get(Customer, row.customer_id or "")
        if not right or customer is None:
            left = MOST_TRIES - row.tries - 1
            unit.change(row, tries=row.tries + 1, state=row.state if left else ProofState.VOID)
            return WrongCode(left)
        unit.change(row, state=ProofState.USED, tries=row.tries)
        session = unit.get(Session, conversation_id)
        if session and session.closed_at is None and session.customer_id != customer.id:
            return OtherBuyer(conversation_id)
        return Proven(customer, sign_in(desk, unit, customer, conversation_id, method))


def _open(row: ProofCode, now: datetime) -> bool:
    return row.expires_at > now and row.tries < MOST_TRIES


def _hash(salt: str, code: str) -> str:
    return hashlib.sha256(f"{salt}:{code}".encode()).hexdigest()


def _plain(email: str) -> bytes:
    return email.strip().casefold().encode("utf-8", "replace")

"""Records: what was done in a conversation, by its references, and a copy of what was said."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from orderdesk.bootstrap import Desk
from orderdesk.errors import NotSignedIn, StaleAction
from orderdesk.facts import pack
from orderdesk.model import AuditEntry, OutboxRow, Refund, SentMessage, Session, Speaker
from orderdesk.ports import Unit
from orderdesk.services.delivery import seller_of
from orderdesk.services.effect import Change, Notice, record
from orderdesk.services.typed import cleaned
from orderdesk.services.who import Who

TURN_LENGTH = 2000
MOST_TURNS = 400
LETTER = "transcript"
#: What has a reference that a buyer can quote.
QUOTED = ("CN-", "RT-", "SM-", "DP-", "TK-")


@dataclass(frozen=True)
class Said:
    """One message of a conversation. `who`: buyer, seller (`name`: which one) or bot."""

    who: str
    at: datetime
    text: str
    name: str = ""

    @classmethod
    def of(cls, line: SentMessage) -> Said:
        """A line of the log."""
        who = {Speaker.BUYER: "buyer", Speaker.SELLER: "seller"}.get(line.sender, "bot")
        return cls(who, line.at, line.text, seller_of(line))


def references(desk: Desk, who: Who) -> tuple[str, ...]:
    """Cancellations, returns, messages, disputes, tickets of this conversation, and the refunds they caused."""
    with desk.store.read() as unit:
        return _references(unit, who)


def send_transcript(desk: Desk, who: Who, order_id: str | None, said: Sequence[Said]) -> bool:
    """Mail the buyer what was said since they signed in; False when that was done in this minute already."""
    try:
        return _send(desk, who, order_id, said)
    except StaleAction:
        return False  # two at once: the outbox key keeps one


def _send(desk: Desk, who: Who, order_id: str | None, said: Sequence[Said]) -> bool:
    subject = _name(who, desk.clock.now())
    with desk.store.write() as unit:
        if unit.find(OutboxRow, key=f"{LETTER}:{subject}:email", limit=1):
            return False
        session = unit.get(Session, who.conversation_id)
        if session is None:
            raise NotSignedIn(who.conversation_id)
        # A conversation may have been somebody else's before: only what was said under this sign-in is sent.
        own = [one for one in said if one.at >= session.proven_at and one.text.strip()][-MOST_TURNS:]
        turns = tuple(
            {"who": one.who, "name": one.name, "at": one.at, "text": cleaned(one.text, TURN_LENGTH)}
            for one in own
        )
        facts = pack({"order": order_id, "references": _references(unit, who), "turns": turns})
        change = Change(
            subject_id=subject,
            rule="asked_for_records",
            policy_version=desk.terms(who.customer.market).version,
            before={},
            after={"turns": len(turns)},
            result={},
            notices=(Notice(LETTER, facts),),
        )
        record(desk, unit, who, "records", order_id, change)
    return True


def _references(unit: Unit, who: Who) -> tuple[str, ...]:
    entries = unit.find(
        AuditEntry, customer_id=who.customer.id, conversation_id=who.conversation_id, order_by="at"
    )
    done = dict.fromkeys(one.subject_id for one in entries if one.subject_id.startswith(QUOTED))
    refunds = unit.find(Refund, cause=tuple(done), order_by="created_at") if done else []
    return (*done, *(refund.id for refund in refunds))


def _name(who: Who, now: datetime) -> str:
    """One name a conversation and minute. A hash: conversation ids are nobody's to read."""
    text = f"{who.conversation_id} {now:%Y-%m-%dT%H:%M}"
    return "TR-" + hashlib.sha256(text.encode()).hexdigest()[:16].upper()

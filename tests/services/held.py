"""A buyer of whom every store holds something, each piece with a canary of its own; and a look into all raw bytes."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from orderdesk import model as m
from orderdesk.bootstrap import Desk
from orderdesk.services import conversations, delivery, inbox, proof
from orderdesk.services.delivery import Line
from tests import postgres
from tests.shop import Buyer, Shop

PIECES = (
    "name", "handle", "mail", "phone", "said", "heard", "note", "asked", "answered", "evidence", "summary", "facts",
    "rating", "payload", "place", "tracking", "letter", "tracker", "head", "label",
)  # fmt: skip


def canary(piece: str, who: str = "q") -> str:
    """A word that stands nowhere else."""
    return f"zx{who}{piece}canary"


def fill(desk: Desk, shop: Shop, who: str = "q") -> tuple[Buyer, str]:
    """A buyer with a finished order, and something in every store; the order's number."""

    def word(piece: str) -> str:
        return canary(piece, who)

    buyer = shop.buyer()
    with desk.store.write() as unit:
        customer = unit.change(
            buyer.customer,
            handle=word("handle"),
            name=word("name"),
            email=f"{word('mail')}@example.com",
            phone=word("phone"),
        )
    buyer = replace(buyer, customer=customer)
    number = shop.order(buyer, "COMPLETED", ago=timedelta(days=90))
    talk = _talk(desk, buyer, number, word)
    _rows(desk, shop, buyer, number, talk, word)
    _files(desk, buyer, talk, word)
    _tracker(desk, talk, word)
    return buyer, number


def _talk(desk: Desk, buyer: Buyer, number: str, word: Any) -> str:
    """A conversation of the gateway: said, heard, rated, signed in by a code."""
    opened = conversations.open_web(desk)
    talk = opened.conversation.id
    with desk.store.write() as unit:
        now = desk.clock.now()
        unit.add(m.Session(talk, buyer.customer.id, "shop", now, now + timedelta(hours=12)))
        unit.add(m.Rating(desk.ids.new("RA"), talk, buyer.customer.id, 5, word("rating"), now))
        unit.add(
            m.PendingAction(
                desk.ids.new("PA"), talk, buyer.customer.id, "seller", number, {"text": word("payload")},
                m.PendingState.DONE, now, now, now, {"text": word("payload")},
            )
        )  # fmt: skip
    proof.ask(desk, talk, number, buyer.customer.email, "192.0.2.7")
    inbox.receive(desk, talk, "m1", word("said"))
    turn = inbox.take(desk, talk)
    assert turn is not None
    button = {"label": word("label"), "payload": "/x"}
    inbox.settle(desk, turn, [Line(m.Speaker.BOT, word("heard"), (button,))])
    assert delivery.since(desk, talk, 0)
    return talk


def _rows(desk: Desk, shop: Shop, buyer: Buyer, number: str, talk: str, word: Any) -> None:
    now, customer, order = desk.clock.now(), buyer.customer.id, shop.case(number).order
    parcel = shop.case(number).parcels[0]
    with desk.store.write() as unit:
        unit.change(parcel, tracking_number=word("tracking"))
        unit.add(
            m.ParcelEvent(desk.ids.new("PE"), parcel.id, now, "label_made", word("place")),
            m.Return(
                desk.ids.new("RT"), number, customer, (f"{number}-1",), m.ReturnKind.REFUND, "damaged", word("note"),
                "USD", order.total, m.ReturnStatus.COMPLETE, now,
            ),
            m.Refund(
                desk.ids.new("RF"), number, f"cause-{number}", "USD", order.total, "card", m.RefundStatus.SENT, now,
                now, now, now,
            ),
            m.SellerMessage(
                desk.ids.new("SM"), number, customer, order.seller_id, "late", word("asked"), m.MessageStatus.ANSWERED,
                now, now, word("answered"), None, now,
            ),
            m.Dispute(f"DP-{number}", number, customer, "not_received", m.DisputeStatus.CLOSED, now, now, now),
            m.Evidence(desk.ids.new("EV"), f"DP-{number}", word("evidence"), now),
            m.Ticket(
                desk.ids.new("TK"), customer, talk, number, "help", word("summary"), m.TicketStatus.CLOSED, now, now
            ),
            m.OutboxRow(
                desk.ids.new("OB"), f"k{number}", "email", customer, talk, "refund_sent", {"text": word("facts")},
                m.OutboxState.DEAD, now, now, error=buyer.customer.email,
            ),
        )  # fmt: skip


def _files(desk: Desk, buyer: Buyer, talk: str, word: Any) -> None:
    letter = EmailMessage()
    letter["To"], letter["Date"] = buyer.customer.email, "Mon, 23 Nov 2026 12:00:00 +0000"
    letter.set_content(word("letter"))
    desk.mailer.send(letter, key=f"{buyer.customer.handle}-x")
    log = desk.settings.var_dir / "log" / "gateway.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("a") as file:
        file.write(f"kept line\nby mistake {buyer.customer.email} in {talk} of {word('name')}\n")


def _tracker(desk: Desk, talk: str, word: Any) -> None:
    """As Rasa's SQL tracker store writes, and a table of somebody's own beside it."""
    engine = sa.create_engine(desk.settings.tracker_url)
    events = json.dumps({"event": "user", "text": word("tracker")})
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("CREATE SCHEMA IF NOT EXISTS rasa")
        for table in ("events", "heads"):
            connection.exec_driver_sql(
                f"CREATE TABLE IF NOT EXISTS {table} (id INTEGER, sender_id VARCHAR(255), timestamp FLOAT, data TEXT)"
            )
        at = desk.clock.now().timestamp()
        insert = "INSERT INTO {} VALUES (1, :who, :at, :data)"
        connection.execute(sa.text(insert.format("events")), {"who": talk, "at": at, "data": events})
        connection.execute(sa.text(insert.format("heads")), {"who": talk, "at": at, "data": word("head")})
    engine.dispose()


def everything(desk: Desk) -> bytes:
    """All raw bytes that the stores hold: every file, and a PostgreSQL database as its own tool writes it out."""
    found = b"".join(path.read_bytes() for path in sorted(desk.settings.var_dir.rglob("*")) if path.is_file())
    names = b"".join(str(path.name).encode() for path in desk.settings.var_dir.rglob("*"))
    return found + names + _dumped(desk.settings.database_url)


def _dumped(url: str) -> bytes:
    if url.startswith("sqlite:"):
        return b""
    programs, plain = postgres.binaries(), make_url(url).set(drivername="postgresql")
    assert programs is not None
    command = [Path(programs) / "pg_dump", "--dbname", plain.render_as_string(hide_password=False)]
    return subprocess.run(command, check=True, capture_output=True).stdout

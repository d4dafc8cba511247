"""The real gateway as a program, with its platforms on, a scripted Rasa and fake platforms behind it."""

from __future__ import annotations

import random
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from orderdesk.bootstrap import Desk, open_desk
from orderdesk.model import Conversation, InboxMessage, InboxState, SentMessage, Speaker
from orderdesk.services.conversations import Opened, open_web
from orderdesk.settings import Settings
from tests.fakes.server import serving
from tests.fakes.telegram import SECRET, TOKEN, FakeTelegram
from tests.fakes.tiktok import CIPHER, KEY, SHOP, FakeTikTok
from tests.fakes.tiktok import SECRET as TIKTOK_SECRET
from tests.gateway.programs import Program, fake_rasa, live_gateway

SHOP_KEY = "a-secret-of-the-shop-thirty-two-signs-and-more"
MANY = {f"ORDERDESK_GATEWAY_RATE_{name}": "10000000" for name in ("EVERYBODY", "CODES")}
LONG = 120.0


@dataclass
class Tally:
    """What came of the inputs: how many, which statuses, what must not be, and which messages have to be answered."""

    sent: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    accepted: list[tuple[str, str]] = field(default_factory=list)

    def took(self, kind: str, status: int, where: str, answer: str = "") -> None:
        """Count an answer; a 5xx and a word of Python's are wrong."""
        self.sent += 1
        self.statuses[status] += 1
        self.kinds[kind] += 1
        if status >= 500 or "Traceback" in answer:
            self.wrong.append(f"{status} to {kind} at {where}: {answer[:80]}")


@dataclass
class Door:
    """The gateway and what stands around it."""

    url: str
    gateway: Program
    desk: Desk
    telegram: FakeTelegram
    tiktok: FakeTikTok
    http: httpx.Client

    def conversation(self) -> Opened:
        """A new conversation, past the API and its limits."""
        return open_web(self.desk)

    @property
    def is_alive(self) -> bool:
        """Whether the very process that was started still runs."""
        return self.gateway.process is not None and self.gateway.process.poll() is None

    def hello(self) -> bool:
        """Whether an ordinary buyer gets an answer to an ordinary message."""
        opened, id_ = self.conversation(), str(uuid.uuid4())
        headers = {"Authorization": f"Bearer {opened.key}"}
        body = {"id": id_, "text": "hello"}
        taken = self.http.post(f"{self.url}/api/messages", json=body, headers=headers).status_code == 202
        return taken and not self.unanswered([(opened.conversation.id, id_)])

    def unanswered(self, accepted: list[tuple[str, str]] | None = None, seconds: float = LONG) -> list[str]:
        """Wait until nothing waits; then the messages without a visible answer. None: all that the inbox holds."""
        end = time.monotonic() + seconds
        while self._count(InboxMessage, state=InboxState.WAITING) and time.monotonic() < end:
            time.sleep(0.1)
        closed = {one.id for one in self._rows(Conversation) if one.closed_at}
        if accepted is None:
            accepted = [(one.conversation_id, one.message_id) for one in self._rows(InboxMessage)]
        lines = [one for one in self._rows(SentMessage) if one.sender is not Speaker.BUYER]
        answered = {(one.conversation_id, one.answers) for one in lines if one.text.strip() or one.card}
        return [
            f"{id_} in {where}"
            for where, id_ in accepted
            if (where, id_) not in answered and where not in closed
        ]

    def complaints(self) -> list[str]:
        """Lines of the gateway's log that tell of an exception."""
        lines = self.gateway.log.read_text("utf-8", "replace").splitlines()
        return [
            one[:200]
            for one in lines
            if "Traceback" in one or '"level": "error"' in one or not one.startswith("{")
        ]

    def judged(self, tally: Tally) -> list[str]:
        """Everything that was wrong, in words; empty is the goal."""
        alive = [] if self.is_alive else ["the gateway has ended"]
        well = [] if self.hello() else ["an ordinary buyer gets no answer"]
        silent = [f"no answer: {one}" for one in self.unanswered(tally.accepted)]
        return [*tally.wrong, *alive, *well, *silent, *(f"log: {one}" for one in self.complaints())]

    def _rows(self, kind: type) -> list:  # type: ignore[type-arg]
        with self.desk.store.read() as unit:
            return unit.find(kind)

    def _count(self, kind: type, **equal: object) -> int:
        with self.desk.store.read() as unit:
            return unit.count(kind, **equal)


@contextmanager
def door(folder: Path, url: str = "", **env: str) -> Iterator[Door]:
    """All of it over an SQLite file in this folder, or over the given database."""
    url = url or f"sqlite:///{folder}/door.db"
    desk = open_desk(Settings(database_url=url, var_dir=folder))
    desk.store.migrate()
    bots, shop = FakeTelegram(), FakeTikTok(now=time.time)
    with ExitStack() as stack:
        _, rasa = stack.enter_context(fake_rasa(folder))
        addresses = [stack.enter_context(serving(one.app())) for one in (bots, shop)]
        given = {
            "ORDERDESK_TELEGRAM_TOKEN": TOKEN, "ORDERDESK_TELEGRAM_SECRET": SECRET,
            "ORDERDESK_TELEGRAM_API_URL": addresses[0], "ORDERDESK_TIKTOK_APP_KEY": KEY,
            "ORDERDESK_TIKTOK_APP_SECRET": TIKTOK_SECRET, "ORDERDESK_TIKTOK_SHOP_ID": SHOP,
            "ORDERDESK_TIKTOK_SHOP_CIPHER": CIPHER, "ORDERDESK_TIKTOK_TOKEN_FILE": str(shop.tokens(folder)),
            "ORDERDESK_TIKTOK_API_URL": addresses[1], "ORDERDESK_TIKTOK_AUTH_URL": addresses[1],
            "ORDERDESK_SHOP_KEYS": f"k1:{SHOP_KEY}", **MANY, **env,
        }  # fmt: skip
        gateway, address = stack.enter_context(live_gateway(folder, rasa, url, **given))
        http = stack.enter_context(httpx.Client(timeout=30, trust_env=False))
        yield Door(address, gateway, desk, bots, shop, http)


def seeded(seed: int, name: str) -> random.Random:
    """Randomness of one part, which does not depend on the others."""
    return random.Random(f"{seed} {name}")

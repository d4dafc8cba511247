"""Both platforms with the real Rasa, action server, worker and gateway behind them: the same conversation on each."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from orderdesk.bootstrap import Desk, open_desk
from orderdesk.model import AuditEntry, Conversation, OutboxRow
from orderdesk.running import Addresses, running
from orderdesk.settings import Settings
from tests.fakes import telegram, tiktok
from tests.fakes.server import serving, until
from tests.shop import Buyer, Shop

pytestmark = pytest.mark.rasa
ANN, USER = 501, "7495"
SLOW = 60.0
CHOICE = re.compile(r"^(\d+)\. (.*)$", re.MULTILINE)


@dataclass
class Live:
    """Everything of a test."""

    desk: Desk
    servers: Addresses
    telegram: telegram.FakeTelegram
    tiktok: tiktok.FakeTikTok

    def quiet(self) -> None:
        """Wait until everything is answered and brought."""
        until(lambda: all(row.due_at is row.carry_at is None for row in self._conversations()), SLOW)

    def _conversations(self) -> list[Conversation]:
        with self.desk.store.read() as unit:
            return unit.find(Conversation)


def posts_to(url: str) -> Any:
    return lambda body, headers: httpx.post(url, content=body, headers=headers, timeout=20)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """All programs, with both platforms on. ORDERDESK_MODEL: an archive to test."""
    var = tmp_path_factory.mktemp("platforms")
    desk = open_desk(
        Settings(database_url=f"sqlite:///{var}/desk.db", mail_url=f"file:{var}/mail", var_dir=var)
    )
    desk.store.migrate()
    bots, shop = telegram.FakeTelegram(), tiktok.FakeTikTok()
    model = Path(os.environ["ORDERDESK_MODEL"]) if "ORDERDESK_MODEL" in os.environ else None
    with serving(bots.app()) as bots_url, serving(shop.app()) as shop_url:
        env = environment(var, bots_url, shop_url, shop.tokens(var))
        with running(
            desk.settings.database_url, var, model=model, env=env, with_worker=True, with_gateway=True
        ) as servers:
            bots.hook = posts_to(f"{servers.gateway}/channels/telegram")
            shop.hook = posts_to(f"{servers.gateway}/channels/tiktok-shop")
            yield Live(desk, servers, bots, shop)


def environment(var: Path, bots: str, shop: str, tokens: Path) -> dict[str, str]:
    """Secrets by variable, and one by file."""
    (var / "secret").write_text(f"{tiktok.SECRET}\n")
    return {
        "ORDERDESK_TELEGRAM_TOKEN": telegram.TOKEN, "ORDERDESK_TELEGRAM_SECRET": telegram.SECRET,
        "ORDERDESK_TELEGRAM_API_URL": bots, "ORDERDESK_TIKTOK_APP_KEY": tiktok.KEY,
        "ORDERDESK_TIKTOK_APP_SECRET_FILE": str(var / "secret"), "ORDERDESK_TIKTOK_SHOP_ID": tiktok.SHOP,
        "ORDERDESK_TIKTOK_SHOP_CIPHER": tiktok.CIPHER, "ORDERDESK_TIKTOK_TOKEN_FILE": str(tokens),
        "ORDERDESK_TIKTOK_API_URL": shop, "ORDERDESK_TIKTOK_AUTH_URL": shop,
    }  # fmt: skip


def code(live: Live, buyer: Buyer) -> str:
    wanted = {"customer_id": buyer.customer.id, "template": "sign_in_code"}

    def letters() -> list[OutboxRow]:
        with live.desk.store.read() as unit:
            return unit.find(OutboxRow, **wanted)

    until(letters, SLOW)
    return str(letters()[-1].facts["code"])


def test_cancelling_on_telegram(live: Live) -> None:
    """A stranger proves who they are in the chat and cancels an order by buttons of the inline keyboard."""
    shop = Shop(live.desk)
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    hear(live, "/start")
    assert "order number and the e-mail address" in hear(live, f"where is order {number}")
    hear(live, f"{number} {buyer.customer.email}")
    assert "you're signed in" in hear(live, code(live, buyer))
    hear(live, f"cancel order {number}")
    for _ in range(6):
        if shop.case(number).order.status.value == "CANCELLED":
            break
        live.telegram.presses(ANN, yes_or_first(keyboard(live)))
        live.quiet()
    assert shop.case(number).order.status.value == "CANCELLED", live.telegram.texts(ANN)
    assert [row.verb for row in shop.rows(AuditEntry, order_id=number)] == ["cancel"]
    assert live.telegram.refused == []
    until(lambda: len(live.telegram.answered) > 0)


def hear(live: Live, text: str) -> str:
    """Say it; everything that comes back."""
    before = len(live.telegram.texts(ANN))
    live.telegram.says(ANN, text)
    live.quiet()
    return "\n".join(live.telegram.texts(ANN)[before:])


def keyboard(live: Live) -> list[str]:
    """The labels of the newest keyboard."""
    newest = next(one for one in reversed(live.telegram.to(ANN)) if "reply_markup" in one)
    return [button["text"] for row in newest["reply_markup"]["inline_keyboard"] for button in row]


def yes_or_first(labels: list[str]) -> str:
    return next((label for label in labels if label.startswith("Yes")), labels[0])


def test_cancelling_on_tiktok(live: Live) -> None:
    """A buyer comes from an order's page, is known, sees its card, and cancels "it" by numbers."""
    shop = Shop(live.desk)
    buyer = shop.buyer()
    shop.order(buyer, "DELIVERED")
    number = shop.order(buyer, "ON_HOLD")
    live.tiktok.order(number, USER)
    chat = live.tiktok.conversation(USER)
    live.tiktok.event(chat, "BUYER_ENTER_FROM_ORDER", {"order_id": number})
    live.quiet()
    assert {"order_id": number} in [one["content"] for one in live.tiktok.sent if one["type"] == "ORDER_CARD"]
    live.tiktok.says(chat, "cancel it")
    live.quiet()
    for _ in range(6):
        if shop.case(number).order.status.value == "CANCELLED":
            break
        live.tiktok.says(chat, choice(live.tiktok.texts(chat)))
        live.quiet()
    assert shop.case(number).order.status.value == "CANCELLED", live.tiktok.texts(chat)
    assert [row.verb for row in shop.rows(AuditEntry, order_id=number)] == ["cancel"]
    assert live.tiktok.refused == []


def choice(texts: list[str]) -> str:
    """The number of the yes in the newest list, or of its first line."""
    found = next(menu for text in reversed(texts) if (menu := CHOICE.findall(text)))
    return str(next((number for number, label in found if label.startswith("Yes")), found[0][0]))


def test_a_strangers_order_stays_theirs_on_tiktok(live: Live) -> None:
    """The same words about somebody else's order find nothing and change nothing."""
    shop = Shop(live.desk)
    number = shop.order(shop.buyer(), "ON_HOLD")
    live.tiktok.order(number, "somebody else")
    chat = live.tiktok.conversation("eve")
    live.tiktok.event(chat, "BUYER_ENTER_FROM_ORDER", {"order_id": number})
    live.tiktok.says(chat, f"cancel order {number}")
    live.quiet()
    assert shop.case(number).order.status.value == "ON_HOLD" and shop.rows(AuditEntry, order_id=number) == []

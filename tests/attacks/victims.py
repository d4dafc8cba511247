"""A gateway in this process with an attacker and a victim, for attacks that need no other program."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import Any

from starlette.testclient import TestClient

from gateway.app import make_app
from gateway.channels.settings import ChannelSettings, TelegramSettings, TikTokSettings
from orderdesk.bootstrap import Desk
from orderdesk.services import conversations
from tests.attacks import inputs
from tests.attacks.door import SHOP_KEY
from tests.fakes import telegram, tiktok
from tests.gateway.conftest import SETTINGS
from tests.shop import Buyer, Shop


@dataclass
class World:
    """A gateway in this process, an attacker, a victim with an order."""

    desk: Desk
    client: TestClient
    attacker: Buyer
    victim: Buyer
    order: str
    changes: dict[str, Any]

    def post(self, path: str, content: bytes, **headers: str) -> Any:
        """A POST of JSON."""
        return self.client.post(
            path, content=content, headers={"Content-Type": "application/json", **headers}
        )

    def key(self) -> dict[str, str]:
        """The key of a new conversation, as a header."""
        return {"Authorization": f"Bearer {conversations.open_web(self.desk).key}"}

    def says(self, text: str, **headers: str) -> int:
        """The status of a message."""
        content = inputs.dumped({"id": str(uuid.uuid4()), "text": text})
        return int(self.post("/api/messages", content, **(headers or self.key())).status_code)

    def rows(self, kind: type[Any], **equal: Any) -> list[Any]:
        """Rows of a table."""
        with self.desk.store.read() as unit:
            return unit.find(kind, **equal)


def world(desk: Desk, settings: dict[str, Any]) -> World:
    """Start the gateway, with both platforms on."""
    shop = Shop(desk)
    attacker, victim = shop.buyer(), shop.buyer()
    order = shop.order(victim, "ON_HOLD")
    channels = ChannelSettings(
        TelegramSettings(telegram.TOKEN, telegram.SECRET, "http://127.0.0.1:9"),
        TikTokSettings(tiktok.KEY, tiktok.SECRET, tiktok.SHOP, tiktok.CIPHER, desk.settings.var_dir / "none"),
    )
    chosen = replace(SETTINGS, **{"shop_keys": {"k1": SHOP_KEY}, "channels": channels, **settings})
    client = TestClient(make_app(desk, chosen), raise_server_exceptions=False)
    return World(desk, client.__enter__(), attacker, victim, order, settings)

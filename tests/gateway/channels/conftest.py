"""A gateway in this process between fake platforms and a scripted Rasa, all over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from gateway.app import make_app
from gateway.channels.settings import ChannelSettings, TelegramSettings, TikTokSettings
from gateway.settings import GatewaySettings
from orderdesk.bootstrap import Desk
from orderdesk.model import Conversation, OutboxRow
from tests.conftest import SetClock
from tests.fakes import telegram, tiktok
from tests.fakes.rasa import ScriptedRasa
from tests.fakes.server import serving, until
from tests.shop import Buyer


@dataclass
class Stage:
    """Everything of a test; the clock stands still until it is moved."""

    desk: Desk
    clock: SetClock
    client: TestClient
    rasa: ScriptedRasa
    telegram: telegram.FakeTelegram
    tiktok: tiktok.FakeTikTok
    token_file: Path

    def quiet(self) -> None:
        """Wait until everything is answered and brought."""
        until(lambda: all(row.due_at is row.carry_at is None for row in self.rows(Conversation)))

    def tried(self, times: int) -> None:
        """Wait until lines were put off so often."""
        until(lambda: self.count("put_off") >= times)

    def count(self, outcome: str) -> float:
        """How many lines had this outcome."""
        wanted = ("orderdesk_platform_lines_total", f'outcome="{outcome}"', 'way="out"')
        lines = [one for one in self.figures().splitlines() if all(part in one for part in wanted)]
        return sum(float(one.split()[-1]) for one in lines)

    def rows(self, kind: type[Any], **equal: Any) -> list[Any]:
        """Rows of a table."""
        with self.desk.store.read() as unit:
            return unit.find(kind, **equal)

    def code(self, buyer: Buyer) -> str:
        """The code of the newest letter to the buyer, once it is written."""
        wanted = {"customer_id": buyer.customer.id, "template": "sign_in_code"}
        until(lambda: self.rows(OutboxRow, **wanted))
        return str(self.rows(OutboxRow, **wanted)[-1].facts["code"])

    def figures(self) -> str:
        """/metrics."""
        return self.client.get("/metrics").text


@pytest.fixture
def stage(desk: Desk, clock: SetClock, tmp_path: Path) -> Iterator[Stage]:
    """The stage, with both platforms on."""
    with ExitStack() as stack:
        rasa = ScriptedRasa()
        shop = tiktok.FakeTikTok(now=lambda: clock.moment.timestamp())
        bots = telegram.FakeTelegram()
        addresses = [stack.enter_context(serving(one.app())) for one in (rasa, shop, bots)]
        token_file = shop.tokens(tmp_path)
        channels = ChannelSettings(
            telegram=TelegramSettings(telegram.TOKEN, telegram.SECRET, addresses[2]),
            tiktok=TikTokSettings(
                tiktok.KEY, tiktok.SECRET, tiktok.SHOP, tiktok.CIPHER, token_file, addresses[1], addresses[1]
            ),
        )
        env = {"ORDERDESK_RASA_URL": addresses[0], "ORDERDESK_ACTIONS_URL": addresses[0]}
        settings = replace(GatewaySettings.from_env(env), channels=channels)
        client = stack.enter_context(TestClient(make_app(desk, settings), raise_server_exceptions=False))
        shop.hook, bots.hook = hook(client, "/channels/tiktok-shop"), hook(client, "/channels/telegram")
        yield Stage(desk, clock, client, rasa, bots, shop, token_file)


def hook(client: TestClient, path: str) -> Any:
    """Where a platform sends its updates."""

    def send(body: bytes, headers: dict[str, str]) -> httpx.Response:
        answer: httpx.Response = client.post(path, content=body, headers=headers)
        return answer

    return send

"""Recorded conversations through the real bot: each part by itself, and all together, against Rasa as it comes."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from rasa.core.agent import load_agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.lock_store import LockStore
from rasa.core.tracker_store import FailSafeTrackerStore, TrackerStore
from rasa.core.utils import AvailableEndpoints

from orderdesk.bootstrap import Desk, open_desk
from orderdesk.running import ensure_model, running
from orderdesk.running.endpoints import write_endpoints
from orderdesk.running.paths import ROOT
from orderdesk.settings import Settings
from rasa_speed.levers import NAMES
from tests.rasa_speed.conftest import Switch
from tests.shop import Shop

pytestmark = [pytest.mark.rasa, pytest.mark.timeout(600)]

#: What a buyer says; "…" lets the session end. Two orders, so that questions are asked.
RECORDED = (
    "hello", "where is my order", "the first one", "has it been shipped", "never mind", "asdf qwer zxcv",
    "cancel my order", "the second one", "what is your return policy", "I found it cheaper", "no, keep it",
    "show my orders", "cancel order {a}", "changed my mind", "yes", "yes", "did it cancel?", "help",
    "cancel my order", "stop", "/restart", "where is order {b}", "thanks", "…", "hi", "where is my order",
    "order {b}", "talk to a person", "bye",
)  # fmt: skip


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything of this module's."""
    return tmp_path_factory.mktemp("speed")


@pytest.fixture(scope="module")
def desk(var: Path) -> Desk:
    """The shop."""
    url = f"sqlite:///{var}/desk.db"
    made = open_desk(
        Settings(
            database_url=url, mail_url=f"file:{var}/mail", var_dir=var, action_secret="s", seller_delay=0
        )
    )
    made.store.migrate()
    return made


@pytest.fixture(scope="module")
def actions(var: Path, desk: Desk) -> Iterator[str]:
    """The real action server."""
    with running(desk.settings.database_url, var, with_rasa=False) as found:
        os.environ["ORDERDESK_ACTION_SECRET"] = found.secret
        yield found.actions
        del os.environ["ORDERDESK_ACTION_SECRET"]


class Bot:
    """The real Rasa in this process, with stores as endpoints.yml names them."""

    def __init__(self, model: Path, var: Path, actions: str) -> None:
        self.var, self.actions = var, actions
        self.agent = asyncio.run(load_agent(str(model), endpoints=self._endpoints("first")))

    def begin(self, name: str) -> None:
        """New stores, made as Rasa makes them at its start, with the parts that are on now."""
        endpoints, agent = self._endpoints(name), self.agent
        store = TrackerStore.create(endpoints.tracker_store, domain=agent.domain)
        agent.tracker_store = agent.processor.tracker_store = FailSafeTrackerStore(store)
        agent.lock_store = agent.processor.lock_store = LockStore.create(endpoints.lock_store)

    def _endpoints(self, name: str) -> AvailableEndpoints:
        self.file = self.var / f"{name}.db"
        written = write_endpoints(
            ROOT / "endpoints.yml", self.var / f"{name}.yml", actions_url=self.actions, tracker_url=f"sqlite:///{self.file}"
        )  # fmt: skip
        return AvailableEndpoints.read_endpoints(str(written))

    async def hears(self, conversation: str, text: str) -> list[Any]:
        """What it says to that."""
        channel = CollectingOutputChannel()
        await self.agent.handle_message(UserMessage(text, channel, conversation))
        return list(channel.messages)

    def silence(self, conversation: str) -> None:
        """Two hours go by."""
        with sa.create_engine(f"sqlite:///{self.file}").begin() as connection:
            query = "select id, data from events where sender_id = :sender"
            for key, data in connection.execute(sa.text(query), {"sender": conversation}).all():
                event = json.loads(data)
                event["timestamp"] -= 7200
                connection.execute(
                    sa.text("update events set data = :data, timestamp = timestamp - 7200 where id = :id"),
                    {"data": json.dumps(event), "id": key},
                )

    def events(self, conversation: str) -> list[Any]:
        """All that is stored of it."""
        with sa.create_engine(f"sqlite:///{self.file}").connect() as connection:
            query = "select type_name, intent_name, action_name, data from events where sender_id = :s order by id"
            rows = connection.execute(sa.text(query), {"s": conversation}).all()
        return [[*row[:3], json.loads(row[3])] for row in rows]


@pytest.fixture(scope="module")
def bot(var: Path, actions: str) -> Bot:
    """ORDERDESK_MODEL: an archive to test."""
    model = Path(os.environ["ORDERDESK_MODEL"]) if "ORDERDESK_MODEL" in os.environ else ensure_model()
    return Bot(model, var, actions)


def recorded(bot: Bot, desk: Desk) -> tuple[str, str]:
    """The replies and the events of the recorded conversation with a fresh buyer, without what is new every time."""
    shop = Shop(desk)
    buyer, seller = shop.buyer(), shop.seller()
    numbers = {name: shop.order(buyer, "ON_HOLD", seller=seller) for name in "ab"}

    async def talk() -> list[Any]:
        replies = []
        for text in RECORDED:
            if text == "…":
                bot.silence(buyer.conversation)
            else:
                replies.append(await bot.hears(buyer.conversation, text.format(**numbers)))
        return replies

    replies = asyncio.run(talk())
    ends = {f"end of {name}": number[-4:] for name, number in numbers.items()}
    names = {**numbers, "conversation": buyer.conversation, "seller": seller.id, **ends}
    return _same(replies, names), _same(bot.events(buyer.conversation), names)


def _same(found: Any, names: dict[str, str]) -> str:
    text = json.dumps(found, indent=1, sort_keys=True)
    for name, value in names.items():
        text = text.replace(value, f"<{name}>")
    text = re.sub(r"\b(PA|CN|RT|TK|SM)-[0-9A-Za-z-]+", r"<\1>", text)
    text = re.sub(r'"(timestamp|message_id|model_id|confidence|ref|at)": [^\n]+', r'"\1": …', text)
    return re.sub(r"\d\d?:\d\d( [AP]M)?|\d{4}-\d\d-\d\d[^\"]*", "<time>", text)


@pytest.fixture(scope="module")
def kept() -> dict[str, tuple[str, str]]:
    """What Rasa as it comes says, once it has been asked."""
    return {}


@pytest.mark.parametrize("name", ["all", *NAMES])
def test_the_same_replies_and_the_same_events(
    switch: Switch, bot: Bot, desk: Desk, name: str, kept: dict[str, tuple[str, str]]
) -> None:
    """Nothing that a buyer hears, and nothing that is stored, depends on a part being on."""
    if not kept:
        switch("all")
        bot.begin("stock")
        kept["stock"] = recorded(bot, desk)
        assert "utter_cancel_done" in kept["stock"][1], "the recorded conversation goes as far as an effect"
    switch("" if name == "all" else ",".join(other for other in NAMES if other != name))
    bot.begin(name)
    assert recorded(bot, desk) == kept["stock"]

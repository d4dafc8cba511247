"""What a buyer on TikTok Shop gets: numbered text, cards, pieces; tokens kept fresh; trouble outlived."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from orderdesk.adapters.tiktok import client
from orderdesk.model import Conversation, Speaker, Undelivered
from orderdesk.services.carrying import LEASE
from orderdesk.services.delivery import Line, append
from tests.fakes.rasa import reply
from tests.fakes.server import until
from tests.gateway.channels.conftest import Stage

ORDER = "576461413038785752"


def ask(stage: Stage, chat: str, *replies: Any) -> list[dict[str, Any]]:
    """The buyer asks, Rasa gives these replies; what the platform was sent."""
    stage.rasa.script["ask"] = list(replies)
    stage.tiktok.says(chat, "ask")
    stage.quiet()
    return [{key: one[key] for key in ("type", "content")} for one in stage.tiktok.sent]


def text(words: str) -> dict[str, Any]:
    return {"type": "TEXT", "content": {"content": words}}


def test_buttons_are_counted_through(stage: Stage) -> None:
    """All buttons of an answer are one list, whichever reply they belong to."""
    chat = stage.tiktok.conversation()
    sent = ask(
        stage, chat, reply("A?", ("One", "/a"), ("Two", "/b")), reply("No."), reply("B?", ("Three", "/c"))
    )
    assert sent == [
        text("A?\n\nReply with a number:\n1. One\n2. Two"), text("No."), text("B?\n\nReply with a number:\n3. Three")
    ]  # fmt: skip


def test_an_order_comes_with_its_card(stage: Stage) -> None:
    """An order card of ours is the platform's ORDER_CARD after the text."""
    stage.tiktok.order(ORDER)
    chat = stage.tiktok.conversation()
    card = {"type": "order", "order": ORDER, "title": "Hoodie"}
    sent = ask(stage, chat, reply("It's on its way.", card=card))
    assert sent == [text("It's on its way."), {"type": "ORDER_CARD", "content": {"order_id": ORDER}}]


@pytest.mark.parametrize("eligible", [True, False])
def test_a_return_comes_with_its_card(stage: Stage, eligible: bool) -> None:
    """Where a return is offered, RETURN_REFUND_CARD follows if the platform takes it; if not, the text stands alone."""
    stage.tiktok.order(ORDER)
    stage.tiktok.eligible = {ORDER} if eligible else set()
    offer = reply("What works:", ("Return it", f'/return_item{{"order": "{ORDER}"}}'))
    sent = ask(stage, stage.tiktok.conversation(), offer)
    card = {"type": "RETURN_REFUND_CARD", "content": {"order_id": ORDER, "sku_id": "17291"}}
    assert sent[1:] == ([card] if eligible else []) and stage.rows(Undelivered) == []


def test_no_return_card_when_it_is_not_clear_of_what(stage: Stage) -> None:
    """An order of several items gets no card: the platform's card is about one."""
    stage.tiktok.order(ORDER, skus=("1", "2"))
    stage.tiktok.eligible = {ORDER}
    offer = reply("What works:", ("Return it", f'/return_item{{"order": "{ORDER}"}}'))
    assert len(ask(stage, stage.tiktok.conversation(), offer)) == 1


def test_a_card_that_is_refused_takes_nothing_with_it(stage: Stage) -> None:
    """The platform does not know the order: the text comes all the same, and what follows too."""
    chat = stage.tiktok.conversation()
    ask(stage, chat, reply("Here.", card={"type": "order", "order": "1"}), reply("Next."))
    assert stage.tiktok.texts(chat) == ["Here.", "Next."] and stage.rows(Undelivered) == []


def test_two_thousand_signs(stage: Stage) -> None:
    """A longer text comes in pieces of at most 2,000 signs, cut at words, none lost; one without words too."""
    chat = stage.tiktok.conversation()
    words = " ".join(f"wörd{number}" for number in range(700))
    ask(stage, chat, reply(words), reply("x" * 4500))
    texts = stage.tiktok.texts(chat)
    assert (
        max(map(len, texts)) <= 2000 and " ".join(texts[:-3]) == words and "".join(texts[-3:]) == "x" * 4500
    )


def test_an_expired_token_is_exchanged_once(stage: Stage) -> None:
    """A token that the platform refuses is refreshed, the file holds the new ones, and nothing is lost."""
    chat = stage.tiktok.conversation()
    stage.tiktok.expire()
    ask(stage, chat, reply("Hello."))
    assert stage.tiktok.texts(chat) == ["Hello."] and stage.tiktok.calls.count("refresh") == 1
    kept = json.loads(stage.token_file.read_text())
    assert kept["access_token"] == stage.tiktok.access and kept["refresh_token"] == stage.tiktok.refresh
    assert stage.token_file.stat().st_mode & 0o077 == 0


def test_a_token_is_exchanged_before_its_end(stage: Stage) -> None:
    """At the end of its week a token is refreshed without being refused first."""
    chat = stage.tiktok.conversation()
    stage.clock.forward(days=7)
    ask(stage, chat, reply("Hello."))
    assert stage.tiktok.texts(chat) == ["Hello."] and 105002 not in stage.tiktok.refused


@pytest.mark.parametrize("kind", ["429", "500", "garbage"])
def test_trouble_is_outlived(stage: Stage, kind: str) -> None:
    """Too many requests, a broken platform, an answer that is none: tried again after a pause, said once."""
    chat = stage.tiktok.conversation()
    stage.tiktok.says(chat, "hello")
    stage.quiet()
    stage.tiktok.trouble.plan.append(kind)
    stage.tiktok.says(chat, "more")
    stage.tried(1)
    assert stage.tiktok.texts(chat) == ["echo: hello"]
    stage.clock.forward(seconds=2.1)
    stage.quiet()
    assert stage.tiktok.texts(chat) == ["echo: hello", "echo: more"]


def test_retry_after_is_kept_to(stage: Stage) -> None:
    """A platform that says "in two seconds" is not asked after one."""
    chat = stage.tiktok.conversation()
    stage.tiktok.trouble.plan.extend(["429"] * 2)
    stage.tiktok.says(chat, "hello")
    stage.tried(1)
    assert (stage.rows(Conversation)[0].carry_at - stage.clock.now()).total_seconds() == 2


def test_what_went_through_is_not_said_twice(stage: Stage) -> None:
    """The platform took the line and its answer was lost: the next try looks first, and does not say it again."""
    chat = stage.tiktok.conversation()
    stage.rasa.script["ask"] = [reply("x " * 1900), reply("Next.")]
    stage.tiktok.trouble.plan.append("lost")
    stage.tiktok.says(chat, "ask")
    stage.tried(1)
    stage.clock.forward(seconds=1.1)
    stage.quiet()
    assert [len(one) for one in stage.tiktok.texts(chat)] == [1999, 1800, 5]


def test_words_that_the_platform_refuses(stage: Stage) -> None:
    """A refused text is kept as undelivered, the buyer is told that there is one, and later lines come."""
    chat = stage.tiktok.conversation()
    stage.tiktok.forbidden = {"whatsapp"}
    ask(stage, chat, reply("Write to us on whatsapp."), reply("Next."))
    told = stage.tiktok.texts(chat)
    assert told[0].startswith("I have an answer that this chat") and told[1:] == ["Next."]
    rows = stage.rows(Undelivered)
    assert len(rows) == 1 and "45101006" in rows[0].error and "whatsapp" not in rows[0].error


def test_what_cannot_be_brought_for_hours_is_given_up(stage: Stage) -> None:
    """A platform that stays down: after six hours the line is undelivered, visibly, and the next one comes."""
    chat = stage.tiktok.conversation()
    stage.tiktok.says(chat, "hello")
    stage.quiet()
    stage.tiktok.trouble.plan.extend(["500"] * 2)
    stage.tiktok.says(chat, "more")
    stage.tried(1)
    stage.clock.forward(hours=6)
    stage.quiet()
    assert [row.number for row in stage.rows(Undelivered)] == [
        4
    ] and "orderdesk_platform_dead 1.0" in stage.figures()
    stage.tiktok.trouble.plan.clear()
    stage.tiktok.says(chat, "again")
    stage.quiet()
    assert stage.tiktok.texts(chat) == ["echo: hello", "echo: again"]


def test_news_come_too(stage: Stage) -> None:
    """Lines that answer nothing, such as a seller's, go the same way."""
    chat = stage.tiktok.conversation()
    stage.tiktok.says(chat, "hello")
    stage.quiet()
    with stage.desk.store.write() as unit:
        conversation = unit.find(Conversation, channel="tiktok_shop")[0]
        append(stage.desk, unit, conversation, [Line(Speaker.SELLER, "Sent today.")])
    until(lambda: stage.tiktok.texts(chat) == ["echo: hello", "Sent today."])


def test_no_secret_in_the_logs(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever goes wrong with the platforms, no token, key, cipher or text of a buyer is logged."""
    chat = stage.tiktok.conversation()
    stage.tiktok.expire()
    stage.tiktok.trouble.plan.extend(["500", "garbage", "429"])
    with caplog.at_level("DEBUG", logger="orderdesk"):
        stage.tiktok.says(chat, "Quetzalcoatlus")
        stage.telegram.says(5, "Quetzalcoatlus")
        stage.tried(1)
    logged = " ".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    for secret in ("Quetzalcoatlus", "test_secret", "ROW_test", "access-", "refresh-7", "a-token-of-a-bot"):
        assert secret not in logged, secret


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a second is waited for the platform, so that a test of hanging ends."""
    monkeypatch.setattr(client, "TIMEOUT", httpx.Timeout(0.5, connect=3.0))


@pytest.mark.usefixtures("impatient")
def test_a_platform_that_hangs(stage: Stage) -> None:
    """No answer in time is an unknown outcome: looked up before the next try, which comes after a pause."""
    chat = stage.tiktok.conversation()
    stage.tiktok.trouble.plan.append("hang")
    stage.tiktok.says(chat, "hello")
    stage.tried(1)
    stage.clock.forward(seconds=LEASE.total_seconds())
    stage.quiet()
    assert stage.tiktok.texts(chat)[-1] == "echo: hello"
    looked = f"GET /customer_service/202309/conversations/{chat}/messages"
    assert looked in stage.tiktok.calls

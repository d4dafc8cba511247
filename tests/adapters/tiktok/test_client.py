"""The client and its tokens against the fake platform, over HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from orderdesk.adapters.tiktok import customer_service, orders
from orderdesk.adapters.tiktok.client import App, TikTokClient
from orderdesk.adapters.tiktok.errors import Later, Refused
from orderdesk.adapters.tiktok.tokens import TokenFile, Tokens
from tests.conftest import SetClock
from tests.fakes.server import serving
from tests.fakes.tiktok import CIPHER, KEY, SECRET, SHOP, FakeTikTok

ORDER = "576461413038785752"


@pytest.fixture
def fake(clock: SetClock) -> FakeTikTok:
    return FakeTikTok(now=lambda: clock.moment.timestamp())


@pytest.fixture
def url(fake: FakeTikTok) -> Iterator[str]:
    with serving(fake.app()) as found:
        yield found


@pytest.fixture
def token_file(fake: FakeTikTok, tmp_path: Path) -> Path:
    return fake.tokens(tmp_path)


def client(
    url: str, file: Path, clock: SetClock, *, secret: str = SECRET, cipher: str = CIPHER
) -> TikTokClient:
    tokens = TokenFile(file, url, KEY, SECRET, clock.now)
    return TikTokClient(App(KEY, secret, SHOP, cipher, url), tokens, clock.now)


async def test_the_buyer_of_a_conversation(
    fake: FakeTikTok, url: str, token_file: Path, clock: SetClock
) -> None:
    """Found on whichever page it is, only for the one who speaks there as the buyer."""
    chats = [fake.conversation(f"user{number}") for number in range(4)]
    ours = client(url, token_file, clock)
    assert await customer_service.buyer_of(ours, chats[3], f"1{chats[3]}") == "user3"
    assert await customer_service.buyer_of(ours, chats[3], f"1{chats[2]}") is None
    assert await customer_service.buyer_of(ours, chats[3], "1") is None  # the agent
    assert await customer_service.buyer_of(ours, "99", "1") is None


async def test_orders_are_only_the_buyers(
    fake: FakeTikTok, url: str, token_file: Path, clock: SetClock
) -> None:
    """An unknown order is none; what the platform gives beside the buyer's is dropped."""
    fake.order(ORDER, "user1", skus=("1", "1", "2"))
    ours = client(url, token_file, clock)
    found = await orders.order(ours, ORDER)
    assert found == orders.PlatformOrder(ORDER, "user1", ("1", "2"))
    assert await orders.order(ours, "1") is None
    assert [one.id for one in await orders.orders_of(ours, "user1")] == [ORDER]
    fake.leaks = True
    assert await orders.orders_of(ours, "user2") == []


@pytest.mark.parametrize(
    ("changes", "number"), [({"secret": "wrong"}, 106001), ({"cipher": "ROW_other"}, 101000)]
)
async def test_what_is_set_up_wrong_is_no(
    fake: FakeTikTok, url: str, token_file: Path, clock: SetClock, changes: dict[str, str], number: int
) -> None:
    """A wrong secret or cipher is refused with the platform's number, and not tried again."""
    with pytest.raises(Refused) as caught:
        await orders.order(client(url, token_file, clock, **changes), ORDER)
    assert caught.value.number == number and len(fake.calls) == 1


@pytest.mark.parametrize(("minutes", "taken"), [(-6, False), (-4, True), (0, True), (1, False)])
async def test_the_clock_window(
    fake: FakeTikTok, url: str, token_file: Path, clock: SetClock, minutes: float, taken: bool
) -> None:
    """A request is stamped with our time: five minutes behind is taken, half a minute ahead, no more."""
    start = clock.moment
    fake.now = start.timestamp
    clock.forward(minutes=minutes)
    ours = client(url, token_file, clock)
    if taken:
        assert await orders.order(ours, ORDER) is None
    else:
        with pytest.raises(Refused):
            await orders.order(ours, ORDER)


@pytest.mark.parametrize(("kind", "after"), [("429", 2.0), ("500", None), ("garbage", None)])
async def test_what_may_help_later(
    fake: FakeTikTok, url: str, token_file: Path, clock: SetClock, kind: str, after: float | None
) -> None:
    """Too many, broken and unreadable are "later", with the platform's own wish where it has one."""
    fake.trouble_elsewhere.plan.append(kind)
    with pytest.raises(Later) as caught:
        await orders.order(client(url, token_file, clock), ORDER)
    assert caught.value.retry_after == after


async def test_nobody_there(token_file: Path, clock: SetClock) -> None:
    """A platform that cannot be reached is "later", and its address, which holds secrets, is not told."""
    ours = client("http://127.0.0.1:9", token_file, clock)
    with pytest.raises(Later) as caught:
        await orders.order(ours, ORDER)
    assert "sign" not in str(caught.value) and caught.value.__cause__ is None


async def test_many_at_once_refresh_once(
    fake: FakeTikTok, url: str, token_file: Path, clock: SetClock
) -> None:
    """Two gateways with many requests and one expired token: one refresh, and the refresh token is used once."""
    fake.expire()
    ours, theirs = client(url, token_file, clock), client(url, token_file, clock)
    await asyncio.gather(*(orders.order(one, ORDER) for one in (ours, theirs) * 5))
    assert fake.calls.count("refresh") == 1
    assert json.loads(token_file.read_text())["refresh_token"] == fake.refresh


async def test_a_token_that_stays_refused(
    fake: FakeTikTok, url: str, token_file: Path, clock: SetClock
) -> None:
    """A refresh token that was used up: refused after one try, for an operator to mend."""
    fake.expire()
    fake.refresh = "another"
    with pytest.raises(Refused) as caught:
        await orders.order(client(url, token_file, clock), ORDER)
    assert caught.value.number == 105002 and fake.calls.count("refresh") == 1


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"access_token": "a", "access_token_expire_in": 1}'])
def test_a_token_file_that_is_none(tmp_path: Path, content: str, clock: SetClock) -> None:
    """A broken file is an operator's matter; what stands in it is not told."""
    file = tmp_path / "tokens.json"
    file.write_text(content)
    with pytest.raises(Refused):
        TokenFile(file, "http://127.0.0.1:9", KEY, SECRET, clock.now).current()


def test_secrets_are_not_shown() -> None:
    """`repr` of what holds secrets has none."""
    shown = repr(Tokens("secret-a", 1, "secret-b", 2)) + repr(App("key", "secret-c", SHOP, "secret-d"))
    assert "secret-" not in shown


def test_how_old_a_webhook_may_be() -> None:
    """A day: the platform's last repeat comes after some sixteen hours."""
    from orderdesk.adapters.tiktok.webhooks import Notification

    now = datetime(2026, 11, 23, tzinfo=timezone.utc)
    ages = {-6: False, -4: True, 0: True, 60 * 23: True, 60 * 25: False}
    for minutes, fine in ages.items():
        at = (now - timedelta(minutes=minutes)).timestamp()
        assert Notification(14, "n", SHOP, at, {}).is_timely(now) is fine

"""Hostile updates to the platforms' addresses: unsigned ones, and signed ones whose content is whatever it is."""

from __future__ import annotations

import json
import random
from typing import Any

from tests.attacks import inputs
from tests.attacks.door import Door, Tally, seeded
from tests.attacks.fuzz_api import _ask
from tests.attacks.inputs import Body
from tests.fakes.telegram import SECRET
from tests.fakes.tiktok import KEY, hex_hmac
from tests.fakes.tiktok import SECRET as TIKTOK_SECRET

TELEGRAM, TIKTOK = "/channels/telegram", "/channels/tiktok-shop"
TOKEN_HEADER = "X-Telegram-Bot-Api-Secret-Token"


def fuzz(door: Door, count: int, seed: int, tally: Tally) -> None:
    """Send `count` updates, half of them to each platform; one in ten is not signed and has to be refused."""
    rng = seeded(seed, "hooks")
    chats = [door.tiktok.conversation(str(7_000 + number)) for number in range(8)]
    for number in range(count):
        update = _telegram(rng) if number % 2 else _tiktok(door, rng, rng.choice(chats))
        path = TELEGRAM if number % 2 else TIKTOK
        signed = rng.random() > 0.1
        answer = _ask(door, "POST", path, update, _headers(path, update.content, signed, rng), tally)
        if answer is not None and not signed and answer.status_code not in (401, 413, 415):
            tally.wrong.append(f"{answer.status_code} to an unsigned update at {path}")


def _headers(path: str, body: bytes, signed: bool, rng: random.Random) -> dict[str, str]:
    if path == TELEGRAM:
        return {
            TOKEN_HEADER: SECRET
            if signed
            else rng.choice(("", SECRET[:-1], SECRET + "x", SECRET.upper(), "é" * 32))
        }
    right = hex_hmac(TIKTOK_SECRET, KEY.encode() + body)
    wrong = ("", "0" * 64, right.upper(), right[:-1], f"Bearer {right}", hex_hmac("x", body), "é" * 64)
    return {"Authorization": right if signed else rng.choice(wrong)}


def _telegram(rng: random.Random) -> Body:
    user = rng.choice((501, 502, -1, 2**52, 2**80))
    chat, person = (
        {"id": user, "type": "private"},
        {"id": user, "is_bot": False, "first_name": inputs.text(rng)[:60]},
    )
    message = {"message_id": 1, "chat": chat, "from": person, "date": 1, "text": inputs.text(rng)[:3_000]}
    query = {
        "id": rng.choice(("q1", inputs.text(rng)[:60])),
        "from": person,
        "message": message,
        "data": rng.choice(("b:1:0", "b:999999999:99", inputs.text(rng)[:64])),
    }
    what = {"callback_query": query} if rng.random() < 0.3 else {"message": message}
    return _varied(rng, {"update_id": rng.randint(1, 10**9), **what})


def _tiktok(door: Door, rng: random.Random, chat: str) -> Body:
    kind = rng.choice(
        ("TEXT", "TEXT", "IMAGE", "ORDER_CARD", "BUYER_ENTER_FROM_ORDER", "EMOTICONS", "NOTHING")
    )
    content = {
        "content": inputs.text(rng)[:3_000],
        "order_id": rng.choice(("576461413038785752", inputs.text(rng)[:40])),
    }
    envelope = json.loads(door.tiktok.webhook(chat, kind, content)[0])
    return _varied(rng, envelope)


def _varied(rng: random.Random, update: dict[str, Any]) -> Body:
    """As it is, or with something wrong in one of the objects of it."""
    if rng.random() < 0.4:
        return Body("update", inputs.dumped(update))
    holder = update
    while rng.random() < 0.6 and (
        inner := [value for value in holder.values() if isinstance(value, dict) and value]
    ):
        holder = rng.choice(inner)
    holder[rng.choice(list(holder))] = rng.choice((*inputs.WRONG, inputs.text(rng)[:2_000]))
    if rng.random() < 0.3:
        return inputs.body(rng, update)
    return Body("update, something wrong in it", inputs.dumped(update))

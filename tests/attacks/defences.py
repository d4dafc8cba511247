"""Each defence with an attack that it stops, and the way to switch it off.

`tests/attacks/test_mutations.py` runs every attack twice: with its defence it fails, without it works. So no test of an
attack can pass by being blunt.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from gateway import app, body, messages, tokens
from gateway.channels import telegram as telegram_channel
from gateway.channels import tiktok_shop
from orderdesk.bootstrap import Desk
from orderdesk.model import PendingState
from orderdesk.services import conversations, delivery, effect, find, proof, seller
from tests.attacks import assaults
from tests.attacks.victims import World

Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class Defence:
    """`attack` says whether it worked; `off` switches the defence off; `settings` do so where it is one."""

    name: str
    attack: Callable[[World], bool]
    off: Callable[[Patch], object] = lambda _: None
    settings: dict[str, Any] | None = None


def _unverified(patch: Patch) -> None:
    decode = tokens.jwt.decode
    patch.setattr(
        tokens.jwt, "decode", lambda token, *_, **__: decode(token, options={"verify_signature": False})
    )


def _unowned(patch: Patch) -> None:
    for module in (find, seller):
        patch.setattr(module, "own_case", lambda unit, _, order_id: unit.case(order_id))


def _never_done(patch: Patch) -> None:
    """What was done stays open."""
    same = SimpleNamespace(OPEN=PendingState.OPEN, VOID=PendingState.VOID, DONE=PendingState.OPEN)
    patch.setattr(effect, "PendingState", same)
    patch.setattr(effect, "_perform", _again(effect._perform))


def _again(perform: Callable[..., Any]) -> Callable[..., Any]:
    """Without the look at whether it was done."""

    def performing(desk: Desk, who: Any, pending_id: str, kind: str, act: Any) -> Any:
        with desk.store.write() as unit:
            pending = unit.get(effect.PendingAction, pending_id)
            change = act(unit, pending, unit.case(pending.order_id))
        return effect.Done(kind, pending.order_id, change.result, repeated=False)

    return performing


def _to(module: Any, name: str, value: Any) -> Callable[[Patch], None]:
    return lambda patch: patch.setattr(module, name, value)


def _by_id(desk: Desk, key: str) -> Any:
    with desk.store.read() as unit:
        return unit.find(conversations.Conversation, id=key)[0]


def _yes(*_: object, **__: object) -> bool:
    return True


def _once_known(patch: Patch) -> None:
    opening = conversations.open_web
    patch.setattr(conversations, "open_web", lambda desk, **_: opening(desk))


def _anything(patch: Patch) -> None:
    """At the door, and at the database."""
    patch.setattr(messages, "checked", lambda text, _: text)
    patch.setattr("orderdesk.adapters.sql.types.storable", lambda text: text)


def _known_code(patch: Patch) -> None:
    patch.setattr(proof, "MOST_TRIES", 100)


def _timely(patch: Patch) -> None:
    patch.setattr("orderdesk.adapters.tiktok.webhooks.Notification.is_timely", _yes)


EASY = SimpleNamespace(compare_digest=_yes)
DEFENCES = (
    Defence("signature of the shop's token", assaults.forge, _unverified),
    Defence("a token counts once", assaults.reuse_token, _once_known),
    Defence("a token counts minutes", assaults.keep_token, _to(tokens, "LONGEST", 10**9)),
    Defence("the key of a conversation", assaults.read_by_id, _to(conversations, "by_key", _by_id)),
    Defence("payloads that were offered", assaults.slot_injection, _to(delivery, "offered", lambda *_: "Yes")),
    Defence("blanks before a slash", assaults.blank_before_slash, _to(delivery, "offered", lambda *_: "Yes")),
    Defence("five tries", assaults.guess, _known_code),
    Defence("letters by one address", assaults.flood_with_codes, _to(proof, "BY_PAIR", 100)),
    Defence("owner, reading", assaults.see_others, _unowned),
    Defence("owner, beginning", assaults.begin_with_others, _unowned),
    Defence("a yes counts where it was asked for", assaults.confirm_elsewhere, _to(effect, "_belongs", _yes)),
    Defence("an effect happens once", assaults.twice, _never_done),
    Defence("Telegram's secret", assaults.unsigned_telegram, _to(telegram_channel, "hmac", EASY)),
    Defence("TikTok's signature", assaults.unsigned_tiktok, _to(tiktok_shop.webhooks, "is_signed", _yes)),
    Defence("TikTok's clock window", assaults.old_tiktok, _timely),
    Defence("size of a body", assaults.large, settings={"largest_body": 10**6}),
    Defence("length of a message", assaults.long, settings={"longest_text": 10**5}),
    Defence("depth of JSON", assaults.deep, _to(body, "depth", lambda _: 0)),
    Defence("signs that cannot be stored", assaults.half_a_pair, _anything),
    Defence("messages a minute", assaults.fast, settings={"rate_conversation": 10**6}),
    Defence("content security policy", assaults.framed, _to(app, "SECURITY", ())),
)  # fmt: skip

"""Attacks, one a function: whether it worked."""

from __future__ import annotations

from dataclasses import replace

from orderdesk.errors import OrderdeskError
from orderdesk.model import InboxMessage, MessageStatus, SellerMessage
from orderdesk.services import conversations, find, proof, seller
from tests.attacks import inputs
from tests.attacks.tokens import OTHER_KEY, claims, sign
from tests.attacks.victims import World
from tests.fakes import tiktok
from tests.shop import Shop

#: The code that the attacker comes to guess.
RIGHT = "000000"


def forge(world: World) -> bool:
    token = sign(claims(sub=world.victim.customer.handle), OTHER_KEY)
    return bool(world.post("/api/conversations", inputs.dumped({"token": token})).status_code == 201)


def reuse_token(world: World) -> bool:
    token = inputs.dumped({"token": sign(claims(sub=world.victim.customer.handle))})
    return [world.post("/api/conversations", token).status_code for _ in range(2)] == [201, 201]


def keep_token(world: World) -> bool:
    """A token that lasts for a day, as an overheard one would."""
    lasting = claims(sub=world.victim.customer.handle)
    token = sign({**lasting, "exp": lasting["iat"] + 86_400})
    return bool(world.post("/api/conversations", inputs.dumped({"token": token})).status_code == 201)


def read_by_id(world: World) -> bool:
    """A conversation's id is in logs and addresses; only its key may open it."""
    id_ = conversations.open_web(world.desk).conversation.id
    headers = {"Authorization": f"Bearer {id_}"}
    return bool(world.client.get("/api/conversations/current", headers=headers).status_code == 200)


def slot_injection(world: World) -> bool:
    return world.says('/confirm_cancel{"ref": "PA-1"}') == 202


def blank_before_slash(world: World) -> bool:
    return world.says("\x1f\u2003/restart") == 202 and world.rows(InboxMessage)[-1].text.startswith("/")


def guess(world: World) -> bool:
    """Five wrong codes, then the right one."""
    id_ = conversations.open_web(world.desk).conversation.id
    proof.ask(world.desk, id_, world.order, world.victim.customer.email, "192.0.2.1")
    proof.post(world.desk)
    for guess in ("wrong",) * 5 + (RIGHT,):
        try:
            return bool(proof.check(world.desk, id_, guess).customer == world.victim.customer)
        except OrderdeskError:
            continue
    return False


def flood_with_codes(world: World) -> bool:
    """More letters to the victim than one address may cause."""
    for _ in range(proof_letters := 6):
        id_ = conversations.open_web(world.desk).conversation.id
        proof.ask(world.desk, id_, world.order, world.victim.customer.email, "192.0.2.1")
        world.desk.clock.forward(seconds=1)  # type: ignore[attr-defined]
    return proof.post(world.desk) == proof_letters


def see_others(world: World) -> bool:
    try:
        return bool(
            find.get(world.desk, Shop(world.desk).who(world.attacker), world.order).order.id == world.order
        )
    except OrderdeskError:
        return False


def begin_with_others(world: World) -> bool:
    """Begin a message about somebody else's order. (The database would not take the next step.)"""
    try:
        return seller.look(world.desk, Shop(world.desk).who(world.attacker), world.order).decision.allowed
    except OrderdeskError:
        return False


def confirm_elsewhere(world: World) -> bool:
    """Say yes, in a conversation of one's own, to what the victim was asked in theirs."""
    pending = proposed(world)
    try:
        seller.submit(
            world.desk, replace(Shop(world.desk).who(world.victim), conversation_id="elsewhere"), pending
        )
    except OrderdeskError:
        return False
    return True


def twice(world: World) -> bool:
    pending, me = proposed(world), Shop(world.desk).who(world.victim)
    for _ in range(2):
        seller.submit(world.desk, me, pending)
        with world.desk.store.write() as unit:  # answered, so that the policy would allow another one
            for row in unit.find(SellerMessage, order_id=world.order):
                unit.change(
                    row, status=MessageStatus.ANSWERED, answer="ok", answered_at=world.desk.clock.now()
                )
    return len(world.rows(SellerMessage, order_id=world.order)) == 2


def unsigned_telegram(world: World) -> bool:
    message = {"text": "x", "chat": {"id": 5, "type": "private"}, "from": {"id": 5}}
    world.post("/channels/telegram", inputs.dumped({"update_id": 1, "message": message}))
    return len(world.rows(InboxMessage)) == 1


def unsigned_tiktok(world: World) -> bool:
    shop = tiktok.FakeTikTok(now=lambda: world.desk.clock.now().timestamp())
    body_, headers = shop.webhook(shop.conversation(), "TEXT", {"content": "hello"})
    world.post("/channels/tiktok-shop", body_, **{**headers, "Authorization": "0" * 64})
    return len(world.rows(InboxMessage)) == 1


def old_tiktok(world: World) -> bool:
    shop = tiktok.FakeTikTok(now=lambda: world.desk.clock.now().timestamp() - 200_000)
    body_, headers = shop.webhook(shop.conversation(), "TEXT", {"content": "hello"})
    world.post("/channels/tiktok-shop", body_, **headers)
    return len(world.rows(InboxMessage)) == 1


def large(world: World) -> bool:
    content = b'{"id": "a", "text": "' + b"x" * 20_000 + b'"}'
    return bool(world.post("/api/messages", content, **world.key()).status_code != 413)


def long(world: World) -> bool:
    return world.says("x" * 5_000) == 202


def deep(world: World) -> bool:
    """Anything but "too deep" means that it was read, or that reading it went wrong."""
    return bool(world.post("/api/messages", b"[" * 8_000, **world.key()).status_code != 422)


def half_a_pair(world: World) -> bool:
    """One half of a surrogate pair, which ends Rasa's own tracker store."""
    return world.says("x\ud800") != 422


def fast(world: World) -> bool:
    key = world.key()
    return [world.says("hi", **key) for _ in range(25)] == [202] * 25


def framed(world: World) -> bool:
    """Another site puts the page into a frame, or an injected script runs in it."""
    return "frame-ancestors 'none'" not in world.client.get("/").headers.get("content-security-policy", "")


def topic(world: World) -> str:
    return seller.look(world.desk, Shop(world.desk).who(world.victim), world.order).topics[0]


def proposed(world: World) -> str:
    pending = seller.check(
        world.desk, Shop(world.desk).who(world.victim), world.order, topic(world), "hello"
    ).pending
    assert pending is not None
    return pending.id

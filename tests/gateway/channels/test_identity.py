"""Who speaks on a platform: linked once by proof, recognised afterwards, unlinked by "sign out"."""

from __future__ import annotations

from typing import Any

import pytest

from orderdesk.model import Conversation, InboxMessage, OutboxRow, SentMessage, Session
from orderdesk.services import conversations
from orderdesk.services.conversations import FORGET
from orderdesk.services.links import UNUSED, link_id
from tests.fakes.rasa import reply
from tests.fakes.server import until
from tests.gateway.channels.conftest import Stage
from tests.shop import Buyer, Shop

ANN, BOB = 501, 502
USER = "7495"


def told(stage: Stage, user: int, text: str) -> str:
    """Say it on Telegram; the answer."""
    before = len(stage.telegram.texts(user))
    stage.telegram.says(user, text)
    until(lambda: len(stage.telegram.texts(user)) > before)
    stage.quiet()
    return stage.telegram.texts(user)[-1]


def signed_in(stage: Stage, channel: str) -> list[str]:
    """The buyers who are signed in on this platform's open conversations."""
    open_ones = stage.rows(Conversation, channel=channel, closed_at=None)
    found = [conversations.signed_in(stage.desk, row.id) for row in open_ones]
    return [one[1].id for one in found if one]


def link(stage: Stage, shop: Shop, user: int = ANN) -> tuple[Buyer, str]:
    """A buyer proves on Telegram who they are."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    told(stage, user, f"{number} {buyer.customer.email}")
    assert told(stage, user, stage.code(buyer)).startswith("Thanks Mia, you're signed in")
    return buyer, number


def test_order_number_and_email_and_a_code(stage: Stage, shop: Shop) -> None:
    """The same proof as on the web links the account; Rasa and the log get to see none of it."""
    buyer, number = link(stage, shop)
    assert signed_in(stage, "telegram") == [buyer.customer.id] and stage.rasa.texts == []
    shown = repr([row.text for row in stage.rows(SentMessage)])
    assert number not in shown and buyer.customer.email not in shown and stage.code(buyer) not in shown


def test_the_prompt_to_sign_in_fits_the_platform(stage: Stage) -> None:
    """What sends a web visitor to a form tells a Telegram user what to type."""
    stage.rasa.script["orders"] = [reply("Sign in to the shop.", response="utter_error_not_signed_in")]
    assert "order number and the e-mail address" in told(stage, ANN, "orders")
    assert "order number and the e-mail address" in told(stage, ANN, "Sign in.")


def test_wrong_codes(stage: Stage, shop: Shop) -> None:
    """Five tries, then the code is of no use; the wrong and the late ones are told so, and nobody is signed in."""
    buyer = shop.buyer()
    told(stage, ANN, f"order {shop.order(buyer, 'ON_HOLD')}, {buyer.customer.email}")
    right = stage.code(buyer)
    wrong = f"{(int(right) + 1) % 10**6:06}"
    answers = [told(stage, ANN, wrong) for _ in range(5)] + [told(stage, ANN, right)]
    assert (
        "Tries left: 4" in answers[0] and "no use any more" in answers[4] and "no use any more" in answers[5]
    )
    assert signed_in(stage, "telegram") == [] and stage.rasa.texts == []


def test_what_fits_nothing_gets_the_same_answer(stage: Stage, shop: Shop) -> None:
    """Nobody learns on a platform whether an order exists, or whose it is."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    pairs = [(number, buyer.customer.email), (number, "eve@example.com"), ("576461413038785752", "a@b.co")]
    answers = {told(stage, ANN + place, f"{one} {mail}") for place, (one, mail) in enumerate(pairs)}
    assert len(answers) == 1
    assert "That code is not right" in told(stage, ANN + 1, "123456")


def test_six_digits_are_no_code_where_none_was_asked_for(stage: Stage) -> None:
    """The end of an order number is not taken for a code."""
    assert told(stage, ANN, "785752") == "echo: 785752"


def test_recognised_in_later_conversations(stage: Stage, shop: Shop) -> None:
    """A day later the session is over, and the account is recognised without another proof; others are not."""
    buyer, _ = link(stage, shop)
    stage.clock.forward(hours=25)
    assert signed_in(stage, "telegram") == []
    told(stage, ANN, "hello")
    told(stage, BOB, "hello")
    assert signed_in(stage, "telegram") == [buyer.customer.id]


def test_a_link_that_is_not_used_ends(stage: Stage, shop: Shop) -> None:
    """Half a year of silence ends it; each use begins it anew."""
    buyer, _ = link(stage, shop)
    for _ in range(2):
        stage.clock.forward(days=UNUSED.days - 1)
        told(stage, ANN, "hello")
        assert signed_in(stage, "telegram") == [buyer.customer.id]
    stage.clock.forward(days=UNUSED.days + 1)
    told(stage, ANN, "hello")
    assert signed_in(stage, "telegram") == []


def test_sign_out(stage: Stage, shop: Shop) -> None:
    """It unlinks the account, wipes what was said, says so, and the next message begins anew as a stranger."""
    link(stage, shop)
    told(stage, ANN, "my secret")
    before = stage.rows(Conversation, channel="telegram")[0].id
    assert told(stage, ANN, "Sign out!").startswith("You're signed out")
    told(stage, ANN, "hello")
    assert signed_in(stage, "telegram") == [] and stage.rasa.heard[-1] != (before, "hello")
    assert (before, FORGET) in stage.rasa.heard
    assert "secret" not in repr(stage.rows(InboxMessage) + stage.rows(SentMessage))


def test_one_account_cannot_be_two_buyers(stage: Stage, shop: Shop) -> None:
    """Who is signed in does not become somebody else by typing another's order and address."""
    buyer, _ = link(stage, shop)
    other = shop.buyer()
    text = f"{shop.order(other, 'ON_HOLD')} {other.customer.email}"
    assert told(stage, ANN, text) == f"echo: {text}"
    assert signed_in(stage, "telegram") == [buyer.customer.id]


def test_another_buyer_after_the_link_has_ended(stage: Stage, shop: Shop) -> None:
    """Where somebody else was signed in before, nothing is carried over: "sign out" has to come first."""
    link(stage, shop)
    stage.clock.forward(days=UNUSED.days + 1)
    other = shop.buyer()
    details = f"{shop.order(other, 'ON_HOLD')} {other.customer.email}"
    told(stage, ANN, details)
    assert told(stage, ANN, stage.code(other)).startswith("This chat belongs to another account")
    assert signed_in(stage, "telegram") == []
    told(stage, ANN, "sign out")
    stage.clock.forward(seconds=1)
    told(stage, ANN, details)
    told(stage, ANN, newest(stage, other))
    assert signed_in(stage, "telegram") == [other.customer.id]


def newest(stage: Stage, buyer: Buyer) -> str:
    """The second code of this buyer, once it is written."""
    wanted = {"customer_id": buyer.customer.id, "template": "sign_in_code"}
    until(lambda: len(stage.rows(OutboxRow, **wanted)) == 2)
    return str(max(stage.rows(OutboxRow, **wanted), key=lambda row: row.created_at).facts["code"])


def test_what_nobody_foresaw_holds_up_nothing(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message that breaks the gateway's own part is given up, honestly, and the next one is answered."""
    monkeypatch.setattr("gateway.channels.clerk.order_and_email", broken)
    stage.telegram.says(ANN, "boom")
    until(lambda: passes(stage) and any("couldn't deal with" in text for text in stage.telegram.texts(ANN)))
    stage.telegram.says(ANN, "hello")
    until(lambda: passes(stage) and "echo: hello" in stage.telegram.texts(ANN))


def broken(text: str) -> None:
    if text == "boom":
        raise ZeroDivisionError


def passes(stage: Stage) -> bool:
    """Let a little time pass."""
    stage.clock.forward(seconds=0.1)
    return True


def test_the_link_does_not_name_the_account(stage: Stage, shop: Shop) -> None:
    """What is stored of the account cannot be read back."""
    link(stage, shop)
    assert str(ANN) not in "".join(row.conversation_id for row in stage.rows(Session, method="telegram"))


# TikTok: the platform vouches for its own buyers.


def tiktok_order(stage: Stage, shop: Shop, user: str = USER) -> tuple[Buyer, str]:
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    stage.tiktok.order(number, user)
    return buyer, number


def says(stage: Stage, chat: str, *texts: str) -> str:
    for text in texts:
        stage.tiktok.says(chat, text)
        stage.quiet()
    return stage.tiktok.texts(chat)[-1]


def test_tiktoks_buyer_is_known_by_their_orders(stage: Stage, shop: Shop) -> None:
    """The platform says whose conversation and whose orders they are: nothing has to be typed."""
    buyer, _ = tiktok_order(stage, shop)
    says(stage, stage.tiktok.conversation(USER), "hello")
    says(stage, stage.tiktok.conversation("other"), "hello")
    assert signed_in(stage, "tiktok_shop") == [buyer.customer.id]


def test_an_order_typed_by_somebody_else(stage: Stage, shop: Shop) -> None:
    """Naming another buyer's order does not make one that buyer, by text, by entering from it, or by its card."""
    _, number = tiktok_order(stage, shop)
    chat = stage.tiktok.conversation("eve")
    says(stage, chat, "hello", f"cancel order {number}")
    stage.tiktok.event(chat, "BUYER_ENTER_FROM_ORDER", {"order_id": number})
    stage.tiktok.event(chat, "ORDER_CARD", {"order_id": number})
    stage.quiet()
    assert signed_in(stage, "tiktok_shop") == []
    assert stage.tiktok.texts(chat)[-1].startswith("I can't find that order")


def test_another_speaker_in_a_conversation(stage: Stage, shop: Shop) -> None:
    """Who speaks in a buyer's conversation and is not its buyer is a stranger, with a log of their own."""
    tiktok_order(stage, shop)
    chat = stage.tiktok.conversation(USER)
    says(stage, chat, "hello")
    stage.tiktok.says(chat, "cancel my order", sender={"im_user_id": "999", "role": "BUYER"})
    stage.quiet()
    assert len(signed_in(stage, "tiktok_shop")) == 1 and len(stage.rows(Conversation)) == 2


def test_orders_of_two_buyers_prove_nothing(stage: Stage, shop: Shop) -> None:
    """Where the platform's buyer owns orders of two of ours, nobody is guessed."""
    tiktok_order(stage, shop)
    tiktok_order(stage, shop)
    says(stage, stage.tiktok.conversation(USER), "hello")
    assert signed_in(stage, "tiktok_shop") == []


def test_entering_from_an_order_fills_it(stage: Stage, shop: Shop) -> None:
    """The order whose page the chat was opened from is shown, and so the one that "it" means from then on."""
    buyer, number = tiktok_order(stage, shop)
    chat = stage.tiktok.conversation(USER)
    stage.tiktok.event(chat, "BUYER_ENTER_FROM_ORDER", {"order_id": number})
    stage.quiet()
    assert stage.rasa.texts == [f'/track_order{{"order": "{number}"}}']
    assert signed_in(stage, "tiktok_shop") == [buyer.customer.id]


@pytest.mark.parametrize("order", ["", "1", "57646141303878575x", 576461413038785752, ['"}'], "9" * 40])
def test_entering_from_what_is_no_order(stage: Stage, order: Any) -> None:
    """A number that is none never becomes part of what Rasa gets."""
    stage.tiktok.event(stage.tiktok.conversation(), "BUYER_ENTER_FROM_ORDER", {"order_id": order})
    stage.quiet()
    assert all("track_order" not in text or text.count('"') == 4 for text in stage.rasa.texts)


def test_signing_out_of_tiktok_lasts(stage: Stage, shop: Shop) -> None:
    """After "sign out" the buyer is not recognised by the next message, but by "sign in" or an order of theirs."""
    buyer, number = tiktok_order(stage, shop)
    chat = stage.tiktok.conversation(USER)
    assert says(stage, chat, "hello", "sign out").startswith("You're signed out")
    stage.client.app.state.gate.platforms["tiktok_shop"]._unknown.clear()  # type: ignore[attr-defined]
    says(stage, chat, "hello")
    assert signed_in(stage, "tiktok_shop") == []
    says(stage, chat, "sign in")
    assert signed_in(stage, "tiktok_shop") == [buyer.customer.id]
    says(stage, chat, "sign out", f"where is {number}")
    assert signed_in(stage, "tiktok_shop") == [buyer.customer.id]


def test_a_platform_that_does_not_say_who_it_is(stage: Stage, shop: Shop) -> None:
    """While the platform cannot be asked, the message waits; it is answered, as the buyer's, when it can."""
    buyer, _ = tiktok_order(stage, shop)
    chat = stage.tiktok.conversation(USER)
    stage.tiktok.trouble_elsewhere.plan.extend(["500"])
    stage.tiktok.says(chat, "hello")
    until(lambda: 'outcome="put_off"} 1.0' in stage.figures())
    assert stage.rasa.texts == []
    stage.clock.forward(seconds=1)
    stage.quiet()
    assert stage.rasa.texts == ["hello"] and signed_in(stage, "tiktok_shop") == [buyer.customer.id]


def test_links_of_platforms_are_apart(stage: Stage) -> None:
    """The same name on two platforms is two accounts."""
    assert link_id("telegram", "5") != link_id("tiktok_shop", "5")

"""Anonymous, then proven in the chat."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from orderdesk.bootstrap import Desk
from orderdesk.errors import NotSignedIn, ProofTooOld
from orderdesk.model import OutboxRow, ProofCode
from orderdesk.notices.render import render
from orderdesk.services import cancel, conversations, proof
from orderdesk.services.sessions import open_session
from orderdesk.services.who import who
from tests.conftest import SetClock
from tests.shop import Buyer, Shop

HERE = "192.0.2.1"


@pytest.fixture
def buyer(shop: Shop) -> Buyer:
    return shop.buyer()


@pytest.fixture
def number(shop: Shop, buyer: Buyer) -> str:
    return shop.order(buyer, "AWAITING_SHIPMENT")


def chat(desk: Desk) -> str:
    return conversations.open_web(desk).conversation.id


def ask(desk: Desk, conversation_id: str, number: str, email: str, address: str = HERE) -> int:
    desk.clock.forward(seconds=1)  # type: ignore[attr-defined]
    proof.ask(desk, conversation_id, number, email, address)
    return proof.post(desk)


def letters(desk: Desk) -> list[OutboxRow]:
    with desk.store.read() as unit:
        return unit.find(OutboxRow, template=proof.LETTER, order_by="created_at")


def code(desk: Desk) -> str:
    return str(letters(desk)[-1].facts["code"])


def wrong(right: str) -> str:
    return f"{(int(right) + 1) % 10**6:06}"


def test_a_code_signs_in(desk: Desk, buyer: Buyer, number: str) -> None:
    """Order number and e-mail get a code by mail; the code signs this conversation in, by method "code"."""
    id_ = chat(desk)
    assert ask(desk, id_, number, f" {buyer.customer.email.upper()} ") == 1
    proven = proof.check(desk, id_, code(desk))
    assert proven.customer == buyer.customer == who(desk, id_).customer
    assert proven.session.method == "code"


def test_the_code_goes_to_the_contact_on_file(desk: Desk, buyer: Buyer, number: str) -> None:
    """The letter goes to the order's buyer, never to an address that was typed in."""
    ask(desk, chat(desk), number, buyer.customer.email)
    letter = render(letters(desk)[0], buyer.customer, "desk@example.com")
    assert letters(desk)[0].customer_id == buyer.customer.id and buyer.customer.email in str(letter["To"])
    assert code(desk) not in str(letter["Subject"])
    assert ask(desk, chat(desk), number, "eve@example.com") == 0


@pytest.mark.parametrize("pair", ["no such order", "not theirs"])
def test_what_fits_nothing_looks_the_same(desk: Desk, shop: Shop, number: str, pair: str) -> None:
    """No letter, and then the same answers to guesses as for a real code: four tries left, and in the end none."""
    id_, other = chat(desk), shop.buyer()
    given = (
        ("576461413038785752", other.customer.email)
        if pair == "no such order"
        else (number, other.customer.email)
    )
    assert ask(desk, id_, *given) == 0
    assert guesses(desk, id_, "123456") == [4, 3, 2, 1, 0, "expired"]


def test_five_tries(desk: Desk, buyer: Buyer, number: str) -> None:
    """After five wrong codes the right one is of no use."""
    id_ = chat(desk)
    ask(desk, id_, number, buyer.customer.email)
    assert guesses(desk, id_, wrong(code(desk))) == [4, 3, 2, 1, 0, "expired"]
    with pytest.raises(proof.CodeExpired):
        proof.check(desk, id_, code(desk))
    with pytest.raises(NotSignedIn):
        who(desk, id_)


def guesses(desk: Desk, id_: str, guess: str) -> list[int | str]:
    found: list[int | str] = []
    for _ in range(6):
        try:
            proof.check(desk, id_, guess)
        except proof.WrongCode as error:
            found.append(error.left)
        except proof.CodeExpired:
            found.append("expired")
    return found


def test_ten_minutes_and_once(desk: Desk, buyer: Buyer, number: str, clock: SetClock) -> None:
    """A code works for ten minutes, once, in its own conversation, until a newer one is asked for."""
    id_ = chat(desk)
    ask(desk, id_, number, buyer.customer.email)
    clock.forward(minutes=10)
    useless(desk, id_, code(desk))
    ask(desk, id_, number, buyer.customer.email)
    first = code(desk)
    useless(desk, chat(desk), first)
    proof.check(desk, id_, first)
    useless(desk, id_, first)
    clock.forward(seconds=1)
    ask(desk, id_, number, buyer.customer.email)
    assert code(desk) == first or isinstance(refusal(desk, id_, first), proof.WrongCode)


def useless(desk: Desk, id_: str, given: str) -> None:
    assert isinstance(refusal(desk, id_, given), proof.CodeExpired)


def refusal(desk: Desk, id_: str, given: str) -> Exception:
    with pytest.raises((proof.WrongCode, proof.CodeExpired)) as caught:
        proof.check(desk, id_, given)
    return caught.value


def test_no_code_is_kept_readable(desk: Desk, buyer: Buyer, number: str) -> None:
    """The table of codes holds neither the code nor the asker's address."""
    ask(desk, chat(desk), number, buyer.customer.email)
    with desk.store.read() as unit:
        kept = repr(unit.find(ProofCode))
    assert code(desk) not in kept and HERE not in kept


def test_a_victim_is_not_locked_out(desk: Desk, buyer: Buyer, number: str) -> None:
    """Somebody who asks and guesses in a buyer's name all the time keeps the buyer from nothing."""
    for _ in range(6):
        evil = chat(desk)
        ask(desk, evil, number, buyer.customer.email, "203.0.113.9")
        guesses(desk, evil, "000000")
    assert len(letters(desk)) == proof.BY_PAIR
    id_ = chat(desk)
    assert ask(desk, id_, number, buyer.customer.email) == 1
    assert proof.check(desk, id_, code(desk)).customer == buyer.customer


def test_a_known_address_gets_through(desk: Desk, buyer: Buyer, number: str, clock: SetClock) -> None:
    """From many addresses the account's letters end, but not for an address that has signed in to it before."""
    known = chat(desk)
    ask(desk, known, number, buyer.customer.email)
    proof.check(desk, known, code(desk))
    clock.forward(hours=2)
    sent = [ask(desk, chat(desk), number, buyer.customer.email, f"203.0.113.{place}") for place in range(12)]
    assert sum(sent) == proof.BY_ACCOUNT
    assert ask(desk, chat(desk), number, buyer.customer.email) == 1


def test_limits_do_not_tell(desk: Desk, buyer: Buyer, number: str) -> None:
    """The limit that refuses counts wishes of an address, whether they fit an order or not."""
    for place in range(proof.BY_ADDRESS):
        ask(desk, chat(desk), number if place % 2 else "1", buyer.customer.email)
    for pair in ((number, buyer.customer.email), ("1", "nobody@example.com")):
        with pytest.raises(proof.TooManyCodes):
            ask(desk, chat(desk), *pair)


def test_an_hour_later_there_is_room(desk: Desk, buyer: Buyer, number: str, clock: SetClock) -> None:
    """Limits are for an hour."""
    for _ in range(proof.BY_ADDRESS):
        ask(desk, chat(desk), "1", "nobody@example.com")
    clock.forward(hours=1, seconds=1)
    assert ask(desk, chat(desk), number, buyer.customer.email) == 1


def test_somebody_else_is_signed_in(desk: Desk, shop: Shop, buyer: Buyer, number: str) -> None:
    """A conversation changes its buyer only by ending: nothing is carried over."""
    id_, other = chat(desk), shop.buyer()
    open_session(desk, other.customer.handle, method="shop", conversation_id=id_)
    ask(desk, id_, number, buyer.customer.email)
    with pytest.raises(proof.OtherBuyer):
        proof.check(desk, id_, code(desk))
    assert who(desk, id_).customer == other.customer


@pytest.mark.parametrize("method", ["code", "shop"])
def test_effects_need_a_fresh_proof(desk: Desk, shop: Shop, clock: SetClock, method: str) -> None:
    """Fifteen minutes after the code nothing is changed any more; a new code, and it goes on."""
    buyer = shop.buyer()
    number, id_ = shop.order(buyer, "AWAITING_SHIPMENT"), chat(desk)
    open_session(desk, buyer.customer.handle, method=method, conversation_id=id_)
    clock.forward(minutes=15, seconds=1)
    speaker = who(desk, id_)
    pending = proposed(desk, speaker, number)
    if method == "code":
        with pytest.raises(ProofTooOld):
            cancel.submit(desk, speaker, pending)
        assert shop.case(number).order.status.value == "AWAITING_SHIPMENT"
        ask(desk, id_, number, buyer.customer.email)
        proof.check(desk, id_, code(desk))
    assert cancel.submit(desk, speaker, pending).repeated is False


def proposed(desk: Desk, speaker: Any, number: str) -> str:
    pending = cancel.check(desk, speaker, number, (), "better_price").pending
    assert pending is not None
    return pending.id


def test_over_http(client: TestClient, desk: Desk, buyer: Buyer, number: str) -> None:
    """The same by the widget's way: one answer for all wishes, tries left, signed in, 410 afterwards."""
    key = client.post("/api/conversations", json={}).json()["key"]
    client.headers["Authorization"] = f"Bearer {key}"
    pairs = (("57 12", "x"), ("#?", "@"), (number, "eve@example.com"), (number, buyer.customer.email))
    answers = {client.post("/api/sign-in", json={"order": one, "email": mail}).text for one, mail in pairs}
    assert len(answers) == 1
    end = time.monotonic() + 5
    while not letters(desk) and time.monotonic() < end:
        time.sleep(0.02)
    time.sleep(0.1)
    bad = client.post("/api/sign-in/code", json={"code": wrong(code(desk))})
    assert bad.status_code == 403 and bad.json()["error"] | {"message": ""} == {
        "code": "wrong_code",
        "message": "",
        "left": 4,
    }
    spaced = f"{code(desk)[:3]} {code(desk)[3:]}"
    assert client.post("/api/sign-in/code", json={"code": spaced}).json() == {
        "signed_in": True,
        "name": "Mia",
        "locale": "en-US",
    }
    assert client.post("/api/sign-in/code", json={"code": code(desk)}).status_code == 410
    assert client.get("/api/conversations/current").json()["signed_in"] is True


@pytest.mark.slow
def test_not_yours_takes_as_long_as_not_there(desk: Desk, buyer: Buyer, number: str, clock: SetClock) -> None:
    """The times of "yours", "not yours" and "no such order" differ by less than half, asking and guessing."""
    pairs = {
        "yours": (number, buyer.customer.email),
        "not yours": (number, "eve@example.com"),
        "not there": ("999999999999999999", buyer.customer.email),
    }
    ratios = [measured(desk, pairs, clock) for _ in range(3)]
    assert min(asking for asking, _ in ratios) < 1.5 and min(guessing for _, guessing in ratios) < 1.5, ratios


def measured(desk: Desk, pairs: dict[str, tuple[str, str]], clock: SetClock) -> tuple[float, float]:
    """Slowest to fastest kind, by the lower quartile of 30 (a busy machine only ever adds), asking and guessing."""
    asking: dict[str, list[float]] = {name: [] for name in pairs}
    guessing: dict[str, list[float]] = {name: [] for name in pairs}
    id_ = chat(desk)
    for turn in range(30):
        clock.forward(hours=1)
        for name in random.Random(turn).sample(sorted(pairs), len(pairs)):
            ask(desk, id_, "1", "nobody@example.com")  # the same before each, whatever came before
            asking[name].append(seconds(lambda name=name: proof.ask(desk, id_, *pairs[name], HERE)))  # type: ignore[misc]
            proof.post(desk)
            ask(desk, chat(desk), "1", "nobody@example.com")
            guessing[name].append(seconds(lambda: refusal(desk, id_, "not it")))
    return ratio(asking), ratio(guessing)


def ratio(times: dict[str, list[float]]) -> float:
    quartiles = [statistics.quantiles(values, n=4)[0] for values in times.values()]
    return max(quartiles) / min(quartiles)


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def test_proof_is_as_long_as_promised() -> None:
    """The figures that the letters and this file speak of."""
    assert timedelta(minutes=10) == proof.LIFETIME and (proof.MOST_TRIES, proof.DIGITS) == (5, 6)

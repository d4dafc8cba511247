"""Tokens that the shop did not sign for us, in every form that has fooled somebody."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from gateway.app import make_app
from orderdesk.bootstrap import Desk
from tests.attacks import inputs
from tests.attacks.door import SHOP_KEY
from tests.attacks.tokens import claims, forged, sign
from tests.gateway.conftest import SETTINGS
from tests.shop import Shop

NAMES = [name for name, _ in forged(random.Random(1))]
ODD = [*inputs.WRONG, *inputs.MEANT, "x" * 200, "\ud83d", 1e300]


def opened(desk: Desk) -> TestClient:
    settings = replace(SETTINGS, shop_keys={"k1": SHOP_KEY}, rate_new=10**6)
    client = TestClient(make_app(desk, settings), raise_server_exceptions=False)
    client.__enter__()
    return client


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_forged_token_opens_nothing(any_desk: Desk, name: str) -> None:
    """Unsigned, signed by others, for others, out of date, misshapen: 401 or 400, and nobody is signed in."""
    client = opened(any_desk)
    for seed in range(5):
        answer = client.post(
            "/api/conversations", content=_body(dict(forged(random.Random(seed)))[name]), headers=JSON
        )
        assert answer.status_code in (400, 401, 422), (answer.status_code, answer.text)
    client.__exit__(None, None, None)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["iss", "aud", "sub", "iat", "exp", "jti", "nbf"])
def test_odd_claims_are_refused_in_words(any_desk: Desk, name: str) -> None:
    """A shop that signs nonsense is refused like everybody else: no crash, no sign-in."""
    buyer, client = Shop(any_desk).buyer(), opened(any_desk)
    for odd in ODD:
        token = sign({**claims(sub=buyer.customer.handle), name: odd})
        answer = client.post("/api/conversations", content=_body(token), headers=JSON)
        fine = (name == "jti" and isinstance(odd, str) and odd.isprintable() and 0 < len(odd) <= 200) or (
            name == "nbf" and odd in PAST
        )
        assert answer.status_code in ((201,) if fine else (401, 422)), (odd, answer.text)
    client.__exit__(None, None, None)


JSON = {"Content-Type": "application/json"}
PAST: tuple[Any, ...] = (0, -1, 1.5, True, False, "-1")


def _body(token: str) -> bytes:
    return inputs.dumped({"token": token})

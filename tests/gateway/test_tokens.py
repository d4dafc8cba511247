"""The shop's tokens: who is signed in on the page."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm
from starlette.testclient import TestClient

from orderdesk.model import Customer
from orderdesk.services.who import who
from tests.gateway.conftest import KEY
from tests.shop import Shop


def claims(shop: Shop, **changes: Any) -> dict[str, Any]:
    now = int(time.time())
    buyer = shop.buyer().customer
    found = {
        "iss": "shop",
        "aud": "orderdesk",
        "sub": buyer.handle,
        "iat": now,
        "exp": now + 300,
        "jti": f"j-{buyer.id}",
    }
    return {name: value for name, value in {**found, **changes}.items() if value is not None}


def sign(payload: dict[str, Any], key: Any = KEY, kid: str = "k1", algorithm: str = "HS256") -> str:
    return jwt.encode(payload, key, algorithm, headers={"kid": kid})


def open_with(client: TestClient, token: str) -> Any:
    return client.post("/api/conversations", json={"token": token})


def refused(client: TestClient, token: str) -> str:
    answer = open_with(client, token)
    assert answer.status_code == 401, answer.text
    return str(answer.json()["error"]["code"])


def test_a_good_token_signs_in(client: TestClient, shop: Shop) -> None:
    """The conversation is the buyer's, on the server, from the first message on."""
    wanted = claims(shop)
    answer = open_with(client, sign(wanted)).json()
    assert answer["signed_in"] is True and answer["name"] == "Mia"
    assert who(shop.desk, answer["conversation"]).customer.handle == wanted["sub"]


def test_a_buyer_without_a_name(client: TestClient, shop: Shop) -> None:
    """Where the shop knows no name, the buyer is signed in all the same, and addressed by the handle."""
    wanted = claims(shop)
    with shop.desk.store.write() as unit:
        (buyer,) = unit.find(Customer, handle=wanted["sub"])
        unit.change(buyer, name="  ")
    answer = open_with(client, sign(wanted))
    assert answer.status_code == 201 and answer.json()["name"] == wanted["sub"], answer.text


def test_a_token_works_once(client: TestClient, shop: Shop) -> None:
    """A token that somebody overheard opens nothing."""
    token = sign(claims(shop))
    assert open_with(client, token).status_code == 201
    assert refused(client, token) == "token_used"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "another shop"}, {"aud": "another desk"}, {"sub": 5}, {"sub": ""}, {"jti": ""}, {"jti": 7},
        {"exp": 1}, {"iat": int(time.time()) + 3600, "exp": int(time.time()) + 3700}, {"exp": int(time.time()) + 3600},
        {"nbf": int(time.time()) + 3600}, {"exp": "soon"},
        *({name: None} for name in ("iss", "aud", "sub", "iat", "exp", "jti")),
    ],
    ids=str,
)  # fmt: skip
def test_other_claims_do_not(client: TestClient, shop: Shop, changes: dict[str, Any]) -> None:
    """Another shop's, another desk's, expired, too long, too early, incomplete: refused."""
    assert refused(client, sign(claims(shop, **changes))) == "bad_token"


def test_other_keys_do_not(client: TestClient, shop: Shop) -> None:
    """Unsigned, signed with another key, under an unknown name, altered, or no token at all: refused."""
    good = claims(shop)
    head, body, signature = sign(good).split(".")
    altered = jwt.utils.base64url_encode(json.dumps({**good, "sub": "eve"}).encode()).decode()
    none = jwt.encode(good, "", algorithm="none", headers={"kid": "k1"})
    for token in (
        none, sign(good, "x" * 40), sign(good, kid="k2"), sign(good, algorithm="HS512"),
        f"{head}.{altered}.{signature}", f"{head}.{body}.", "a.b.c", "nothing",
    ):  # fmt: skip
        assert refused(client, token) == "bad_token"


def test_an_unknown_buyer(client: TestClient, shop: Shop) -> None:
    """A good token for nobody we know signs nobody in, and stays unused."""
    assert refused(client, sign(claims(shop, sub="nobody"))) == "unknown_buyer"


def test_two_keys_side_by_side(open_client: Callable[..., TestClient], shop: Shop) -> None:
    """While the shop changes its key, tokens of both are good; then the old one is not."""
    rotating = open_client(shop_keys={"k1": KEY, "k2": "b" * 40})
    assert open_with(rotating, sign(claims(shop))).status_code == 201
    assert open_with(rotating, sign(claims(shop), "b" * 40, "k2")).status_code == 201
    assert refused(open_client(shop_keys={"k2": "b" * 40}), sign(claims(shop))) == "bad_token"


def test_public_keys(open_client: Callable[..., TestClient], shop: Shop, tmp_path: Path) -> None:
    """RS256 by the shop's key set; its public key is no HS256 secret, and another key's signature is refused."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = json.loads(RSAAlgorithm.to_jwk(private.public_key())) | {"kid": "r1", "use": "sig"}
    (tmp_path / "jwks.json").write_text(json.dumps({"keys": [public]}))
    client = open_client(shop_keys={}, shop_jwks=str(tmp_path / "jwks.json"))
    assert open_with(client, sign(claims(shop), private, "r1", "RS256")).status_code == 201
    assert refused(client, sign(claims(shop), other, "r1", "RS256")) == "bad_token"
    pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    assert refused(client, confused(claims(shop), pem)) == "bad_token"


def confused(payload: dict[str, Any], pem: bytes) -> str:
    """A token signed by HMAC with the public key as the secret."""
    import hashlib
    import hmac

    parts = [{"alg": "HS256", "typ": "JWT", "kid": "r1"}, payload]
    head = b".".join(jwt.utils.base64url_encode(json.dumps(part).encode()) for part in parts)
    signature = hmac.new(pem, head, hashlib.sha256).digest()
    return b".".join([head, jwt.utils.base64url_encode(signature)]).decode()


def test_another_buyers_conversation(client: TestClient, shop: Shop) -> None:
    """A conversation's id is no key: whoever knows it reads nothing."""
    answer = open_with(client, sign(claims(shop))).json()
    headers = {"Authorization": f"Bearer {answer['conversation']}"}
    assert client.get("/api/conversations/current", headers=headers).status_code == 401
    assert client.get("/api/transcript", headers=headers).status_code == 401

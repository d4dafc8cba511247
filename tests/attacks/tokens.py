"""Tokens that no shop has signed, or not for us, or not any more."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import random
import time
from typing import Any

from tests.attacks import inputs
from tests.attacks.door import SHOP_KEY

OTHER_KEY = "somebody else's secret, thirty-two signs and more"


def claims(**changes: Any) -> dict[str, Any]:
    """Claims in order for a buyer whom nobody knows; a change to None leaves a claim out."""
    now = int(time.time())
    found = {
        "iss": "shop",
        "aud": "orderdesk",
        "sub": "mia",
        "iat": now,
        "exp": now + 300,
        "jti": f"j{random.random()}",
    }
    return {name: value for name, value in {**found, **changes}.items() if value is not None}


def sign(payload: Any, key: str = SHOP_KEY, **head: Any) -> str:
    """A token by HMAC, whatever is in it; `head`: fields beside, or instead of, the usual ones."""
    head = {"alg": "HS256", "typ": "JWT", "kid": "k1", **head}
    first = raw(head, payload).rpartition(".")[0]
    kind = {"HS512": hashlib.sha512}.get(str(head["alg"]), hashlib.sha256)
    return f"{first}.{_coded(hmac.new(key.encode(), first.encode(), kind).digest())}"


def raw(head: Any, payload: Any, signature: bytes = b"x") -> str:
    """A token of any parts, signed by nobody."""
    parts = (one if isinstance(one, bytes) else json.dumps(one).encode() for one in (head, payload))
    return ".".join(_coded(part) for part in (*parts, signature))


def _coded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def forged(rng: random.Random) -> list[tuple[str, str]]:
    """(name, token): none of these may open anything."""
    now, odd = int(time.time()), rng.choice(inputs.WRONG)
    good = sign(claims())
    head, payload, signature = good.split(".")
    return [
        ("alg none", raw({"alg": "none", "kid": "k1"}, claims(), b"")),
        ("alg None", raw({"alg": "None", "kid": "k1"}, claims(), b"")),
        ("other key", sign(claims(), OTHER_KEY)), ("HS512", sign(claims(), alg="HS512")),
        ("empty key", raw({"alg": "HS256", "kid": "k1"}, claims())),
        ("unknown kid", sign(claims(), OTHER_KEY, kid="k2")),
        ("kid is a path", sign(claims(), OTHER_KEY, kid="../../../../dev/null")),
        ("kid is SQL", sign(claims(), OTHER_KEY, kid="k1' UNION SELECT 'x' --")),
        ("kid is odd", raw({"alg": "HS256", "kid": odd}, claims())),
        ("alg is odd", raw({"alg": odd, "kid": "k1"}, claims())),
        ("own key in the head", sign(claims(), OTHER_KEY, jwk={"kty": "oct", "k": "eA"})),
        ("address in the head", sign(claims(), OTHER_KEY, jku="https://evil.example/keys", x5u="https://evil.example")),
        ("crit", sign(claims(), OTHER_KEY, crit=["x"])),
        ("unencoded", raw({"alg": "HS256", "kid": "k1", "b64": False}, claims())),
        ("expired", sign(claims(iat=now - 900, exp=now - 600))), ("for others", sign(claims(aud="another"))),
        ("by others", sign(claims(iss="another"))), ("too long", sign(claims(exp=now + 86_400))),
        ("odd claim", sign(_odd(rng, odd))), ("no such buyer", sign(claims(sub=inputs.text(rng) or "x"))),
        ("altered", f"{head}.{raw({}, claims(sub='eve')).split('.')[1]}.{signature}"),
        ("unsigned", f"{head}.{payload}."), ("cut", good[: rng.randint(1, len(good) - 1)]),
        ("deep head", raw(b"[" * 5_000, {})), ("deep object head", raw(b'{"a":' * 1_500, {})),
        ("head is odd", raw(odd, claims())), ("payload is odd", raw({"alg": "HS256", "kid": "k1"}, odd)),
        ("dots", "." * rng.choice((1, 2, 3, 10_000))), ("noise", inputs.text(rng)[:15_000] or "x"),
        ("bytes", raw(rng.randbytes(40), rng.randbytes(40), rng.randbytes(32))),
    ]  # fmt: skip


def _odd(rng: random.Random, value: Any) -> dict[str, Any]:
    """Claims of which one is of a wrong kind; the ones that a number of would be in order are left as they are."""
    name = rng.choice(("iss", "aud", "sub", "iat", "exp", "jti", "nbf"))
    return {**claims(), name: value} if not (name == "nbf" and not value) else claims(sub="")

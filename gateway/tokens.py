"""The shop's tokens: who is signed in on the page that the widget stands on.

A JWT with the header `kid`, signed with HS256 (a key of ORDERDESK_SHOP_KEYS) or RS256 (ORDERDESK_SHOP_JWKS), and the
claims `iss`, `aud`, `sub` (the buyer's handle or id), `iat`, `exp` (at most ten minutes later), `jti` (used once).
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import httpx
import jwt

from gateway.refusals import Refusal
from gateway.settings import GatewaySettings

LONGEST = 600
LEEWAY = 30
CLAIMS = ["iss", "aud", "sub", "iat", "exp", "jti"]
#: An unknown key id makes us ask for the shop's keys again, but not more often than this.
ASK_AGAIN = 60.0


@dataclass(frozen=True)
class Claims:
    """What a good token says."""

    subject: str
    token_id: str


class ShopTokens:
    """Checks tokens. Keys are chosen by `kid`, and a key is only used with its own algorithm."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._settings = settings
        self._public = PublicKeys(settings.shop_jwks)

    def read(self, token: str) -> Claims:
        """The claims of a token that is in order. Raises Refusal(bad_token); why is not told."""
        try:
            kid = str(jwt.get_unverified_header(token).get("kid", ""))
            key, algorithm = self._key(kid)
            claims = jwt.decode(
                token, key, algorithms=[algorithm], audience=self._settings.shop_audience,
                issuer=self._settings.shop_issuer, leeway=LEEWAY, options={"require": CLAIMS},
            )  # fmt: skip
        except (jwt.PyJWTError, KeyError, ValueError, TypeError, OverflowError, RecursionError) as error:
            raise Refusal("bad_token") from error
        return _checked(claims)

    def _key(self, kid: str) -> tuple[Any, str]:
        """Raises KeyError."""
        if kid in self._settings.shop_keys:
            return self._settings.shop_keys[kid], "HS256"
        return self._public.get(kid), "RS256"


class PublicKeys:
    """The shop's RSA keys, from a file or an address."""

    def __init__(self, place: str) -> None:
        self._place, self._asked, self._lock = place, -ASK_AGAIN, Lock()
        self._keys: dict[str, Any] = {}

    def get(self, kid: str) -> Any:
        """Raises KeyError; keys are read again when one is not known, at most once a minute."""
        with self._lock:
            if kid not in self._keys and self._place and time.monotonic() - self._asked >= ASK_AGAIN:
                self._asked = time.monotonic()
                self._keys = self._read() or self._keys
            return self._keys[kid]

    def _read(self) -> dict[str, Any]:
        try:
            if self._place.startswith("https://"):
                text = httpx.get(self._place, timeout=5.0, follow_redirects=False).raise_for_status().text
            else:
                text = Path(self._place).read_text("utf-8")
            found = jwt.PyJWKSet.from_dict(json.loads(text)).keys
        except (httpx.HTTPError, OSError, ValueError, jwt.PyJWTError):
            return {}
        return {key.key_id: key.key for key in found if key.key_id and key.key_type == "RSA"}


def _checked(claims: dict[str, Any]) -> Claims:
    subject, token_id = claims["sub"], claims["jti"]
    texts = all(
        isinstance(one, str) and 0 < len(one) <= 200 and one.isprintable() for one in (subject, token_id)
    )
    # The library takes "123" for a number too.
    times = all(type(claims[name]) in (int, float) for name in ("iat", "exp"))
    if not texts or not times or not 0 < claims["exp"] - claims["iat"] <= LONGEST:
        raise Refusal("bad_token")
    return Claims(subject, token_id)

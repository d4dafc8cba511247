"""One shop's signed requests: a token that lasts, the envelope read, errors sorted into "later" and "no"."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from orderdesk.adapters.tiktok.errors import (
    DAILY_QUOTA,
    EXPIRED_TOKEN,
    MAYBE_LATER,
    QUOTA_PAUSE,
    Later,
    Refused,
)
from orderdesk.adapters.tiktok.signing import request_sign
from orderdesk.adapters.tiktok.tokens import TokenFile

TIMEOUT = httpx.Timeout(10.0, connect=3.0)
logger = logging.getLogger("orderdesk.tiktok")


@dataclass(frozen=True)
class App:
    """Who we are to the platform, and which shop we act for."""

    key: str
    secret: str = field(repr=False)
    shop_id: str
    shop_cipher: str = field(repr=False)
    api_url: str = "https://open-api.tiktokglobalshop.com"


class TikTokClient:
    """Kept connections. Requests are made for the seller: the API knows no buyers' tokens."""

    def __init__(self, app: App, tokens: TokenFile, now: Callable[[], datetime]) -> None:
        self._app, self._tokens, self._now = app, tokens, now
        self._http = httpx.AsyncClient(base_url=app.api_url, timeout=TIMEOUT, trust_env=False)

    async def get(self, path: str, **params: str) -> dict[str, Any]:
        """The answer's `data`. Raises Later, Refused."""
        return await self._call("GET", path, params, b"")

    async def post(self, path: str, body: Mapping[str, Any] | None = None, **params: str) -> dict[str, Any]:
        """The same with a body, which is written once and signed as it is sent; None: no body at all."""
        raw = (
            json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode() if body is not None else b""
        )
        return await self._call("POST", path, params, raw)

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.aclose()

    async def _call(self, method: str, path: str, params: Mapping[str, str], body: bytes) -> dict[str, Any]:
        token = await asyncio.to_thread(self._tokens.current)
        try:
            return await self._once(method, path, params, body, token)
        except Refused as refused:
            if refused.number != EXPIRED_TOKEN:
                raise
        token = await asyncio.to_thread(self._tokens.current, refused=token)
        return await self._once(method, path, params, body, token)

    async def _once(
        self, method: str, path: str, params: Mapping[str, str], body: bytes, token: str
    ) -> dict[str, Any]:
        query = {
            **params, "app_key": self._app.key, "shop_cipher": self._app.shop_cipher,
            "timestamp": str(int(self._now().timestamp())),
        }  # fmt: skip
        query["sign"] = request_sign(self._app.secret, path, query, body)
        headers = {"x-tts-access-token": token, "content-type": "application/json"}
        try:
            response = await self._http.request(method, path, params=query, content=body, headers=headers)
        except httpx.HTTPError as error:
            raise Later(f"{path}: {type(error).__name__}") from None
        return _data(path, response)


def _data(path: str, response: httpx.Response) -> dict[str, Any]:
    """What is in the envelope. Success is `code` 0, not only the status."""
    try:
        answer = response.json()
        number = int(answer["code"])
    except (ValueError, KeyError, TypeError):
        raise Later(f"{path}: status {response.status_code}", _after(response)) from None
    if number == 0 and response.status_code < 400:
        return dict(answer.get("data") or {})
    logger.warning("platform said %s, request %s", number, str(answer.get("request_id", ""))[:64])
    if number in MAYBE_LATER or response.status_code == 429 or response.status_code >= 500:
        raise Later(f"{path}: {number}", QUOTA_PAUSE if number == DAILY_QUOTA else _after(response))
    raise Refused(number, path)


def _after(response: httpx.Response) -> float | None:
    text = response.headers.get("retry-after", "")
    return float(text) if text.isascii() and text.isdigit() and len(text) < 6 else None

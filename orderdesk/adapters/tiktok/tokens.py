"""The seller's tokens: kept in one file that all gateways share, refreshed by one of them at a time."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from orderdesk.adapters.tiktok.errors import Later, Refused

PATH = "/api/v2/token/refresh"
#: A token is exchanged so many seconds before its end, so that none expires on its way.
MARGIN = 120


@dataclass(frozen=True)
class Tokens:
    """As the platform gives them; `…_expire_in` are moments (Unix seconds), whatever their names say."""

    access_token: str = field(repr=False)
    access_token_expire_in: int
    refresh_token: str = field(repr=False)
    refresh_token_expire_in: int

    @classmethod
    def of(cls, data: dict[str, Any]) -> Tokens:
        """From the platform's answer or our file; what else stands in it is left. Raises KeyError, ValueError."""
        return cls(**{one.name: _typed(data[one.name], str(one.type)) for one in fields(cls)})


class TokenFile:
    """Where the tokens are. The file is made by the operator when the seller has authorised the application."""

    def __init__(
        self, path: Path, auth_url: str, app_key: str, app_secret: str, now: Callable[[], datetime]
    ) -> None:
        self._path, self._url, self._now = path, auth_url, now
        self._key, self._secret = app_key, app_secret

    def current(self, *, refused: str | None = None) -> str:
        """An access token that should work. `refused`: one that just did not.

        Blocks; call it in a thread. Raises Later, Refused (the seller has to authorise again).
        """
        tokens = self._read()
        if not self._stale(tokens, refused):
            return tokens.access_token
        with self._alone():
            tokens = self._read()  # another gateway may have been faster
            if self._stale(tokens, refused):
                tokens = self._refreshed(tokens)
                self._write(tokens)
        return tokens.access_token

    def _stale(self, tokens: Tokens, refused: str | None) -> bool:
        ends = tokens.access_token_expire_in - MARGIN
        return tokens.access_token == refused or ends <= self._now().timestamp()

    def _refreshed(self, tokens: Tokens) -> Tokens:
        """The address holds secrets, so neither it nor the error's own text is told to anybody."""
        params = {
            "app_key": self._key, "app_secret": self._secret,
            "refresh_token": tokens.refresh_token, "grant_type": "refresh_token",
        }  # fmt: skip
        try:
            response = httpx.get(f"{self._url}{PATH}", params=params, timeout=10.0, trust_env=False)
            answer = response.json()
            code = int(answer["code"])
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            raise Later("no answer to the wish for a token") from None
        if code != 0:
            raise Refused(code, "token refresh")
        try:
            return Tokens.of(answer["data"])
        except (KeyError, ValueError, TypeError):
            raise Later("an answer without tokens") from None

    def _read(self) -> Tokens:
        try:
            return Tokens.of(json.loads(self._path.read_text("utf-8")))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Refused(0, f"the token file cannot be used ({type(error).__name__})") from None

    def _write(self, tokens: Tokens) -> None:
        """In one step, readable by us alone."""
        draft = self._path.with_name(f".{self._path.name}.part")
        with contextlib.suppress(FileNotFoundError):
            draft.unlink()
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(asdict(tokens), file)
        draft.replace(self._path)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        with self._path.with_name(f".{self._path.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _typed(value: Any, kind: str) -> Any:
    if kind == "int":
        return int(value)
    if not isinstance(value, str) or not value:
        raise ValueError("a text is missing")
    return value

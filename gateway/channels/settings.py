"""Which messaging platforms are on. None is, unless its secrets are set; secrets come by variable or by file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from orderdesk.settings import Reader, web_address

SECRET_LENGTH = 24


@dataclass(frozen=True)
class TelegramSettings:
    """A bot's token, and what Telegram shows with each update."""

    token: str = field(repr=False)
    secret: str = field(repr=False)
    api_url: str = "https://api.telegram.org"


@dataclass(frozen=True)
class TikTokSettings:
    """An application of the Partner Center, authorised by one shop. `token_file`: its tokens, kept fresh by us."""

    app_key: str
    app_secret: str = field(repr=False)
    shop_id: str
    shop_cipher: str = field(repr=False)
    token_file: Path
    api_url: str = "https://open-api.tiktokglobalshop.com"
    auth_url: str = "https://auth.tiktok-shops.com"


@dataclass(frozen=True)
class ChannelSettings:
    """The platforms that are on."""

    telegram: TelegramSettings | None = None
    tiktok: TikTokSettings | None = None

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> ChannelSettings:
        """As `env` says. Raises ValueError naming the variable, never its value; half a platform is an error too."""
        return cls(_telegram(env), _tiktok(env))


def _telegram(env: Mapping[str, str]) -> TelegramSettings | None:
    found = _secrets(env, "TELEGRAM_TOKEN", "TELEGRAM_SECRET")
    if found is None:
        return None
    if len(found[1]) < SECRET_LENGTH:
        raise ValueError(f"ORDERDESK_TELEGRAM_SECRET must have {SECRET_LENGTH} characters or more")
    token, secret = found
    url = Reader(env).read("TELEGRAM_API_URL", web_address, TelegramSettings.api_url)
    return TelegramSettings(token, secret, url)


def _tiktok(env: Mapping[str, str]) -> TikTokSettings | None:
    found = _secrets(env, "TIKTOK_APP_KEY", "TIKTOK_APP_SECRET", "TIKTOK_SHOP_ID", "TIKTOK_SHOP_CIPHER")
    given = Reader(env)
    token_file = given.read("TIKTOK_TOKEN_FILE", Path, Path("var/tiktok-tokens.json"))
    if found is None:
        return None
    key, secret, shop_id, cipher = found
    return TikTokSettings(
        key,
        secret,
        shop_id,
        cipher,
        token_file,
        api_url=given.read("TIKTOK_API_URL", web_address, TikTokSettings.api_url),
        auth_url=given.read("TIKTOK_AUTH_URL", web_address, TikTokSettings.auth_url),
    )


def _secrets(env: Mapping[str, str], *names: str) -> list[str] | None:
    """All of them, or None where none is set."""
    values = [Reader(env).read(name, str, "") for name in names]
    if not any(values):
        return None
    missing = [f"ORDERDESK_{name}" for name, value in zip(names, values, strict=True) if not value]
    if missing:
        raise ValueError(f"{', '.join(missing)} must be set too (or {missing[0]}_FILE)")
    return values

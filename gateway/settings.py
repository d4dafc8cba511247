"""What a deployment chooses about the gateway, read from the environment once."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from gateway.channels.settings import ChannelSettings
from orderdesk.settings import Reader, positive, web_address


@dataclass(frozen=True)
class GatewaySettings:
    """All of it; rates are numbers a minute. Keys are secrets: `repr` omits them."""

    host: str = "127.0.0.1"
    port: int = 8000
    #: One Rasa server or more, taken in turn.
    rasa_urls: tuple[str, ...] = ("http://127.0.0.1:5005",)
    actions_url: str = "http://127.0.0.1:5055"
    #: Web pages of other origins that may use the API (the shop's pages with the widget on them).
    origins: tuple[str, ...] = ()
    #: Proxies whose X-Forwarded-For is believed.
    proxies: str = ""
    #: kid -> secret of the shop's tokens (HS256), and where its public keys are (RS256; a file or an https address).
    shop_keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    shop_jwks: str = ""
    shop_issuer: str = "shop"
    shop_audience: str = "orderdesk"
    longest_text: int = 1000
    largest_body: int = 16_384
    rate_conversation: int = 20
    rate_address: int = 120
    rate_everybody: int = 6000
    rate_new: int = 30
    rate_codes: int = 10
    #: Conversations that are worked on at once, by one gateway.
    at_once: int = 8
    #: After how many seconds the buyer is told that it takes longer; after how many an answer is not waited for.
    patience: float = 4.0
    timeout: float = 30.0
    #: Seconds that a request may take to come in.
    slowest: float = 20.0
    #: The messaging platforms that are on.
    channels: ChannelSettings = field(default_factory=ChannelSettings)

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> GatewaySettings:
        """The settings that `env` asks for. Raises ValueError naming the variable, never its value."""
        given = Reader(env)
        return cls(
            host=given.read("GATEWAY_HOST", str, cls.host),
            port=given.read("GATEWAY_PORT", positive, cls.port),
            rasa_urls=given.read("RASA_URL", _urls, cls.rasa_urls),
            actions_url=given.read("ACTIONS_URL", web_address, cls.actions_url),
            origins=given.read("GATEWAY_ORIGINS", _list, cls.origins),
            proxies=given.read("GATEWAY_PROXIES", str, cls.proxies),
            shop_keys=given.read("SHOP_KEYS", _keys, {}),
            shop_jwks=given.read("SHOP_JWKS", str, cls.shop_jwks),
            shop_issuer=given.read("SHOP_ISSUER", str, cls.shop_issuer),
            shop_audience=given.read("SHOP_AUDIENCE", str, cls.shop_audience),
            channels=ChannelSettings.from_env(env),
            **{
                name: given.read(f"GATEWAY_{name.upper()}", positive, getattr(cls, name)) for name in _NUMBERS
            },
        )


def with_demo_key(settings: GatewaySettings) -> GatewaySettings:
    """The demo shop signs its tokens with a key of this run, where none was set."""
    if settings.shop_keys or settings.shop_jwks:
        return settings
    return replace(settings, shop_keys={"demo": secrets.token_urlsafe(32)})


_NUMBERS = (
    "longest_text", "largest_body", "rate_conversation", "rate_address", "rate_everybody", "rate_new", "rate_codes",
    "at_once", "patience", "timeout", "slowest",
)  # fmt: skip
SHORTEST_KEY = 32


def _urls(text: str) -> tuple[str, ...]:
    return tuple(web_address(part) for part in _list(text))


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _keys(text: str) -> dict[str, str]:
    """`kid:secret,kid:secret`; during a rotation the old and the new one stand side by side."""
    pairs = [part.partition(":") for part in _list(text)]
    if not all(kid and len(secret) >= SHORTEST_KEY for kid, _, secret in pairs):
        raise ValueError(
            f"kid:secret pairs with a comma between, each secret of {SHORTEST_KEY} characters or more"
        )
    return {kid: secret for kid, _, secret in pairs}

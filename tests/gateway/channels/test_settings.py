"""Which platforms are on, and their secrets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gateway.channels.settings import ChannelSettings
from gateway.settings import GatewaySettings
from tests.contracts.domain import ROOT

TELEGRAM = {"ORDERDESK_TELEGRAM_TOKEN": "12:token-of-a-bot", "ORDERDESK_TELEGRAM_SECRET": "s" * 24}
TIKTOK = {
    "ORDERDESK_TIKTOK_APP_KEY": "key", "ORDERDESK_TIKTOK_APP_SECRET": "very-secret",
    "ORDERDESK_TIKTOK_SHOP_ID": "749", "ORDERDESK_TIKTOK_SHOP_CIPHER": "ROW_secret",
}  # fmt: skip


def test_none_is_on_by_itself() -> None:
    """Without secrets there is no platform."""
    assert GatewaySettings.from_env({}).channels == ChannelSettings(None, None)


def test_both_are_on_and_show_no_secret() -> None:
    """Their secrets switch them on, and are in no `repr`."""
    settings = GatewaySettings.from_env({**TELEGRAM, **TIKTOK})
    assert settings.channels.telegram and settings.channels.tiktok
    for secret in ("token-of-a-bot", "ssss", "very-secret", "ROW_secret"):
        assert secret not in repr(settings)


@pytest.mark.parametrize("missing", [*TELEGRAM, *TIKTOK])
def test_half_a_platform_is_an_error(missing: str) -> None:
    """A secret that is missing stops the start and is named; no value is."""
    env = {name: value for name, value in {**TELEGRAM, **TIKTOK}.items() if name != missing}
    with pytest.raises(ValueError, match=missing) as caught:
        ChannelSettings.from_env(env)
    assert "very-secret" not in str(caught.value) and "token-of" not in str(caught.value)


def test_a_weak_secret_is_an_error() -> None:
    """What could be guessed does not guard an address."""
    with pytest.raises(ValueError, match="ORDERDESK_TELEGRAM_SECRET"):
        ChannelSettings.from_env({**TELEGRAM, "ORDERDESK_TELEGRAM_SECRET": "short"})


def test_secrets_by_file(tmp_path: Path) -> None:
    """`…_FILE` names a file with the secret in it, without the blanks around it; it has to be there."""
    file = tmp_path / "secret"
    file.write_text("from-a-file\n")
    env = {key: value for key, value in TIKTOK.items() if key != "ORDERDESK_TIKTOK_APP_SECRET"}
    found = ChannelSettings.from_env({**env, "ORDERDESK_TIKTOK_APP_SECRET_FILE": str(file)})
    assert found.tiktok is not None and found.tiktok.app_secret == "from-a-file"
    with pytest.raises(ValueError, match="ORDERDESK_TIKTOK_APP_SECRET_FILE"):
        ChannelSettings.from_env({**env, "ORDERDESK_TIKTOK_APP_SECRET_FILE": f"{file}-not-there"})


def test_every_setting_is_in_the_papers() -> None:
    """docs/platforms.md names each variable."""
    code = (ROOT / "gateway" / "channels" / "settings.py").read_text("utf-8")
    names = set(re.findall(r'"((?:TELEGRAM|TIKTOK)_[A-Z_]+)"', code))
    papers = (ROOT / "docs" / "platforms.md").read_text("utf-8")
    assert len(names) >= 9 and {name for name in names if f"`ORDERDESK_{name}`" not in papers} == set()

"""The gateway's settings."""

from __future__ import annotations

import pytest

from gateway.settings import GatewaySettings, with_demo_key


def test_by_default_only_this_machine_reaches_it() -> None:
    """Loopback, port 8000, no other origin, no proxy that is believed."""
    settings = GatewaySettings.from_env({})
    assert (settings.host, settings.port, settings.origins, settings.proxies) == ("127.0.0.1", 8000, (), "")
    assert (settings.longest_text, settings.largest_body, settings.rate_conversation) == (1000, 16384, 20)


def test_keys_are_read_and_not_shown() -> None:
    """Two keys side by side, and neither in `repr`."""
    settings = GatewaySettings.from_env({"ORDERDESK_SHOP_KEYS": f"k1:{'a' * 32},k2:{'b' * 32}"})
    assert set(settings.shop_keys) == {"k1", "k2"} and "aaaa" not in repr(settings)


@pytest.mark.parametrize("keys", ["k1", "k1:short", f":{'a' * 32}"])
def test_weak_keys_are_refused(keys: str) -> None:
    """A secret of less than 32 signs stops the start; the message names the variable, not the secret."""
    with pytest.raises(ValueError, match="ORDERDESK_SHOP_KEYS") as caught:
        GatewaySettings.from_env({"ORDERDESK_SHOP_KEYS": keys})
    assert "short" not in str(caught.value)


def test_the_demos_key_is_of_one_run() -> None:
    """The demo signs with a random key, and never beside a real one."""
    first, second = with_demo_key(GatewaySettings()), with_demo_key(GatewaySettings())
    assert first.shop_keys["demo"] != second.shop_keys["demo"]
    real = GatewaySettings(shop_keys={"k": "a" * 32})
    assert with_demo_key(real) is real


def test_several_rasa_servers() -> None:
    """Addresses with commas between them; one that is none stops the start."""
    two = GatewaySettings.from_env({"ORDERDESK_RASA_URL": "http://one:5005/, http://two:5005"})
    assert two.rasa_urls == ("http://one:5005", "http://two:5005")
    with pytest.raises(ValueError, match="ORDERDESK_RASA_URL"):
        GatewaySettings.from_env({"ORDERDESK_RASA_URL": "http://one,two"})

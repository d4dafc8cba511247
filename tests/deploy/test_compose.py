"""What compose.yaml and the proxy's file promise in their comments."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from orderdesk.settings import Settings
from tests.contracts.domain import ROOT

DEPLOY = ROOT / "deploy"
WHOLE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
SERVICES = WHOLE["services"]
NGINX = (DEPLOY / "nginx.conf").read_text("utf-8")


def location(head: str) -> str:
    """What a location of the proxy's file holds."""
    return NGINX.split(f"location {head} {{")[1].split("}")[0]


def test_mail_has_a_sender() -> None:
    """Who is given a mail server is given a sender that it may take."""
    for one in SERVICES.values():
        environment = one.get("environment", {})
        if "ORDERDESK_MAIL_URL_FILE" in environment:
            assert environment["ORDERDESK_MAIL_FROM"] != Settings.mail_from
    assert "ORDERDESK_MAIL_FROM" in SERVICES["worker"]["environment"]


def test_health_means_that_it_can_be_used() -> None:
    """A database that is still being made is not healthy, and a gateway has time until Rasa has its model."""
    assert SERVICES["postgres"]["healthcheck"]["test"][1:4] == ["pg_isready", "-h", "127.0.0.1"]
    assert SERVICES["gateway"]["healthcheck"]["start_period"] == "90s"


def test_tokens_outlive_the_container() -> None:
    """TikTok's tokens lie in a named volume, over a folder of the image that its user owns."""
    folder = SERVICES["gateway"]["environment"]["ORDERDESK_TIKTOK_TOKEN_FILE"].rpartition("/")[0]
    assert f"tokens:{folder}" in SERVICES["gateway"]["volumes"] and "tokens" in WHOLE["volumes"]
    made = re.search(r"install -d -o orderdesk -g orderdesk (.+)", (DEPLOY / "Dockerfile").read_text("utf-8"))
    assert made and folder.removeprefix("/app/") in made[1].split()


def test_the_proxy_looks_the_gateway_up_again() -> None:
    """A gateway that comes back under another address is found: no address is kept from the proxy's own start."""
    assert set(re.findall(r"proxy_pass (\S+);", NGINX)) == {"http://desk"}
    assert re.search(r"resolver 127\.0\.0\.11 ", NGINX) and re.search(r"server gateway:8000 resolve\b", NGINX)
    major, minor = re.findall(r"\d+", SERVICES["proxy"]["image"])[:2]
    assert (int(major), int(minor)) >= (1, 28)  # `resolve` is not in the free nginx before 1.27.3


def test_only_messages_are_sent_again() -> None:
    """A code or token is used by its first try, so only what has an id is tried at another gateway."""
    assert NGINX.count("proxy_next_upstream ") == 1
    assert "non_idempotent" in location("= /api/messages")


@pytest.mark.parametrize("limit", ["limit_req zone", "limit_conn "])
def test_platforms_have_limits_of_their_own(limit: str) -> None:
    """A few addresses that speak for many people are not held to the pace of one person."""
    assert f"{limit}=platforms" in location("/channels/") or f"{limit}platforms" in location("/channels/")
    assert "rate=300r/s" in NGINX and "burst=600" in location("/channels/")

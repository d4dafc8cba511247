"""One Chromium for all browser tests, a fake gateway and a fresh page for each."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest

from tests.browser.fake_gateway import FakeGateway
from tests.browser.talk import PHONE, Screen

CHROMIUM = (
    os.environ.get("ORDERDESK_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
)
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What starts a browser takes seconds."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="package")
def browser() -> Iterator[object]:
    """Debian's Chromium, without a window."""
    if not CHROMIUM:
        pytest.skip("needs Chromium: scripts/install-chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield chromium
        chromium.close()


@pytest.fixture
def fake() -> Iterator[FakeGateway]:
    """A fake gateway that runs."""
    gateway = FakeGateway()
    gateway.start()
    yield gateway
    gateway.stop()


@pytest.fixture
def screen(browser, fake, request) -> Iterator[Screen]:
    """A page with the widget. Parameters: {"phone", "dark"} and what Playwright's new_context takes."""
    wanted = {
        "viewport": {"width": 1100, "height": 800},
        "locale": "en-US",
        "timezone_id": "America/New_York",
    }
    wanted.update(getattr(request, "param", {}))
    if wanted.pop("phone", False):
        wanted.update(PHONE)
    wanted["color_scheme"] = "dark" if wanted.pop("dark", False) else "light"
    context = browser.new_context(**wanted)
    context.set_default_timeout(10_000)
    yield Screen(context, context.new_page(), fake)
    context.close()

"""One whole stack over a filled demo shop, and a visitor of its page for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orderdesk.demo.seed import seed
from tests.browser.conftest import CHROMIUM
from tests.browser.real.visitor import Visitor
from tests.browser.talk import PHONE
from tests.faults.stack import Stack, opened, whole

WIDE = {"viewport": {"width": 1100, "height": 860}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test below this folder needs a trained model, servers and a browser."""
    for item in items:
        if "real" in item.path.parts:
            item.add_marker(pytest.mark.rasa)
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Everything that `make run` starts, on free ports. ORDERDESK_MODEL: an archive to test."""
    if not CHROMIUM:
        pytest.skip("needs Chromium: scripts/install-chromium")
    folder: Path = tmp_path_factory.mktemp("real")
    url = f"sqlite:///{folder}/desk.db"
    seed(opened(url, folder))
    with whole(url, folder, env={"ORDERDESK_DEMO_SELLER_SECONDS": "1"}) as found:
        yield found


@pytest.fixture
def visitor(browser: Any, stack: Stack, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """Somebody at the demo shop's page. Parameter: a look such as "phone dark keys"."""
    look = getattr(request, "param", "wide light")
    size = PHONE if "phone" in look else WIDE
    colours = "dark" if "dark" in look else "light"
    context = browser.new_context(
        **size, locale="en-US", color_scheme=colours, timezone_id="America/New_York"
    )
    context.set_default_timeout(60_000)  # a machine of two cores runs the browser and all of the servers
    visitor = Visitor(context, context.new_page(), stack, look)
    visitor.go_in()
    yield visitor
    assert visitor.problems == []
    context.close()

"""The trained model in `models/`: the promises about cancelling hold in it."""

from pathlib import Path

import pytest

from nlu.evaluate.figures import safety_figures
from nlu.evaluate.lines import safety
from nlu.evaluate.models import Model

ARCHIVES = sorted(Path("models").glob("*.tar.gz"), key=lambda f: f.stat().st_mtime)
pytestmark = pytest.mark.skipif(not ARCHIVES, reason="no trained model in models/: run `make train`")


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(ARCHIVES[-1])


@pytest.fixture(scope="module")
def figures(model) -> dict:
    return safety_figures([model.hear(line) for line in safety()])


def test_nothing_of_the_safety_suite_is_heard_as_cancel(figures):
    """False cancels: zero."""
    assert figures["false_cancels"] == []


def test_requests_to_cancel_are_understood(figures):
    """The guard does not buy safety with deafness: most requests come through (docs/nlu.md tells how many)."""
    assert figures["requests_understood"] >= 0.90, figures["missed_requests"]


def test_an_empty_or_odd_message_is_no_error(model):
    """Whatever arrives, a parse comes back with an intent that is no wish to cancel."""
    for text in ("", " ", "🙂🙂", "<b>hi</b>", "取消订单吗", "a" * 2000):
        assert model.parse(text)["intent"]["name"] != "cancel_order"

"""Short forms of the attacks on what stands behind the gateway: real Rasa, real action server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attacks import report
from tests.attacks.behind import Behind, behind
from tests.attacks.canaries import intents, payloads
from tests.attacks.door import seeded
from tests.attacks.marked import leaks, pair
from tests.attacks.test_fuzz import good

pytestmark = [pytest.mark.rasa, pytest.mark.slow]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    """Everything, as `make run` starts it."""
    with behind(tmp_path_factory.mktemp("behind")) as made:
        yield made


def test_only_loopback_is_listened_on(found: Behind) -> None:
    """No program of a default run can be reached from another machine, the gateway included."""
    good(report.loopback(found))


def test_two_buyers_every_intent_every_order(found: Behind) -> None:
    """Nothing of one buyer's is in any reply to the other, and neither can change what is the other's."""
    good(report.matrix(found, 21, orders=1))


def test_free_text_about_another_buyer(found: Behind) -> None:
    """However another buyer's things are named, nothing about them is said."""
    good(report.questions(found, 40, 22))


def test_not_yours_sounds_like_not_there(found: Behind) -> None:
    """Word for word."""
    good(report.same_words(found, 23))


def test_odd_messages_to_rasa(found: Behind) -> None:
    """Every message gets a visible answer, what is none gets 400, and Rasa goes on."""
    good(report.rasa(found, 60, 24))


def test_odd_calls_of_the_action_server(found: Behind) -> None:
    """Unsigned ones are refused, signed nonsense is told nothing, and the server goes on."""
    good(report.actions(found, 100, 25))


def test_a_leak_is_seen(found: Behind, tmp_path: Path) -> None:
    """The check knows a leak when there is one, and what the attacker typed is none (so the tests above can fail)."""
    one, other = pair(found.desk, seeded(26, "leaks"), 1)
    number, email = other.orders[0], other.customer.email
    assert leaks(f"It goes to {email.upper()}.", other, "hello") and not leaks("hello", other, "")
    assert not leaks(f"I can't find {number}", other, f"where is {number[:5]} {number[5:]}")
    assert leaks(f"Order …{number[-6:]} is packed", other, "where is it") and not leaks(email, one, "")
    assert len(list(payloads(other, number))) == len(intents()) > 60

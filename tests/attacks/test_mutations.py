"""Every attack fails with its defence and works without it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from orderdesk.bootstrap import Desk
from orderdesk.services import proof
from tests.attacks.assaults import RIGHT
from tests.attacks.defences import DEFENCES, Defence
from tests.attacks.victims import world

pytestmark = pytest.mark.slow
NAMES = [one.name for one in DEFENCES]


@pytest.fixture(autouse=True)
def known_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """The attacker of codes has luck: the code is one that they would come to guess."""
    lucky = SimpleNamespace(**{**vars(proof.secrets), "randbelow": lambda _: int(RIGHT)})
    monkeypatch.setattr(proof, "secrets", lucky)


@pytest.mark.parametrize("defence", DEFENCES, ids=NAMES)
def test_the_attack_fails(desk: Desk, defence: Defence) -> None:
    """As delivered, the attack comes to nothing."""
    made = world(desk, {})
    with made.client:
        assert not defence.attack(made)


@pytest.mark.parametrize("defence", DEFENCES, ids=NAMES)
def test_without_the_defence_it_works(desk: Desk, monkeypatch: pytest.MonkeyPatch, defence: Defence) -> None:
    """With the defence off the same attack works: the test above would be red."""
    defence.off(monkeypatch)
    made = world(desk, defence.settings or {})
    with made.client:
        assert defence.attack(made)

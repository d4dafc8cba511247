"""Short forms of `make faults`, with the real gateway, Rasa, action server and worker."""

from __future__ import annotations

import pytest

from tests.faults.kills import kills
from tests.faults.local import disk_full
from tests.faults.messages import messages
from tests.faults.outage import outage
from tests.faults.report import Row
from tests.faults.resent import resent
from tests.faults.stack import Stack
from tests.faults.tabs import tabs

pytestmark = [pytest.mark.rasa, pytest.mark.slow]


def good(row: Row) -> None:
    """The row reached its goal; if not, its words say what was seen."""
    assert row.good, f"{row.name}: {row.seen} {row.figures}"


def test_tabs(stack: Stack) -> None:
    """Ten tabs that cancel one order at once: one effect, and all are told the truth."""
    good(tabs(stack, 10, 1, print))


def test_resent(stack: Stack) -> None:
    """A yes that is sent up to twenty times, with hang-ups, has one effect and one answer."""
    good(resent(stack, 5, print))


@pytest.mark.parametrize("program", ["gateway", "actions", "worker"])
def test_kill(stack: Stack, program: str) -> None:
    """kill -9 in the middle of cancellations loses, doubles and invents nothing."""
    good(kills(stack, (program,), 2, print))


def test_messages_while_rasa_and_the_gateway_are_killed(stack: Stack) -> None:
    """Forty messages, killed at random: forty answers, none twice, order kept."""
    good(messages(stack, 40, ("gateway", "rasa"), print))


def test_the_action_server_is_away(stack: Stack) -> None:
    """An honest line within five seconds, the true answer afterwards, no false success."""
    good(outage(stack, "actions down", lambda: stack.kill("actions"), lambda: stack.start("actions"), 6.0))


def test_the_disk_is_full(stack: Stack) -> None:
    """What cannot be stored is refused in words, and nothing that was taken is lost."""
    good(disk_full(stack, 4.0, print))

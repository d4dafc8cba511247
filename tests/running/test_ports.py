"""Ports: chosen by the environment, free when taken, and a busy one is explained."""

from __future__ import annotations

import os
import socket

import pytest

from orderdesk.running.ports import HOST, PortBusy, chosen, free, require_free


def test_a_busy_port_names_its_holder_and_the_way_out() -> None:
    """Whoever cannot start learns which process is in the way and which variable moves us."""
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        with pytest.raises(PortBusy) as error:
            require_free(other.getsockname()[1], "ORDERDESK_RASA_PORT")
    assert f"process {os.getpid()}" in str(error.value)
    assert "ORDERDESK_RASA_PORT=0 make run" in str(error.value)


def test_a_free_port_is_no_trouble() -> None:
    """A free port raises nothing."""
    require_free(free(), "ORDERDESK_RASA_PORT")


@pytest.mark.parametrize("text", ["rasa", "-1", "70000", "5005.5"])
def test_a_bad_port_names_the_variable(text: str) -> None:
    """A value that is no port is refused by the variable's name."""
    with pytest.raises(ValueError, match="ORDERDESK_RASA_PORT"):
        chosen({"ORDERDESK_RASA_PORT": text}, "ORDERDESK_RASA_PORT", 5005)


def test_the_environment_chooses() -> None:
    """A given port is taken, none means the usual one, 0 means any free one."""
    assert chosen({"ORDERDESK_PORT": "6006"}, "ORDERDESK_PORT", 5005) == 6006
    assert chosen({}, "ORDERDESK_PORT", 5005) == 5005
    assert chosen({"ORDERDESK_PORT": "0"}, "ORDERDESK_PORT", 5005) > 1023

"""Lines are handed to the readers of the same gateway as they were stored; whatever is missing is read from the log."""

from __future__ import annotations

import asyncio

import pytest

from gateway.bell import MOST, Bell
from orderdesk.bootstrap import Desk
from orderdesk.model import SentMessage, Speaker
from orderdesk.services import conversations, delivery, inbox
from orderdesk.services.delivery import Line
from orderdesk.services.intake import Arrival, Receipt, receive_all


def talk(desk: Desk) -> tuple[str, list[SentMessage]]:
    """A conversation with a question and an answer; the lines as those who stored them handed them out."""
    id_ = conversations.open_web(desk).conversation.id
    (receipt,) = receive_all(desk, [Arrival(id_, "a", "where?", seat=True)])
    assert isinstance(receipt, Receipt) and receipt.line is not None and receipt.turn is not None
    button = {"label": "Yes", "payload": "/affirm"}
    card = {"type": "order", "total": "$1.00", "lines": [{"title": "ünï", "price": None}]}
    lines = [Line(Speaker.BOT, "here", (button,), card, answers="a"), Line(Speaker.SYSTEM, "bye")]
    return id_, [receipt.line, *inbox.settle(desk, receipt.turn, lines).lines]


def test_what_is_handed_out_is_what_the_log_says(any_desk: Desk) -> None:
    """Whoever comes later and reads the log sees the same."""
    id_, brought = talk(any_desk)
    assert [line.number for line in brought] == [1, 2, 3]
    assert delivery.since(any_desk, id_, 0) == brought


def test_brought_lines_need_no_look(any_desk: Desk) -> None:
    """A reader who has looked once gets them in order, and each once."""
    id_, lines = talk(any_desk)
    bell = Bell()
    with bell.listening(id_) as reader:
        assert reader.rows  # a new reader looks
        reader.rows = False
        bell.bring(id_, lines[:1])
        bell.bring(id_, lines[1:])
        assert reader.take_lines(0) == lines and not reader.rows
        bell.bring(id_, lines)
        assert reader.take_lines(3) == [] and not reader.rows
        assert bell.seen == {id_: 3}
    bell.bring(id_, lines)  # nobody reads any more
    assert bell.seen == {}


@pytest.mark.parametrize("order", [[1, 2], [1, 0], [0, 2], [2]], ids=str)
def test_where_a_line_is_missing_the_log_is_looked_at(any_desk: Desk, order: list[int]) -> None:
    """Another gateway may have written between two of ours, and two of ours may come the wrong way round."""
    id_, lines = talk(any_desk)
    bell = Bell()
    with bell.listening(id_) as reader:
        reader.rows = False
        for index in order:
            bell.bring(id_, [lines[index]])
        assert reader.take_lines(0) == [] and reader.rows


def test_who_has_to_look_is_woken_all_the_same(any_desk: Desk) -> None:
    """Lines that come before the look are found by it; they are not kept a second time."""
    id_, lines = talk(any_desk)
    bell = Bell()

    async def woken() -> bool:
        with bell.listening(id_) as reader:
            bell.bring(id_, lines)
            rang = await reader.wait(1.0)
            assert reader.take_lines(0) == [] and reader.rows
            return rang

    assert asyncio.run(woken())


def test_a_reader_that_does_not_read_is_no_store(any_desk: Desk) -> None:
    """What is kept for it has an end; it reads the rest in the log."""
    id_, lines = talk(any_desk)
    bell = Bell()
    with bell.listening(id_) as reader:
        reader.rows = False
        for _ in range(MOST):
            bell.bring(id_, lines)
        assert reader.rows and reader.take_lines(0) == []

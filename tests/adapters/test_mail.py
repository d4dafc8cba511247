"""Mail goes to files that a person can open, or to a real SMTP server; trouble is told apart."""

from __future__ import annotations

import email
import socket
from collections.abc import Iterator
from datetime import datetime, timezone
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from orderdesk.adapters import mail
from orderdesk.adapters.mail import FileMailer, open_mailer
from orderdesk.errors import BadInput, Unavailable
from orderdesk.running.ports import free

NOW = datetime(2026, 11, 23, 19, 5, 7, tzinfo=timezone.utc)


def message(subject: str = "Hello ✨") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "orders@orderdesk.example", "mia@example.com", subject
    made["Date"] = format_datetime(NOW)
    made.set_content("Grüße")
    return made


class Inbox:
    """A mail server's rules: what it says to each recipient, and what it has got."""

    def __init__(self) -> None:
        self.answer = "250 OK"
        self.got: list[EmailMessage] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        parsed = email.message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.got.append(parsed)
        return "250 OK"


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def server(inbox: Inbox) -> Iterator[str]:
    """A real SMTP server on a free loopback port; its URL."""
    controller = Controller(inbox, hostname="127.0.0.1", port=free())
    controller.start()
    yield f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


def test_a_file_is_named_by_time_and_key(tmp_path: Path) -> None:
    """A person finds the letter: its time, buyer and kind are in the file's name, and it opens as mail."""
    FileMailer(tmp_path / "mail").send(message(), key="mia-cancellation_done:CN-1:email")
    (file,) = (tmp_path / "mail").iterdir()
    assert file.name == "20261123-190507-mia-cancellation_done-CN-1-email.eml"
    read = email.message_from_bytes(file.read_bytes(), policy=policy.default)
    assert read["Subject"] == "Hello ✨"


def test_a_repeat_replaces_its_file(tmp_path: Path) -> None:
    """The same row sent twice is one file; another row is another."""
    mailer = FileMailer(tmp_path)
    for key in ("a", "a", "b"):
        mailer.send(message(), key=key)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_key_cannot_leave_the_folder(tmp_path: Path) -> None:
    """No key, whatever it holds, writes outside the mail folder."""
    FileMailer(tmp_path / "mail").send(message(), key="../../etc/passwd\0")
    assert [path.parent for path in tmp_path.rglob("*.eml")] == [tmp_path / "mail"]


def test_a_full_or_forbidden_disk_is_unavailable(tmp_path: Path) -> None:
    """What the disk refuses is tried again later."""
    (tmp_path / "mail").write_text("a file where the folder should be")
    with pytest.raises(Unavailable):
        FileMailer(tmp_path / "mail").send(message(), key="a")


def test_smtp_delivers(server: str, inbox: Inbox) -> None:
    """A letter arrives at a real server as it was written."""
    open_mailer(server).send(message(), key="a")
    (got,) = inbox.got
    assert got["Subject"] == "Hello ✨"
    assert got.get_content().strip() == "Grüße"


@pytest.mark.parametrize(
    ("answer", "error"),
    [("550 no such mailbox", BadInput), ("451 try again later", Unavailable), ("421 too busy", Unavailable)],
)
def test_a_refusal_for_good_is_told_from_one_for_now(
    server: str, inbox: Inbox, answer: str, error: type[Exception]
) -> None:
    """5xx about the recipient is for good, 4xx is tried again."""
    inbox.answer = answer
    with pytest.raises(error):
        open_mailer(server).send(message(), key="a")


def test_no_server_is_unavailable() -> None:
    """A server that is down is tried again later."""
    with pytest.raises(Unavailable):
        open_mailer(f"smtp://127.0.0.1:{free()}").send(message(), key="a")


def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that takes the call and stays silent does not hold us for ever."""
    monkeypatch.setattr(mail, "TIMEOUT", 0.3)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(Unavailable):
            open_mailer(f"smtp://127.0.0.1:{silent.getsockname()[1]}").send(message(), key="a")


def test_starttls_that_is_not_offered_is_unavailable(server: str, inbox: Inbox) -> None:
    """`starttls=true` never falls back to plain text."""
    with pytest.raises(Unavailable):
        open_mailer(f"{server}?starttls=true").send(message(), key="a")
    assert not inbox.got


def test_the_password_is_not_in_the_error() -> None:
    """Errors are kept in the database and in logs, so they hold no password."""
    with pytest.raises(Unavailable) as error:
        open_mailer(f"smtp://orders:s3cret@127.0.0.1:{free()}").send(message(), key="a")
    assert "s3cret" not in str(error.value)


@pytest.mark.parametrize("url", ["ftp://x", "smtp:", "mail", ""])
def test_a_bad_url_is_refused(url: str) -> None:
    """A mail URL that we cannot use is an error at once."""
    with pytest.raises(ValueError, match="mail URL"):
        open_mailer(url)

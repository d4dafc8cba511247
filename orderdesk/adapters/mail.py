"""Sending mail: over SMTP, or into files that a person can open."""

from __future__ import annotations

import asyncio
import re
from email import policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import aiosmtplib

from orderdesk.errors import BadInput, Unavailable
from orderdesk.ports import Mailer

TIMEOUT = 10.0


def open_mailer(url: str) -> Mailer:
    """`file:FOLDER` or `smtp://user:password@host:port?starttls=true`. Raises ValueError for anything else."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return FileMailer(Path(unquote(url.removeprefix("file:"))))
    if parts.scheme == "smtp" and parts.hostname:
        return SmtpMailer(parts)
    raise ValueError("the mail URL must be file:FOLDER or smtp://host:port")


class FileMailer:
    """Keeps each message as an `.eml` file, named by its time and key, so that a repeat replaces it."""

    def __init__(self, folder: Path) -> None:
        """The folder is made when the first message comes."""
        self._folder = folder

    def send(self, message: EmailMessage, *, key: str) -> None:
        """Write the file in one step. Raises Unavailable when the disk says no."""
        when = parsedate_to_datetime(message["Date"])
        name = f"{when:%Y%m%d-%H%M%S}-{_file_name(key)}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            draft = self._folder / f".{name}.part"
            draft.write_bytes(message.as_bytes(policy=policy.SMTP))
            draft.replace(self._folder / f"{name}.eml")
        except OSError as error:
            raise Unavailable("the mail folder cannot be written") from error


class SmtpMailer:
    """Hands each message to a mail server."""

    def __init__(self, parts: SplitResult) -> None:
        """`starttls=true` insists on encryption, `false` forbids it, nothing takes it where it is offered."""
        wanted = parse_qs(parts.query).get("starttls", [""])[-1].lower()
        self._start_tls = {"true": True, "1": True, "false": False, "0": False}.get(wanted)
        self._host, self._port = parts.hostname, parts.port or 587
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None

    def send(self, message: EmailMessage, *, key: str) -> None:
        """One message, one connection. Raises Unavailable (try again) or BadInput (refused for good).

        `key` is in the message already: its Message-ID is made from it.
        """
        try:
            asyncio.run(self._send(message))
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _verdict([one.code for one in error.recipients], error) from error
        except aiosmtplib.SMTPResponseException as error:
            raise _verdict([error.code], error) from error
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise Unavailable(f"the mail server cannot be used ({type(error).__name__})") from error

    async def _send(self, message: EmailMessage) -> None:
        await aiosmtplib.send(
            message, hostname=self._host, port=self._port, username=self._user, password=self._password,
            start_tls=self._start_tls, timeout=TIMEOUT,
        )  # fmt: skip


def _verdict(codes: list[int], error: Exception) -> Exception:
    """SMTP: 5xx is for good, except where it is about us (sign-in) and not about the message."""
    for_good = codes and all(code in (550, 551, 552, 553, 554) for code in codes)
    return (BadInput if for_good else Unavailable)(f"the mail server said {codes} ({type(error).__name__})")


def _file_name(key: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", key)[:120]

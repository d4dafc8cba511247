"""Files that may hold what belongs to a buyer: kept mail, and logs. Each fills `ports.Archive`."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from orderdesk.ports import Whom

#: Shorter words stand in too many other ones.
SHORTEST = 4


class MailArchive:
    """Letters in a folder, as `adapters/mail.py` keeps them. What a mail server was given is out of our hands."""

    name = "mail"

    def __init__(self, folder: Path | None) -> None:
        """`folder`: None where mail goes to a server."""
        self._folder = folder

    @classmethod
    def of(cls, mail_url: str) -> MailArchive:
        """The archive of the mail that goes to this address."""
        return cls(Path(unquote(mail_url.removeprefix("file:"))) if mail_url.startswith("file:") else None)

    def export(self, whom: Whom) -> list[Any]:
        """Each letter to the buyer, or to a seller about them: the file's name and its text."""
        return [{"file": path.name, "text": self._text(path, whom)} for path in self._letters(whom)]

    def erase(self, whom: Whom) -> int:
        """Overwrite and delete them, drafts included; how many."""
        letters = list(self._letters(whom))
        for path in letters:
            path.write_bytes(b"\0" * path.stat().st_size)
            path.unlink()
        return len(letters)

    def expire(self, before: datetime) -> int:
        """Letters are the shop's correspondence: how long they are kept is not ours to say."""
        return 0

    def _letters(self, whom: Whom) -> Iterator[Path]:
        if self._folder is None or not self._folder.is_dir():
            return
        for path in sorted(self._folder.iterdir()):
            if path.suffix in (".eml", ".part") and self._is_to(path, whom):
                yield path

    @staticmethod
    def _text(path: Path, whom: Whom) -> str:
        """As it is kept; whom a letter about the buyer went to is not the buyer's to know."""
        letter = email.message_from_bytes(path.read_bytes())
        if whom.customer.email and whom.customer.email in str(letter.get("To", "")):
            return path.read_text("utf-8", "replace")
        del letter["To"]
        return letter.as_string()

    @staticmethod
    def _is_to(path: Path, whom: Whom) -> bool:
        to = str(email.message_from_bytes(path.read_bytes()).get("To", ""))
        own = f"-{whom.customer.handle}-"
        return own in path.name or bool(whom.customer.email and whom.customer.email in to)


class LogArchive:
    """Logs in a folder. They are written without words of buyers; what got in all the same is overwritten in place.

    In place and by as many signs, because their writers keep them open and go on where they were.
    """

    name = "logs"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def export(self, whom: Whom) -> list[Any]:
        """Each log that names the buyer or one of their conversations, and in how many lines."""
        found = ((path, _mentions(path.read_bytes(), whom)) for path in self._logs())
        return [{"file": str(path.name), "lines": lines} for path, lines in found if lines]

    def erase(self, whom: Whom) -> int:
        """Overwrite the buyer's names, addresses and conversations; in how many lines."""
        count = 0
        pattern = _pattern(whom)
        for path in self._logs():
            content = path.read_bytes()
            count += _mentions(content, whom)
            with path.open("r+b") as log:
                for found in pattern.finditer(content):
                    log.seek(found.start())
                    log.write(b"x" * len(found.group()))
        return count

    def expire(self, before: datetime) -> int:
        """Logs are turned over by whoever runs the programs."""
        return 0

    def _logs(self) -> list[Path]:
        return sorted(self._folder.glob("*.log*")) if self._folder.is_dir() else []


def _mentions(content: bytes, whom: Whom) -> int:
    pattern = _pattern(whom)
    return sum(1 for line in content.splitlines() if pattern.search(line))


def _pattern(whom: Whom) -> re.Pattern[bytes]:
    customer = whom.customer
    words = {customer.handle, customer.name, customer.email, customer.phone, *whom.conversations}
    chosen = sorted((word for word in words if len(word) >= SHORTEST), key=len, reverse=True)
    inner = b"|".join(re.escape(word.encode()) for word in chosen) or rb"(?!)"
    return re.compile(rb"(?<![A-Za-z0-9])(?:" + inner + rb")(?![A-Za-z0-9])", re.IGNORECASE)

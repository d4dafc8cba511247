"""What a deployment chooses, read from the environment once and handed on.

Each variable may be given as a file instead, for secrets that a platform mounts: ORDERDESK_<NAME>_FILE.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

Value = TypeVar("Value")

FLAGS = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}


@dataclass(frozen=True)
class Settings:
    """All settings; the defaults are the embedded shop's. Addresses may hold passwords: `repr` omits them."""

    database_url: str = field(default="sqlite:///var/orderdesk.db", repr=False)
    #: Rasa's tracker: by default a file beside the orders', or a schema of its own in their PostgreSQL database.
    tracker_url: str = field(default="sqlite:///var/rasa.db", repr=False)
    mail_url: str = field(default="file:var/mail", repr=False)
    mail_from: str = "Orderdesk <orders@orderdesk.example>"
    #: Shared by Rasa and the action server. Empty: none was set.
    action_secret: str = field(default="", repr=False)
    #: Whether the shop's sellers answer by themselves, and after how many seconds.
    demo: bool = True
    seller_delay: int = 20
    market: str = "default"
    #: How long a yes may take.
    pending_minutes: int = 5
    var_dir: Path = Path("var")
    #: Days until the words of ended conversations, Rasa's trackers and ended sign-ins are deleted.
    keep_conversations: int = 30
    keep_trackers: int = 30
    keep_sessions: int = 30

    @property
    def pending_lifetime(self) -> timedelta:
        """How long a yes may take."""
        return timedelta(minutes=self.pending_minutes)

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Settings:
        """The settings that `env` asks for. Raises ValueError naming the variable, never its value."""
        given = Reader(env)
        var_dir = given.read("VAR_DIR", Path, cls.var_dir)
        database_url = given.read("DATABASE_URL", _database, f"sqlite:///{var_dir}/orderdesk.db")
        mail_url = given.read("MAIL_URL", _mail, f"file:{var_dir}/mail")
        return cls(
            database_url=database_url,
            tracker_url=given.read("TRACKER_URL", _database, tracker_beside(database_url, var_dir)),
            mail_url=mail_url,
            mail_from=_sender(given.read("MAIL_FROM", _address, cls.mail_from), mail_url),
            action_secret=given.read("ACTION_SECRET", str, ""),
            demo=given.read("DEMO", _flag, cls.demo),
            seller_delay=given.read("DEMO_SELLER_SECONDS", _whole, cls.seller_delay),
            market=given.read("MARKET", _market, cls.market),
            pending_minutes=given.read("PENDING_MINUTES", positive, cls.pending_minutes),
            var_dir=var_dir,
            keep_conversations=given.read("KEEP_CONVERSATIONS_DAYS", positive, cls.keep_conversations),
            keep_trackers=given.read("KEEP_TRACKERS_DAYS", positive, cls.keep_trackers),
            keep_sessions=given.read("KEEP_SESSIONS_DAYS", positive, cls.keep_sessions),
        )

    @property
    def embedded(self) -> bool:
        """Whether the orders are in SQLite: a file, with one writer at a time."""
        return _is_embedded(self.database_url)


def _is_embedded(url: str) -> bool:
    """Whether this database is a file that the process opens itself, and not a server."""
    return url.startswith("sqlite:")


#: The tracker's schema, and what its connections ask of the server.
TRACKER_OPTIONS = quote("-csearch_path=rasa -cstatement_timeout=3500")


def tracker_beside(database_url: str, var_dir: Path) -> str:
    """The tracker's URL where none was chosen."""
    if _is_embedded(database_url):
        return f"sqlite:///{var_dir}/rasa.db"
    joint = "&" if "?" in database_url else "?"
    return f"{database_url}{joint}connect_timeout=3&options={TRACKER_OPTIONS}"


@dataclass(frozen=True)
class Reader:
    """Reads ORDERDESK_ variables; other programs' settings are read with it too."""

    env: Mapping[str, str]

    def read(self, name: str, parse: Callable[[str], Value], default: Value) -> Value:
        """The variable ORDERDESK_<name>, or what stands in the file ORDERDESK_<name>_FILE; empty means the default."""
        text = self.env.get(f"ORDERDESK_{name}", "").strip() or self._from_file(f"ORDERDESK_{name}_FILE")
        if not text:
            return default
        try:
            return parse(text)
        except ValueError as error:
            raise ValueError(f"ORDERDESK_{name} must be {error}") from None

    def _from_file(self, variable: str) -> str:
        path = self.env.get(variable, "").strip()
        try:
            return Path(path).read_text("utf-8").strip() if path else ""
        except (OSError, UnicodeDecodeError):
            raise ValueError(f"{variable} must be a file that can be read") from None


def _database(text: str) -> str:
    return _one_of(text, ("sqlite:///", "postgresql://", "postgresql+psycopg2://"))


def _mail(text: str) -> str:
    return _one_of(text, ("file:", "smtp://"))


def _one_of(text: str, beginnings: tuple[str, ...]) -> str:
    if not text.startswith(beginnings):
        raise ValueError("a URL that begins with " + " or ".join(beginnings))
    return text


def _address(text: str) -> str:
    if "@" not in text or "\n" in text or "\r" in text:
        raise ValueError("an e-mail address")
    return text


def _sender(sender: str, mail_url: str) -> str:
    """Real mail servers refuse the default sender, whose domain is reserved for examples."""
    if sender == Settings.mail_from and mail_url.startswith("smtp:"):
        raise ValueError("ORDERDESK_MAIL_FROM must be set where mail goes out: an address of the shop's own")
    return sender


def _market(text: str) -> str:
    if not text.isidentifier():
        raise ValueError("the name of a market")
    return text


def _flag(text: str) -> bool:
    if text.lower() not in FLAGS:
        raise ValueError("one of " + ", ".join(FLAGS))
    return FLAGS[text.lower()]


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValueError("a whole number, not negative")
    return int(text)


def web_address(text: str) -> str:
    """An http or https address without the slash at its end. Raises ValueError saying what is wanted."""
    if not text.startswith(("http://", "https://")):
        raise ValueError("an address that begins with http:// or https://")
    return text.rstrip("/")


def positive(text: str) -> int:
    """A whole number above zero. Raises ValueError saying what is wanted."""
    if _whole(text) == 0:
        raise ValueError("more than zero")
    return int(text)

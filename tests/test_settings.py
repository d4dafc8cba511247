"""Settings come from the environment, are checked there, and keep their secrets."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from orderdesk.settings import Settings

BAD = {
    "ORDERDESK_DATABASE_URL": "mysql://desk:hush@host/desk",
    "ORDERDESK_MAIL_URL": "http://hush",
    "ORDERDESK_MAIL_FROM": "hush",
    "ORDERDESK_DEMO": "hush",
    "ORDERDESK_DEMO_SELLER_SECONDS": "-1",
    "ORDERDESK_MARKET": "../hush",
    "ORDERDESK_PENDING_MINUTES": "0",
    "ORDERDESK_TRACKER_URL": "redis://hush",
    "ORDERDESK_KEEP_CONVERSATIONS_DAYS": "hush",
    "ORDERDESK_ACTION_SECRET_FILE": "/nowhere/at/all",
}


def test_nothing_set() -> None:
    """An empty environment gives the embedded shop, the same as the class's own defaults."""
    assert Settings.from_env({}) == Settings()
    assert Settings.from_env({"ORDERDESK_DEMO": " "}) == Settings()
    assert Settings().database_url == "sqlite:///var/orderdesk.db"


def test_everything_set() -> None:
    """Every setting can be chosen."""
    settings = Settings.from_env(
        {
            "ORDERDESK_DATABASE_URL": "postgresql://desk:hush@host/desk",
            "ORDERDESK_MAIL_URL": "smtp://me:hush@host:587?starttls=true",
            "ORDERDESK_MAIL_FROM": "a@example.com",
            "ORDERDESK_ACTION_SECRET": "hush",
            "ORDERDESK_DEMO": "No",
            "ORDERDESK_DEMO_SELLER_SECONDS": "3",
            "ORDERDESK_MARKET": "uk",
            "ORDERDESK_PENDING_MINUTES": "7",
            "ORDERDESK_VAR_DIR": "elsewhere",
            "ORDERDESK_TRACKER_URL": "postgresql://rasa:hush@host/rasa",
            "ORDERDESK_KEEP_CONVERSATIONS_DAYS": "1",
            "ORDERDESK_KEEP_TRACKERS_DAYS": "2",
            "ORDERDESK_KEEP_SESSIONS_DAYS": "3",
        }
    )
    assert settings == Settings(
        database_url="postgresql://desk:hush@host/desk",
        tracker_url="postgresql://rasa:hush@host/rasa",
        mail_url="smtp://me:hush@host:587?starttls=true",
        mail_from="a@example.com",
        action_secret="hush",
        demo=False,
        seller_delay=3,
        market="uk",
        pending_minutes=7,
        var_dir=Path("elsewhere"),
        keep_conversations=1,
        keep_trackers=2,
        keep_sessions=3,
    )
    assert settings.pending_lifetime == timedelta(minutes=7)
    assert "hush" not in repr(settings)


def test_a_secret_may_be_a_file(tmp_path: Path) -> None:
    """ORDERDESK_<NAME>_FILE names a file that holds the value; the variable itself wins."""
    secret = tmp_path / "secret"
    secret.write_text("hush\n")
    given = {"ORDERDESK_ACTION_SECRET_FILE": str(secret)}
    assert Settings.from_env(given).action_secret == "hush"
    assert Settings.from_env({**given, "ORDERDESK_ACTION_SECRET": "plain"}).action_secret == "plain"


def test_files_follow_the_folder() -> None:
    """Moving the folder moves the database and the mail in it."""
    settings = Settings.from_env({"ORDERDESK_VAR_DIR": "/srv/desk"})
    assert settings.database_url == "sqlite:////srv/desk/orderdesk.db"
    assert settings.mail_url == "file:/srv/desk/mail"


def test_mail_that_goes_out_has_a_sender() -> None:
    """SMTP with the default sender, which real servers refuse, is refused at the start; files need none."""
    out = {"ORDERDESK_MAIL_URL": "smtp://me:hush@host:587"}
    with pytest.raises(ValueError, match="ORDERDESK_MAIL_FROM must be set") as caught:
        Settings.from_env(out)
    assert "hush" not in str(caught.value)
    assert Settings.from_env({**out, "ORDERDESK_MAIL_FROM": "a@shop.test"}).mail_from == "a@shop.test"
    assert Settings.from_env({"ORDERDESK_MAIL_URL": "file:mail"}).mail_from == Settings.mail_from


@pytest.mark.parametrize("name", BAD)
def test_bad_values(name: str) -> None:
    """A bad value is a ValueError that names the variable and does not repeat the value."""
    with pytest.raises(ValueError, match=name) as caught:
        Settings.from_env({name: BAD[name]})
    assert "hush" not in str(caught.value)

"""The demo shop's page and the widget with the real gateway behind them (and a Rasa that only echoes)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from orderdesk.bootstrap import Desk, open_desk
from orderdesk.demo.seed import seed
from orderdesk.model import OutboxRow
from orderdesk.services import proof
from orderdesk.services.proof import LETTER
from orderdesk.settings import Settings
from tests.browser.talk import Screen
from tests.browser.test_accessible import serious
from tests.gateway.programs import Program, fake_rasa, live_gateway

ORDER, EMAIL = "577014768197381758", "mia.castellano@example.com"
WIDE = {"viewport": {"width": 1280, "height": 800}}
PHONE_DARK = {"phone": True, "dark": True}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where everything of these tests lies."""
    return tmp_path_factory.mktemp("shop")


@pytest.fixture(scope="module")
def desk(folder: Path) -> Desk:
    """A desk over a filled demo shop."""
    desk = open_desk(Settings(database_url=f"sqlite:///{folder}/shop.db", var_dir=folder))
    seed(desk)
    return desk


@pytest.fixture(scope="module")
def gateway(folder: Path, desk: Desk) -> Iterator[tuple[Program, str]]:
    """A live gateway and its address."""
    env = {"ORDERDESK_SHOP_KEYS": "demo:" + "x" * 40, "ORDERDESK_DEMO": "1"}
    with (
        fake_rasa(folder) as (_, rasa),
        live_gateway(folder, rasa, f"sqlite:///{folder}/shop.db", **env) as found,
    ):
        yield found


def enter(screen: Screen, url: str, buyer: str = "") -> None:
    """Come into the shop, as this buyer."""
    screen.page.goto(url)
    screen.page.locator("#grid li").first.wait_for()
    screen.page.locator("#buyer option").nth(1).wait_for(state="attached")
    if buyer:
        screen.page.get_by_label("Signed in as").select_option(buyer)


def open_chat(screen: Screen, hello: str) -> None:
    """Open the chat and be greeted."""
    screen.page.locator(".launcher").click()
    screen.page.get_by_text(hello).wait_for()


@pytest.mark.parametrize(
    ("screen", "look"), [(WIDE, "wide-light"), (PHONE_DARK, "phone-dark")], indirect=["screen"]
)
def test_a_visitor_chooses_a_buyer_and_sees_what_happens_behind(
    screen: Screen, gateway: tuple[Program, str], look: str
) -> None:
    """The page shows the window and the buyers; the chat knows who is signed in; the panel shows the buyer's order."""
    enter(screen, gateway[1], "mia")
    assert screen.page.locator("#grid li").count() == 43
    open_chat(screen, "Hello Mia!")
    screen.say("hello there")
    screen.sees("echo: hello there")
    assert serious(screen) == []
    if look == "phone-dark":
        screen.page.get_by_role("button", name="Close the chat").click()
    screen.page.locator("#behind summary").click()
    screen.page.locator("#behind td", has_text=ORDER).first.wait_for()
    assert serious(screen) == []
    assert screen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert screen.problems == []


def test_another_buyer_sees_nothing_of_the_one_before(screen: Screen, gateway: tuple[Program, str]) -> None:
    """Switching the buyer closes the conversation, wipes the screen and what the browser stored."""
    enter(screen, gateway[1], "mia")
    open_chat(screen, "Hello Mia!")
    screen.say("my secret")
    screen.sees("echo: my secret")
    screen.page.get_by_label("Signed in as").select_option("omar")
    screen.page.get_by_text("Hello Omar!").wait_for()
    assert screen.lines() == []
    screen.page.reload()
    screen.page.get_by_text("Hello Omar!").wait_for()
    assert screen.lines() == []
    assert "secret" not in screen.page.evaluate("JSON.stringify(localStorage)")


def test_a_new_visitor_signs_in_with_the_code_that_was_mailed(
    screen: Screen, gateway: tuple[Program, str], desk: Desk
) -> None:
    """Order number and e-mail, the code from the outbox, and the chat knows the buyer."""
    enter(screen, gateway[1])
    open_chat(screen, "Hello! What can I do")
    screen.page.locator("footer").get_by_role("button", name="Sign in").click()
    screen.page.get_by_label("Order number").fill(ORDER)
    screen.page.get_by_label("E-mail address").fill(EMAIL)
    screen.page.get_by_role("button", name="Send me a code").click()
    screen.page.get_by_label("Six-digit code").wait_for()
    proof.post(desk)  # what the worker does
    with desk.store.read() as unit:
        letter = unit.find(OutboxRow, template=LETTER, order_by="-created_at", limit=1)[0]
    right = str(letter.facts["code"])
    screen.page.get_by_label("Six-digit code").fill("000000" if right != "000000" else "111111")
    screen.page.get_by_label("Six-digit code").press("Enter")
    screen.page.get_by_text("Tries left: 4").wait_for()
    screen.page.get_by_label("Six-digit code").fill(right)
    screen.page.get_by_label("Six-digit code").press("Enter")
    screen.page.get_by_text("Signed in as Mia").wait_for()


def test_a_killed_gateway_answers_after_it_is_back(screen: Screen, gateway: tuple[Program, str]) -> None:
    """A message in mid-turn when the gateway is killed gets its answer once, in the same page, without a reload."""
    enter(screen, gateway[1], "lena")
    open_chat(screen, "Hello Lena!")
    screen.say("slow 1")
    screen.page.locator(".line.buyer:not(.sending)", has_text="slow 1").wait_for()
    gateway[0].kill()
    screen.say("and this")
    screen.page.get_by_text("Waiting to be sent").first.wait_for()
    gateway[0].start()
    screen.page.context.set_default_timeout(40_000)
    screen.sees("echo: and this")
    said = sorted(one for one in screen.lines() if "longer than usual" not in one)
    assert said == ["and this", "echo: and this", "echo: slow 1", "slow 1"]

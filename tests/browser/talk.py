"""What tests do on a page with the widget, in the words of somebody who uses it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.browser.fake_gateway import FakeGateway

PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True, "device_scale_factor": 1}
IMAGES = Path(__file__).parents[2] / "docs" / "images"


class Screen:
    """A page with the widget on it. Playwright looks into open shadow roots by itself."""

    def __init__(self, context: Any, page: Any, fake: FakeGateway) -> None:
        self.context, self.page, self.fake = context, page, fake
        self.problems: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("dialog", lambda dialog: (self.problems.append("a dialog opened"), dialog.dismiss()))

    def visit(self, query: str = "", *, page: Any = None) -> Any:
        """Go to the page with the one script tag."""
        page = page or self.page
        page.goto(f"{self.fake.url}/page{query}")
        page.locator(".launcher, .panel").first.wait_for()
        return page

    def open(self, query: str = "") -> None:
        """Go to the page and open the chat."""
        self.visit(query)
        self.page.get_by_role("button", name="Order help").click()
        self.page.locator(".hello").wait_for()

    def say(self, text: str) -> None:
        """Type and send."""
        self.page.get_by_label("Your message").fill(text)
        self.page.keyboard.press("Enter")

    def sees(self, text: str, count: int = 1) -> None:
        """Wait until the conversation shows this text so many times."""
        self.page.wait_for_function(
            "([text, count]) => [...document.querySelector('order-chat').shadowRoot.querySelectorAll('.log .text')]"
            ".filter(one => one.textContent.includes(text)).length === count",
            arg=[text, count],
        )

    def choose(self, label: str) -> None:
        """Press a choice that stands."""
        self.page.locator(".choice:visible", has_text=label).click()

    def lines(self) -> list[str]:
        """All texts of the conversation, in order."""
        return self.page.locator(".log .line > .text").all_text_contents()

    def keep(self, name: str) -> None:
        """Keep a picture for the documents."""
        IMAGES.mkdir(parents=True, exist_ok=True)
        self.page.wait_for_timeout(250)
        self.page.screenshot(path=str(IMAGES / f"{name}.png"), animations="disabled")

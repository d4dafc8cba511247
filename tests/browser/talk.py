"""What tests do on a page with the widget, in the words of somebody who uses it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from PIL import Image

from tests.browser.fake_gateway import FakeGateway

PHONE = {
    "viewport": {"width": 390, "height": 780},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 1,
}
#: The documents' pictures are taken anew when this is set; a test run leaves them alone.
KEEP = os.environ.get("ORDERDESK_KEEP_PICTURES")
IMAGES = Path(__file__).parents[2] / "docs" / "images"
FOCUSED = """() => {
  const inner = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement;
  if (inner === document.body || inner?.shadowRoot) return '';  // nothing has it
  return (inner?.getAttribute('aria-label') || inner?.textContent || inner?.tagName || '').trim();
}"""
TEXTS = """([text, count]) =>
  [...document.querySelector('order-chat').shadowRoot.querySelectorAll('.log .line > .text')]
  .filter((one) => one.textContent.includes(text)).length === count"""


class Screen:
    """A page with the widget on it. Playwright looks into open shadow roots by itself."""

    def __init__(self, context: Any, page: Any, fake: FakeGateway | None = None) -> None:
        self.context, self.page, self.fake = context, page, fake
        self.problems: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("dialog", lambda dialog: (self.problems.append("a dialog opened"), dialog.dismiss()))

    def another(self) -> Screen:
        """A second tab of the same browser."""
        return Screen(self.context, self.context.new_page(), self.fake)

    def visit(self, query: str = "") -> None:
        """Go to the page with the one script tag."""
        self.page.goto(f"{self.fake.url}/page{query}")
        self.page.locator(".launcher:visible, .panel:visible").first.wait_for()

    def open(self, query: str = "") -> None:
        """Go to the page and open the chat."""
        self.visit(query)
        self.page.locator(".launcher").click()
        self.page.locator(".hello").wait_for()

    def say(self, text: str) -> None:
        """Type and send."""
        self.page.get_by_label("Your message").fill(text)
        self.page.get_by_label("Your message").press("Enter")

    def sees(self, text: str, count: int = 1) -> None:
        """Wait until exactly so many lines of the conversation hold this text."""
        self.page.wait_for_function(TEXTS, arg=[text, count])

    def choose(self, label: str) -> None:
        """Press a choice that stands, by mouse or finger."""
        self.page.locator(".choice:visible", has_text=label).click()

    def more(self) -> None:
        """Open the menu, or close it."""
        self.page.get_by_role("button", name="More", exact=True).click()

    def tab_to(self, name: str, *, back: bool = False, most: int = 40) -> None:
        """Press Tab until something with this name has the focus."""
        for _ in range(most):
            if name in self.focused():
                return
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"Tab does not reach {name!r}")

    def focused(self) -> str:
        """The name of what has the focus, inside the widget or outside."""
        return str(self.page.evaluate(FOCUSED))

    def lines(self) -> list[str]:
        """All texts of the conversation, in order."""
        return self.page.locator(".log .line > .text").all_text_contents()

    def keep(self, name: str) -> None:
        """Take a picture for the documents, when they are wanted."""
        if KEEP:
            IMAGES.mkdir(parents=True, exist_ok=True)
            self.page.wait_for_timeout(300)
            file = IMAGES / f"{name}.png"
            self.page.screenshot(path=str(file), animations="disabled", clip=self._frame(name))
            Image.open(file).quantize(128).save(file, optimize=True)

    def _frame(self, name: str) -> Any:
        """The chat and a little of what is around it; of the shop, and on a phone, everything."""
        size, box = self.page.viewport_size, self.page.locator(".panel").bounding_box()
        if name.startswith("shop") or not box or box["width"] == size["width"]:
            return None
        left, top = max(0, box["x"] - 20), max(0, box["y"] - 20)
        return {"x": left, "y": top, "width": box["width"] + 40, "height": size["height"] - top}

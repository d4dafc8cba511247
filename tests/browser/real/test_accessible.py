"""axe on what the real bot says: long titles, markup in titles, right to left, every card."""

from __future__ import annotations

import pytest

from tests.browser.real.visitor import Visitor, number
from tests.browser.test_accessible import serious


@pytest.mark.parametrize("visitor", ["wide light", "phone dark"], indirect=True)
def test_axe_finds_nothing_serious_on_real_content(visitor: Visitor) -> None:
    """Orders, an order's card with its details, a refusal, and a return's question with its money."""
    visitor.comes("zoe-long")
    visitor.begins("Where is my order?", "Which order")
    assert serious(visitor) == []
    visitor.picks(number("zoe-arabic")[-6:], "on its way")
    visitor.page.locator("details.text summary").click()
    assert serious(visitor) == []
    visitor.says(f"cancel order {number('zoe-arabic')}", "what you can do about order")
    assert serious(visitor) == []
    visitor.says(f"return order {number('zoe-long')}", "reason")
    visitor.picks("It doesn't work", "What would you like|card|pay")
    if "What would you like" in visitor.hears("."):
        visitor.picks("Send it back", "back to your")
    assert serious(visitor) == []
    visitor.picks("No, leave it", ".")

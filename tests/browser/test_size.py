"""What a page loads for the chat, and that the shop's window is the demo's catalog. These need no browser."""

from __future__ import annotations

import gzip

from gateway.pages import STATIC
from tests.browser import window

LIMIT = 25_000


def test_the_widget_is_smaller_than_25_kilobytes() -> None:
    """All files of the widget, each compressed by gzip as it is sent, weigh less than 25 kB together."""
    files = [
        one for one in STATIC.iterdir() if one.suffix in (".js", ".css") and not one.name.startswith("shop")
    ]
    sizes = {one.name: len(gzip.compress(one.read_bytes(), 9)) for one in files}
    assert "order-chat.js" in sizes
    assert sum(sizes.values()) < LIMIT, sizes


def test_the_widget_never_reads_markup() -> None:
    """No file of the page or the widget has a way for text to become markup or code."""
    ways = (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        ".srcdoc",
        "DOMParser",
    )
    texts = {
        one.name: one.read_text(encoding="utf-8")
        for one in STATIC.iterdir()
        if one.suffix in (".js", ".html")
    }
    assert [(name, way) for name, text in texts.items() for way in ways if way in text] == []


def test_the_shop_window_shows_what_the_demo_sells() -> None:
    """shop-window.json is what the catalog and the README say: `python -m tests.browser.window` writes it anew."""
    assert window.FILE.read_text(encoding="utf-8") == window.text()

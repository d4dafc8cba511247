"""Files for browsers: compressed, kept by whoever loads them, and never older than the release."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from gateway import pages

WIDGET = "/widget/order-chat.js"


@pytest.fixture
def static(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A release of one file."""
    (tmp_path / "order-chat.js").write_text("// the first release\n" * 100, encoding="utf-8")
    monkeypatch.setattr(pages, "STATIC", tmp_path)
    yield tmp_path


@pytest.mark.parametrize("path", ["/", WIDGET, "/widget/order-chat.css", "/images/kettle.svg"])
def test_files_are_sent_compressed_to_whoever_can_read_that(client: TestClient, path: str) -> None:
    """The page, the widget and its pictures come as gzip, and plain where gzip is not asked for."""
    small = client.get(path, headers={"Accept-Encoding": "gzip"})
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    assert small.status_code == plain.status_code == 200
    assert small.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert small.content == plain.content
    assert small.headers["content-type"] == plain.headers["content-type"]
    assert small.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"


def test_what_is_personal_is_not_compressed(keyed: TestClient) -> None:
    """Answers of the API are never compressed and never kept."""
    answer = keyed.get("/api/conversations/current", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


def test_a_file_that_is_known_is_not_sent_again(client: TestClient) -> None:
    """Whoever shows the tag of what they have is told that it still holds, in an answer without a body."""
    first = client.get(WIDGET)
    again = client.get(WIDGET, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


def test_a_new_release_is_seen_by_the_next_page(client: TestClient, static: Path) -> None:
    """A file of the same length and date, but with other words, has another tag; and nobody uses one unasked."""
    first = client.get(WIDGET)
    assert first.headers["cache-control"] == "public, no-cache"
    file = static / "order-chat.js"
    file.write_text(file.read_text("utf-8").replace("first", "third"), encoding="utf-8")
    pages._content.cache_clear()  # a release is another process
    second = client.get(WIDGET, headers={"If-None-Match": first.headers["etag"]})
    assert second.status_code == 200
    assert "third" in second.text


def test_only_plain_names_are_files(client: TestClient) -> None:
    """Nothing beside the folder's own files can be asked for."""
    for name in ("..%2fpages.py", "%2e%2e/pages.py", ".env", "nothing.js", "order-chat.py"):
        assert client.get(f"/widget/{name}").status_code == 404, name

"""One whole stack for the short forms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.stack import Stack, whole


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Gateway, Rasa, action server and worker over an SQLite file."""
    folder: Path = tmp_path_factory.mktemp("faults")
    with whole(f"sqlite:///{folder}/desk.db", folder) as found:
        yield found

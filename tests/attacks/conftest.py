"""A gateway in this process; what real programs are needed for is started by the tests' own files."""

from __future__ import annotations

from tests.gateway.conftest import any_desk, client, open_client

__all__ = ["any_desk", "client", "open_client"]

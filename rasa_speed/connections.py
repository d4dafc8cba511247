"""Connections to the action server that outlive a request."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from weakref import WeakKeyDictionary

import aiohttp
from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT

#: Seconds that an unused connection is kept: less than the action server keeps it (5), so that it is never the other
#: side that hangs up while a request is on its way.
KEPT = 2.0

_connectors: WeakKeyDictionary[asyncio.AbstractEventLoop, aiohttp.TCPConnector] = WeakKeyDictionary()


def kept_session(headers: Mapping[str, str], basic_auth: Mapping[str, str]) -> aiohttp.ClientSession:
    """What `EndpointConfig.session` makes, over connections that are shared by all sessions of this event loop."""
    auth = aiohttp.BasicAuth(basic_auth["username"], basic_auth["password"]) if basic_auth else None
    return aiohttp.ClientSession(
        connector=_connector(),
        connector_owner=False,
        headers=headers,
        auth=auth,
        timeout=aiohttp.ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT),
    )


def _connector() -> aiohttp.TCPConnector:
    loop = asyncio.get_running_loop()
    found = _connectors.get(loop)
    if found is None or found.closed:
        found = _connectors[loop] = aiohttp.TCPConnector(keepalive_timeout=KEPT, limit=0)
    return found

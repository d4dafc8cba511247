"""`python -m gateway`: serve until SIGTERM or Ctrl-C."""

from __future__ import annotations

import sys

import uvicorn
from starlette.applications import Starlette

from gateway.app import make_app
from gateway.gate import Gate
from gateway.logs import set_up
from gateway.protocol import bounded

#: Seconds after which a thread that computes lets another go on. Each step of a statement gives the interpreter up and
#: has to get it back from the thread that serves HTTP: at Python's 5 ms a batch of messages waits most of its time.
SWITCH = 0.0001


class Server(uvicorn.Server):
    """Ends the open streams first, so that stopping does not wait for their readers."""

    async def shutdown(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        """Called by uvicorn when it was told to stop."""
        app = self.config.app
        if isinstance(app, Starlette):
            gate: Gate = app.state.gate
            gate.closing.set()
            for conversation_id in gate.bell.conversations:
                gate.bell.ring(conversation_id)
        await super().shutdown(sockets)  # type: ignore[arg-type]


def main() -> None:
    """Serve as the environment says."""
    set_up()
    sys.setswitchinterval(SWITCH)
    app = make_app()
    settings = app.state.gate.settings
    config = uvicorn.Config(
        app, host=settings.host, port=settings.port, log_config=None, access_log=False, server_header=False,
        proxy_headers=bool(settings.proxies), forwarded_allow_ips=settings.proxies or None,
        timeout_graceful_shutdown=5, ws="none", http=bounded(settings.slowest),
    )  # fmt: skip
    Server(config).run()


if __name__ == "__main__":
    main()

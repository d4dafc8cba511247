"""Starting and stopping the programs that Orderdesk consists of: for `make run`, `make shell` and the tests."""

from orderdesk.running.together import Addresses, running
from orderdesk.running.training import ensure_model, fresh_model

__all__ = ["Addresses", "ensure_model", "fresh_model", "running"]

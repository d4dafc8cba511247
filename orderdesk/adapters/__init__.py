"""What fills the ports: databases, mail, platforms. The core names it in `orderdesk.bootstrap` only; who else does is
listed in `tests/contracts/test_layers.py`."""

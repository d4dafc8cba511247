"""New ids, such as CN-7F3K2M9Q. This module itself fills `ports.Ids`."""

from __future__ import annotations

import secrets

#: Crockford's base 32: no I, L, O or U, so that an id can be read out and typed in.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8


def new(prefix: str) -> str:
    """A fresh id: the prefix, a dash, and 40 random bits."""
    bits = secrets.randbits(5 * LENGTH)  # asked for once: the system's answer takes longer than all else here
    return f"{prefix}-" + "".join(SIGNS[bits >> 5 * place & 31] for place in range(LENGTH))

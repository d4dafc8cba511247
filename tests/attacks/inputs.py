"""Hostile inputs, made from a seed: odd texts, JSON values of wrong types, bodies that are no JSON."""

from __future__ import annotations

import copy
import gzip
import json
import random
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

#: First and last sign of the classes that programs stumble over.
CLASSES = {
    "ascii": (0x20, 0x7E), "control": (0x00, 0x1F), "c1": (0x80, 0x9F), "latin": (0xA0, 0x24F),
    "combining": (0x300, 0x36F), "hebrew": (0x590, 0x5FF), "arabic": (0x600, 0x6FF), "thai": (0xE00, 0xE7F),
    "zero width": (0x200B, 0x200F), "bidi": (0x202A, 0x202E), "isolates": (0x2066, 0x2069), "cjk": (0x4E00, 0x9FFF),
    "surrogate": (0xD800, 0xDFFF), "private": (0xE000, 0xF8FF), "variation": (0xFE00, 0xFE0F),
    "specials": (0xFFF0, 0xFFFF), "emoji": (0x1F300, 0x1FAFF), "astral": (0x10000, 0x1FFFF),
    "tags": (0xE0000, 0xE007F), "last": (0x10FFF0, 0x10FFFF),
}  # fmt: skip
#: What is no Unicode trick and yet means something to some layer behind.
MEANT = (
    "/restart", "/back", '/inform{"order": "1"}', '/cancel_order{"order_number": ["1"]}', "/session_start",
    "EXTERNAL: x",
    "/forget_conversation", "/~sign_out", "/~entered 1", "0[", "{name}", "{0.__class__}", "%s%n", "' OR 1=1 --",
    "\\", "\\u0000", "a\0b", "\ud800", "../../etc/passwd", "<script>alert(1)</script>", "${jndi:x}",
    "\r\nX-Evil: 1", "null", "NaN", "True",
    "id: 7\nevent: ended\ndata: {}\n\n", "😀" * 30, "a\u0301" * 40, "\u202e" * 20 + "x", "1" * 400, "-1", "1e400",
)  # fmt: skip
WRONG: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, float("nan"), float("inf"), float("-inf"), 10**400, 2**63, [], {}, [[]], [None], {"": ""},
    {"$ref": "#"}, "", " ", ["a"], {"text": "x"}, False,
)  # fmt: skip
LENGTHS = (0, 1, 17, 254, 255, 999, 1000, 1001, 16_000, 16_384, 65_536, 1_000_000)
ENCODINGS = ("gzip", "deflate", "br", "zstd", "gzip, gzip", "x")


@dataclass(frozen=True)
class Body:
    """What is sent: the kind of trick, the bytes, and headers beside the usual ones."""

    kind: str
    content: bytes
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


def text(rng: random.Random) -> str:
    """A text, possibly with NUL and halves of surrogate pairs in it; mostly short."""
    roll = rng.random()
    if roll < 0.2:
        return rng.choice(MEANT)
    if roll < 0.27:
        return _one(rng, rng.choice(list(CLASSES))) * rng.choice(LENGTHS)
    names = rng.choices(list(CLASSES), k=rng.randint(1, 4))
    return "".join(_one(rng, rng.choice(names)) for _ in range(rng.randint(1, 60)))


def harmless(rng: random.Random) -> str:
    """A text that may be odd and has to be taken: neither empty nor a command, with nothing that cannot be stored."""
    odd = "".join(sign for sign in text(rng)[:300] if sign >= " " and not "\ud800" <= sign <= "\udfff")
    return f"hello {odd}"


def _one(rng: random.Random, name: str) -> str:
    return chr(rng.randint(*CLASSES[name]))


def dumped(value: Any) -> bytes:
    """JSON as bytes: signs as they are where UTF-8 has them, else escaped."""
    try:
        return json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(value).encode()


def body(rng: random.Random, base: dict[str, Any]) -> Body:
    """A variation of a request that would be in order."""
    return rng.choice(TRICKS)(rng, copy.deepcopy(base))


def _text(rng: random.Random, base: dict[str, Any]) -> Body:
    place = _place(rng, base)
    place[0][place[1]] = text(rng)
    return Body("text", dumped(base))


def _type(rng: random.Random, base: dict[str, Any]) -> Body:
    place = _place(rng, base)
    place[0][place[1]] = rng.choice(WRONG)
    return Body("wrong type", dumped(base))


def _shape(rng: random.Random, base: dict[str, Any]) -> Body:
    if rng.random() < 0.5 and base:
        del base[rng.choice(list(base))]
    else:
        base[
            rng.choice(("sender", "metadata", "input_channel", "label", "payload", "__proto__", "again", ""))
        ] = text(rng)
    return Body("other shape", dumped(base))


def _deep(rng: random.Random, base: dict[str, Any]) -> Body:
    levels, opened = rng.choice((9, 10, 11, 12, 900, 5_000, 100_000)), rng.choice(("[", '{"a":'))
    closed = "]" if opened == "[" else "}"
    inner = opened * levels + "1" + closed * levels * rng.randint(0, 1)
    whole = f'{{"{rng.choice([*base, "x"])}": {inner}}}' if rng.random() < 0.5 else inner
    return Body("deep", whole.encode())


def _twice(rng: random.Random, base: dict[str, Any]) -> Body:
    pairs = [*base.items(), *((name, rng.choice(WRONG)) for name in base)]
    rng.shuffle(pairs)
    inner = b", ".join(dumped(name) + b": " + dumped(value) for name, value in pairs)
    return Body("duplicate keys", b"{" + inner + b"}")


def _number(rng: random.Random, base: dict[str, Any]) -> Body:
    odd = rng.choice(
        (b"NaN", b"Infinity", b"-Infinity", b"1e999", b"-0", b"1" * 5_000, b"0x1", b"01", b"1.e", b"1E-999")
    )
    name = rng.choice([*base, "x"])
    return Body("odd number", dumped(base).rstrip(b"}") + b", " + dumped(name) + b": " + odd + b"}")


def _bytes(rng: random.Random, base: dict[str, Any]) -> Body:
    whole = dumped(base)
    content = rng.choice((
        rng.randbytes(rng.choice((0, 1, 5, 200, 5_000))), whole.decode().encode("utf-16"), b"\xef\xbb\xbf" + whole,
        whole[: rng.randint(0, len(whole))], whole * 2, whole.replace(b'"', b"'"), b"\xff" + whole, whole + b"\0",
    ))  # fmt: skip
    return Body("bytes", content)


def _large(rng: random.Random, base: dict[str, Any]) -> Body:
    place = _place(rng, base)
    place[0][place[1]] = rng.choice('aé😀\\"') * rng.choice((20_000, 200_000, 1_000_000))
    return Body("large", dumped(base))


def _bomb(rng: random.Random, base: dict[str, Any]) -> Body:
    name = rng.choice(ENCODINGS)
    plain = dumped(base) if rng.random() < 0.5 else b'{"x": "' + b"a" * 5_000_000 + b'"}'
    packed = gzip.compress(plain, 1, mtime=0) if "gzip" in name else zlib.compress(plain, 1)
    return Body("compressed", packed, {"Content-Type": "application/json", "Content-Encoding": name})


def _media(rng: random.Random, base: dict[str, Any]) -> Body:
    odd = (
        "text/plain", "", "application/json; charset=utf-16", "application/x-www-form-urlencoded", "*/*",
        "multipart/form-data; boundary=x", "application/json, text/html", "APPLICATION/JSON", "application/json;" * 40,
    )  # fmt: skip
    return Body("media type", dumped(base), {"Content-Type": rng.choice(odd)})


def _place(rng: random.Random, base: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Somewhere in it: the object, and the name of one of its members."""
    inner = [base, *(value for value in base.values() if isinstance(value, dict))]
    found = rng.choice(inner)
    return found, rng.choice(list(found) or ["x"])


Trick = Callable[[random.Random, dict[str, Any]], Body]
TRICKS: tuple[Trick, ...] = (
    _text, _text, _text, _text, _type, _type, _shape, _deep, _twice, _number, _bytes, _large, _bomb, _media,
)  # fmt: skip

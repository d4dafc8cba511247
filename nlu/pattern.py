"""Token patterns written as short lines, compiled to spaCy Matcher patterns.

`can|could i|we _? <cancel>` means: one of two words, one of two words, perhaps any word, a word of the
class. `_3` is up to three words, `~3` up to three words that are not of class `strong`, `!a|<b>` a word
other than these, `...` any tokens, `<digits>` a number. Words are compared by their norm, so "n't" is
"not" and "'ll" is "will".
"""

import re
from typing import Any

Classes = dict[str, list[str]]
TokenPattern = list[dict[str, Any]]


def compile_line(line: str, classes: Classes) -> TokenPattern:
    """The Matcher pattern of one line. Raises `KeyError` for an unknown class."""
    return [token for part in line.split() for token in _tokens(part, classes)]


def compile_lines(lines: list[str], classes: Classes) -> list[TokenPattern]:
    """Patterns of many lines, ready for `Matcher.add`."""
    return [compile_line(line, classes) for line in lines]


def _tokens(part: str, classes: Classes) -> TokenPattern:
    gap = re.fullmatch(r"([_~])(\d+)", part)
    if not gap:
        return [_token(part, classes)]
    word = "_?" if gap[1] == "_" else "!<strong>?"
    return [_token(word, classes)] * int(gap[2])


def _token(part: str, classes: Classes) -> dict[str, Any]:
    if part == "...":
        return {"OP": "*"}
    bare, op = (part[:-1], part[-1]) if part[-1] in "?*+" and len(part) > 1 else (part, "")
    token = _test(bare, classes)
    return {**token, "OP": op} if op else token


def _test(bare: str, classes: Classes) -> dict[str, Any]:
    if bare == "_":
        return {"IS_PUNCT": False}
    if bare == "<digits>":
        return {"IS_DIGIT": True}
    if bare.startswith("!"):
        return {"NORM": {"NOT_IN": _words(bare[1:], classes)}, "IS_PUNCT": False}
    if "<digits>" in bare:
        return {"NORM": {"REGEX": rf"^(?:\d+|{'|'.join(_words(bare.replace('<digits>', '0'), classes))})$"}}
    return {"NORM": {"IN": _words(bare, classes)}}


def _words(bare: str, classes: Classes) -> list[str]:
    found: list[str] = []
    for word in bare.split("|"):
        found += classes[word[1:-1]] if word.startswith("<") and word.endswith(">") else [word]
    return found

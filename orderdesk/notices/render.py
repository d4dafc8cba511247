"""From an outbox row to an e-mail with a text and an HTML part, both made from the same sentences."""

from __future__ import annotations

import hashlib
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, meta, nodes

from orderdesk.facts import unpack
from orderdesk.model import Customer, OutboxRow, Seller
from orderdesk.notices.shown import FILTERS
from orderdesk.reader import Reader

TEMPLATES = Path(__file__).parent / "templates"
SUFFIX = ".j2"
#: What every letter is given besides its own facts.
GIVEN = frozenset({"reader", "kit", "layout"})


def render(row: OutboxRow, to: Customer | Seller, sender: str) -> EmailMessage:
    """The e-mail of an outbox row (facts packed). Raises jinja2's errors for an unknown letter or a missing fact."""
    reader = Reader.of_seller(to) if isinstance(to, Seller) else Reader.of(to, full=True)
    facts = {**unpack(row.facts), "reader": reader}
    message = EmailMessage()
    message["Subject"] = _subject(row.template, facts)
    message["From"] = sender
    message["To"] = Address(display_name=" ".join(to.name.split()), addr_spec=to.email or "")
    message["Date"] = format_datetime(row.created_at)
    message["Message-ID"] = f"<{hashlib.sha256(row.key.encode()).hexdigest()[:32]}@{_domain(sender)}>"
    message["Auto-Submitted"] = "auto-generated"
    text = _environment("text").get_template(row.template + SUFFIX).render(facts)
    message.set_content(re.sub(r"\n{3,}", "\n\n", text))
    message.add_alternative(
        _environment("html").get_template(row.template + SUFFIX).render(facts), subtype="html"
    )
    return message


def letters() -> tuple[str, ...]:
    """The names of all letters."""
    return tuple(sorted(path.stem for path in TEMPLATES.glob("*.j2") if not path.stem.startswith("_")))


@cache
def needs(letter: str) -> frozenset[str]:
    """The facts that a letter mentions, needed or not."""
    parsed = _environment("text").parse((TEMPLATES / f"{letter}{SUFFIX}").read_text("utf-8"))
    own = {node.target for node in parsed.find_all(nodes.Import)}
    own |= {str(name) for node in parsed.find_all(nodes.FromImport) for name in node.names}
    own |= {node.target.name for node in parsed.find_all(nodes.Assign) if isinstance(node.target, nodes.Name)}
    return frozenset(meta.find_undeclared_variables(parsed)) - GIVEN - own


def _subject(letter: str, facts: dict[str, Any]) -> str:
    template = _environment("text").get_template(letter + SUFFIX)
    text = "".join(template.blocks["subject"](template.new_context(facts)))
    return " ".join(text.split())


@lru_cache(maxsize=2)
def _environment(kind: str) -> Environment:
    """`text` or `html`: the same letters over another kit of building blocks and another layout."""
    escape = kind == "html"
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=escape,  # noqa: S701 (the text part is no HTML)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    environment.globals["layout"] = f"_{kind}_layout.j2"
    environment.globals["kit"] = environment.get_template(f"_{kind}_kit.j2").module
    return environment


def _domain(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"

"""What the demo shop's page shows, from the demo's own data: `python -m tests.browser.window` writes it anew."""

from __future__ import annotations

import json
import re
from itertools import zip_longest
from pathlib import Path
from typing import Any

import tomli

from orderdesk import demo

DEMO = Path(demo.__file__).parent
FILE = Path(__file__).parents[2] / "gateway" / "static" / "shop-window.json"
SIGNS = {"USD": "$", "GBP": "£"}
ROW = re.compile(r"\| `(\w+)` \| .+? \| (.+?) \|")


def text() -> str:
    """The file: buyers' situations by handle, and the products."""
    readme = (DEMO / "README.md").read_text(encoding="utf-8")
    buyers = dict(found.groups() for found in map(ROW.match, readme.splitlines()) if found)
    catalog = tomli.loads((DEMO / "catalog.toml").read_text(encoding="utf-8"))
    shelves = [
        [_product(key, one, seller) for key, one in seller["products"].items()] for seller in catalog.values()
    ]
    products = [
        one for row in zip_longest(*shelves) for one in row if one
    ]  # one of each seller, then the next
    rows = ",\n".join("    " + json.dumps(one, ensure_ascii=False) for one in products)
    people = json.dumps(buyers, ensure_ascii=False, indent=4).replace("\n}", "\n  }")
    return f'{{\n  "buyers": {people},\n  "products": [\n{rows}\n  ]\n}}\n'


def _product(key: str, one: dict[str, Any], seller: dict[str, Any]) -> dict[str, str]:
    price = SIGNS[seller["currency"]] + one["price"]
    return {"title": one["title"], "seller": seller["name"], "price": price, "image": f"{key}.svg"}


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")

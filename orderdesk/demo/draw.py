"""Draws the products: `python -m orderdesk.demo.draw` writes images/ anew from shapes.toml and catalog.toml."""

from __future__ import annotations

from pathlib import Path
from string import Template
from typing import Any

from orderdesk.demo.data import HERE, read

IMAGES = HERE / "images"
COLOURS = ("body", "shade", "light", "accent")
FRAME = Template(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96">\n'
    '<rect width="96" height="96" rx="18" fill="$ground"/>'
    '<ellipse cx="48" cy="81" rx="27" ry="4" opacity=".1"/>\n'
    "$drawing\n</svg>\n"
)


def picture(entry: dict[str, Any]) -> str:
    """An SVG from a catalog entry's `picture`: shape, ground and four colours."""
    drawing = Template(read("shapes")[entry["shape"]].strip())
    colours = dict(zip(COLOURS, entry["colours"], strict=True))
    return FRAME.substitute(ground=entry["ground"], drawing=drawing.substitute(colours))


def pictures() -> dict[str, str]:
    """File names and contents for the whole catalog."""
    return {
        f"{name}.svg": picture(item["picture"])
        for shop in read("catalog").values()
        for name, item in shop["products"].items()
    }


def write(folder: Path = IMAGES) -> None:
    """Write every picture, and remove those of products that are gone."""
    folder.mkdir(exist_ok=True)
    fresh = pictures()
    for old in folder.glob("*.svg"):
        if old.name not in fresh:
            old.unlink()
    for name, content in fresh.items():
        (folder / name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    write()

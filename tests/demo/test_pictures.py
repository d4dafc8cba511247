"""The drawings."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from orderdesk.demo.catalog import offers
from orderdesk.demo.data import read
from orderdesk.demo.draw import IMAGES, pictures, write
from orderdesk.demo.keys import Keys

SVG = "{http://www.w3.org/2000/svg}"
FILES = sorted(path.name for path in IMAGES.iterdir())
DRAWN = {"svg", "g", "rect", "circle", "ellipse", "path"}


def test_a_picture_for_every_product() -> None:
    """Each product has its picture, and there are no others."""
    assert sorted(offer.product.image for offer in offers(Keys()).values()) == FILES


def test_pictures_are_what_the_data_draw(tmp_path: Path) -> None:
    """The pictures in the repository are those that the shapes and colours make; old ones are swept away."""
    (tmp_path / "gone.svg").write_text("<svg/>", encoding="utf-8")
    write(tmp_path)
    drawn = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert drawn == pictures() == {name: (IMAGES / name).read_text(encoding="utf-8") for name in FILES}


def test_every_shape_is_used() -> None:
    """No drawing is left over."""
    used = {
        item["picture"]["shape"] for shop in read("catalog").values() for item in shop["products"].values()
    }
    assert used == set(read("shapes"))


@pytest.mark.parametrize("name", FILES)
def test_small_and_harmless(name: str) -> None:
    """A picture is a small square of plain shapes: no script, no style, no link, no text, no outside address."""
    raw = (IMAGES / name).read_bytes()
    assert len(raw) < 2048
    root = ElementTree.fromstring(raw)
    assert (root.tag, root.get("viewBox")) == (f"{SVG}svg", "0 0 96 96")
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in DRAWN
        assert not any(
            key.startswith("on") or "href" in key or "url(" in value for key, value in element.items()
        )
    assert "$" not in raw.decode()

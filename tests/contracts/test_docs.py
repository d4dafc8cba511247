"""The README says what is true."""

from __future__ import annotations

import re

from tests.contracts.domain import ROOT


def test_every_setting_is_in_the_readme() -> None:
    """A variable that the code reads is documented."""
    files = [ROOT / "orderdesk" / "settings.py", ROOT / "gateway" / "settings.py"]
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    names = {f"ORDERDESK_{name}" for name in re.findall(r'given\.read\(\s*"([A-Z_]+)"', text)}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert names and {name for name in names if f"`{name}`" not in readme} == set()


def test_links_in_the_papers_lead_somewhere() -> None:
    """Every relative link of a Markdown file exists."""
    papers = [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *(ROOT / "docs").glob("*.md"),
        ROOT / "models" / "README.md",
    ]
    dead = [
        f"{paper.name}: {target}"
        for paper in papers
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", paper.read_text(encoding="utf-8"))
        if not target.startswith("http") and not (paper.parent / target).exists()
    ]
    assert not dead


def test_the_commands_of_the_readme_exist() -> None:
    """`make` targets and `orderdesk` commands that the README names."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert {
        name for name in re.findall(r"`?make ([a-z]+)", readme) if not re.search(rf"^{name}:", makefile, re.M)
    } == set()

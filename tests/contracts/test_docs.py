"""The README says what is true."""

from __future__ import annotations

import re

from tests.contracts.domain import ROOT, python_files


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
    from orderdesk.cli import desk

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert {
        name for name in re.findall(r"`?make ([a-z]+)", readme) if not re.search(rf"^{name}:", makefile, re.M)
    } == set()
    named = set(re.findall(r"^(?:\.venv/bin/)?orderdesk ([a-z]+)", readme, re.M))
    assert named and named - set(desk.commands) == set()


def test_every_variable_that_is_read_is_documented() -> None:
    """Also one that a component or a platform reads by itself."""
    read = set()
    for path, _ in python_files("orderdesk", "gateway", "nlu", "actions", "rasa_speed"):
        read |= set(re.findall(r"\bORDERDESK_[A-Z_]*[A-Z]\b", path.read_text(encoding="utf-8")))
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    told = "".join(page.read_text(encoding="utf-8") for page in pages)
    assert {name for name in read if name not in told} == set()

"""The README tells the truth."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\]\((?!http)([^)#]+)\)|src=\"([^\"]+)\"")


def documents():
    """Every page of ours that links to files."""
    return [
        ROOT / "README.md",
        *ROOT.glob("services/*/README.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("deploy/**/*.md"),
    ]


def test_every_link_leads_somewhere():
    dead = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in documents()
        for pair in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / (target := pair[0] or pair[1])).exists()
    ]
    assert not dead


def test_the_where_is_it_table_fits_one_screen():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 60

"""What the pages say is there: links lead somewhere, and commands that are named can be typed."""

import ast
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from tests.architecture.code_map import ROOT

LINK = re.compile(r"\[[^\]]*\]\(([^()\s]+)\)")
CODE = re.compile(r"^ *```[a-z]*\n(.*?)^ *```$|`([^`\n]+)`", re.MULTILINE | re.DOTALL)
VERSION = re.compile(r"\[(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d)")
KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def tracked() -> list[Path]:
    """Every file that git tracks or would track."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)  # noqa: S603 - fixed words
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


PAGES = [path for path in tracked() if path.suffix == ".md"]


def place(path: Path) -> str:
    return str(path.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    """The names by which the headings of *page* can be linked to, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def code(page: Path) -> list[str]:
    """The lines of *page* that are set as code."""
    found = CODE.findall(page.read_text("utf-8"))
    return [line.strip() for pair in found for piece in pair for line in piece.splitlines()]


@pytest.mark.parametrize("page", PAGES, ids=place)
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(page.read_text("utf-8")):
        where, _, anchor = link.partition("#")
        if re.match(r"https?:|mailto:", link):
            continue
        target = (page.parent / where).resolve() if where else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def test_every_make_command_that_is_named_can_be_typed() -> None:
    there = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {name for page in PAGES for line in code(page) for name in made(line)}
    assert {"demo", "test", "check", "bench"} <= named <= there


def made(line: str) -> list[str]:
    return re.findall(r"(?:^|[;&|] )make ([a-z]+)", line)


def test_every_parley_command_that_is_named_can_be_typed() -> None:
    named = {
        name
        for page in PAGES
        for line in code(page)
        for name in re.findall(r"^parley ([a-z]+)", line)
    }
    help_page = subprocess.run(
        [sys.executable, "-m", "bot", "--help"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    assert {"serve", "doctor", "manifest"} <= named
    assert named <= set(re.findall(r"^  ([a-z]+) ", help_page, re.MULTILINE))


def test_the_changelog_keeps_its_form() -> None:
    page = (ROOT / "CHANGELOG.md").read_text("utf-8")
    first, *released = re.findall(r"^## (.+)$", page, re.MULTILINE)
    assert first == "[Unreleased]"
    versions = [VERSION.fullmatch(heading) for heading in released]
    assert None not in versions
    order = [(m[2], [int(part) for part in m[1].split(".")]) for m in versions if m]
    assert all(newer > older for newer, older in pairwise(order))
    assert set(re.findall(r"^### (.+)$", page, re.MULTILINE)) <= KINDS


def spoken(module: Path) -> list[str]:
    """The texts in *module* that are not documentation of its code."""
    tree = ast.parse(module.read_text("utf-8"))
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare
    ]


def test_nothing_that_the_program_says_names_a_page_that_comes_without_it() -> None:
    packages = ("bot", "handlers", "language", "calendars", "meetings", "storage")
    python = [path for path in tracked() if path.suffix == ".py"]
    modules = [path for path in python if place(path).startswith(packages)]
    assert len(modules) > 100
    named = [
        f"{place(module)}: {text}"
        for module in modules
        for text in spoken(module)
        if re.search(r"docs/|\w\.md\b", text)
    ]
    assert named == []

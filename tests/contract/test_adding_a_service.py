"""The service that docs/adding-a-service.md builds keeps the contract, as the page has it.

The checkout is copied, the page's code is put where the page says, and the tests that a reader
would run are run there.
"""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.mutants.__main__ import copied

PAGE = Path(__file__).parents[2] / "docs" / "adding-a-service.md"
CODE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILES: Mapping[str, str] = {
    '"""Acme Meetings': "meetings/services/acme.py",
    '"""A loopback Acme server': "sandbox/services/acme.py",
    '"""Acme\'s documented replies': "tests/meetings/test_acme.py",
}
"""How a whole file begins on the page, and where it goes."""

PLACES: Mapping[str, tuple[str, str]] = {
    '    "acme": "sandbox': ("sandbox/environment.py", "LOOPBACKS: Mapping[str, str] = {\n"),
    '    "acme": ServiceCase': (
        "tests/contract/cases.py",
        "CASES: Mapping[str, ServiceCase] = {\n",
    ),
}
"""How an entry begins on the page, the file it goes into, and the line that it stands behind."""

SERVICES = "SERVICES: tuple[CatalogEntry, ...] = (\n"


def code_of(page: str) -> list[str]:
    """The page's blocks of Python."""
    return CODE.findall(page)


def build(page: str, root: Path) -> None:
    """Do in the copy at *root* what the page says."""
    blocks = code_of(page)
    for beginning, name in FILES.items():
        [block] = [each for each in blocks if each.startswith(beginning)]
        (root / name).write_text(block, "utf-8")
    for beginning, (name, line) in PLACES.items():
        [block] = [each for each in blocks if each.startswith(beginning)]
        insert(root / name, line, block)
    [block] = [each for each in blocks if each.startswith("def _acme()")]
    function, _, entry = block.partition("SERVICES = (\n    ...,\n")
    insert(root / "meetings/catalog.py", SERVICES, entry.removesuffix(")\n"))
    catalog = root / "meetings/catalog.py"
    catalog.write_text(catalog.read_text("utf-8").replace(SERVICES, f"{function}{SERVICES}"))


def insert(file: Path, line: str, block: str) -> None:
    """Put *block* behind *line*, which stands once in *file*."""
    text = file.read_text("utf-8")
    assert text.count(line) == 1, f"{file.name}: {line}"
    file.write_text(text.replace(line, line + block), "utf-8")


def run(root: Path, *command: str) -> str:
    """Run a module of Python's in the copy; its output. Fails where it does."""
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    process = subprocess.run(  # noqa: S603 - our own tools, on a copy of our own code
        [sys.executable, "-m", *command],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert process.returncode == 0, process.stdout[-8_000:] + process.stderr[-2_000:]
    return process.stdout


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout in which the page was followed."""
    root = copied(tmp_path_factory.mktemp("acme"))
    build(PAGE.read_text("utf-8"), root)
    return root


TESTS = ("tests/contract", "tests/meetings/test_acme.py", "-k", "acme")
PYTEST = ("pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist")


def test_the_example_keeps_the_contract(checkout: Path) -> None:
    last = run(checkout, *PYTEST, *TESTS).splitlines()[-1]
    passed = re.match(r"(\d+) passed", last)
    assert passed, last
    assert int(passed[1]) > 100


def test_the_example_is_laid_out_and_typed_as_all_code_here(checkout: Path) -> None:
    files = [*FILES.values(), "meetings/catalog.py", "sandbox/environment.py"]
    run(checkout, "ruff", "format", "--check", "--no-cache", *files)
    run(checkout, "ruff", "check", "--no-cache", *files)
    run(checkout, "mypy", "--no-error-summary", "--cache-dir", str(checkout / ".types"), *files[:2])

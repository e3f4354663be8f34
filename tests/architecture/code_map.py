"""The map of the code, docs/map.md: each module with its first sentence.

``python -m tests.architecture.code_map`` writes it (``make fix`` does so).
"""

import ast
from collections.abc import Iterator
from itertools import chain, groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("bot", "handlers", "language", "calendars", "meetings", "storage", "sandbox")
MAP = ROOT / "docs" / "map.md"
WIDTH = 26
HEAD = """\
# The map

The first sentence of each module. `make fix` writes this page; a test compares it with the code.

"""


def sources(*folders: str) -> list[Path]:
    """Every Python file below *folders*, in the order in which the map shows them."""
    found = (sorted((ROOT / folder).rglob("*.py"), key=_rank) for folder in folders)
    return list(chain.from_iterable(found))


def first_sentence(path: Path) -> str:
    """The first line of the docstring of *path*, empty where there is none."""
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "\n").splitlines()[0]


def drawn() -> str:
    """The page: a line for each folder with what it is about, and one for each module in it."""
    lines = "".join(f"{line}\n" for line in _lines())
    return f"{HEAD}```\n{lines}```\n"


def _rank(path: Path) -> tuple[object, ...]:
    return path.parent.parts, path.name


def _lines() -> Iterator[str]:
    for folder, paths in groupby(sources(*PACKAGES, "bench"), key=lambda path: path.parent):
        about = {path.name: first_sentence(path) for path in paths}
        yield f"{f'{folder.relative_to(ROOT)}/':{WIDTH}} {about.pop('__init__.py', '')}".rstrip()
        yield from (f"{f'  {name}':{WIDTH}} {sentence}" for name, sentence in about.items())


if __name__ == "__main__":
    MAP.write_text(drawn(), "utf-8")

"""The map of the house: each file with its first sentence, as CONTRIBUTING shows it.

``python -m tests.house.tree`` draws it anew (``make fix`` does so).
"""

import ast
from collections.abc import Iterator
from itertools import chain, groupby
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
ROOMS = ("bot", "handlers", "language", "calendars", "meetings", "storage", "sandbox")
MAP = HOUSE / "CONTRIBUTING.md"
FROM, TO = "<!-- the map -->\n```\n", "```\n<!-- end of the map -->"
WIDTH = 26


def sources(*folders: str) -> list[Path]:
    """Every Python file below *folders* of the house, in the order in which the map shows them."""
    found = (sorted((HOUSE / folder).rglob("*.py"), key=_rank) for folder in folders)
    return list(chain.from_iterable(found))


def first_sentence(path: Path) -> str:
    """The first line of the docstring of *path*, empty where there is none."""
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "\n").splitlines()[0]


def drawn() -> str:
    """The map: a line for each folder with what it is about, and one for each file in it."""
    return "".join(f"{line}\n" for line in _lines())


def shown() -> str:
    """The map as CONTRIBUTING shows it now."""
    return MAP.read_text("utf-8").partition(FROM)[2].partition(TO)[0]


def redraw() -> None:
    """Put the map as it is into CONTRIBUTING."""
    page = MAP.read_text("utf-8")
    before, _, after = page.partition(FROM)
    MAP.write_text(before + FROM + drawn() + TO + after.partition(TO)[2], "utf-8")


def _rank(path: Path) -> tuple[object, ...]:
    return path.parent.parts, path.name


def _lines() -> Iterator[str]:
    for folder, paths in groupby(sources(*ROOMS, "bench"), key=lambda path: path.parent):
        about = {path.name: first_sentence(path) for path in paths}
        yield f"{f'{folder.relative_to(HOUSE)}/':{WIDTH}} {about.pop('__init__.py', '')}".rstrip()
        yield from (f"{f'  {name}':{WIDTH}} {sentence}" for name, sentence in about.items())


if __name__ == "__main__":
    redraw()

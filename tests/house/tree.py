"""The map of the house: each file with its first sentence, as CONTRIBUTING shows it.

``python -m tests.house.tree`` draws it anew (``make fix`` does so).
"""

import ast
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
ROOMS = ("bot", "handlers", "language", "diary", "meetings", "storage", "sandbox")
MAP = HOUSE / "CONTRIBUTING.md"
FROM, TO = "<!-- the map -->\n```\n", "```\n<!-- end of the map -->"
WIDTH = 34


def sources(*folders: str) -> list[Path]:
    """Every Python file below *folders* of the house, in the order in which the map shows them."""
    found = (path for folder in folders for path in (HOUSE / folder).rglob("*.py"))
    return sorted(found, key=lambda path: (path.parent.parts, path.name != "__init__.py", path))


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


def _lines() -> Iterator[str]:
    for path in sources(*ROOMS, "bench"):
        place = path.relative_to(HOUSE)
        if path.name == "__init__.py":
            yield f"{f'{place.parent}/':{WIDTH}} {first_sentence(path)}"
        else:
            yield f"{'  ' * (len(place.parts) - 1) + place.name:{WIDTH}} {first_sentence(path)}"


if __name__ == "__main__":
    redraw()

"""Files and functions are small, named in the field's words, and each file says what it is."""

import ast
import tomllib
from pathlib import Path

import pytest

from tests.architecture.tree import HOUSE, ROOMS, drawn, first_sentence, shown, sources

FILE_LINES, FUNCTION_LINES = 400, 40
NAMELESS = {"utils", "util", "common", "helpers", "helper", "core", "base", "manager", "misc"}


def place(path: Path) -> str:
    return str(path.relative_to(HOUSE))


@pytest.mark.parametrize("path", sources(*ROOMS), ids=place)
def test_files_and_functions_are_small(path: Path) -> None:
    source = path.read_text("utf-8")
    assert len(source.splitlines()) <= FILE_LINES
    functions = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    long = [f.name for f in functions if (f.end_lineno or f.lineno) - f.lineno >= FUNCTION_LINES]
    assert not long


@pytest.mark.parametrize("path", sources(*ROOMS, "bench", "tests"), ids=place)
def test_every_file_says_in_one_sentence_what_it_is(path: Path) -> None:
    assert first_sentence(path).endswith((".", ":"))


def test_every_name_says_which_room_it_is() -> None:
    names = {
        place(path): {*path.relative_to(HOUSE).parts[:-1], path.stem}
        for path in sources(*ROOMS, "bench", "tests")
    }
    assert [where for where, parts in names.items() if parts & NAMELESS] == []


def test_every_folder_of_a_room_says_what_it_is_about() -> None:
    folders = {HOUSE / room for room in ROOMS} | {path.parent for path in sources(*ROOMS)}
    assert [place(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


def test_every_tool_knows_every_room() -> None:
    tool = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["tool"]
    assert tool["hatch"]["build"]["targets"]["wheel"]["packages"] == list(ROOMS)
    assert tool["mypy"]["packages"] == list(ROOMS)
    assert tool["importlinter"]["root_packages"] == list(ROOMS)


def test_the_map_in_contributing_shows_the_house_as_it_is() -> None:
    assert shown() == drawn(), "make fix redraws it"

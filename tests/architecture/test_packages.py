"""Modules and functions are small, named in the field's words, and each module says what it is."""

import ast
import subprocess
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

from tests.architecture.code_map import MAP, PACKAGES, ROOT, drawn, first_sentence, sources

MODULE_LINES, FUNCTION_LINES = 400, 40
NAMELESS = {"utils", "util", "common", "helpers", "helper", "core", "base", "manager", "misc"}
SERVICES = ("meetings/services", "sandbox/services")


def place(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_modules_and_functions_are_small() -> None:
    large = []
    for path in sources(*PACKAGES):
        source = path.read_text("utf-8")
        if (lines := len(source.splitlines())) > MODULE_LINES:
            large.append(f"{place(path)}: {lines} lines")
        large += [
            f"{place(path)}: {node.name} has {length} lines"
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
        ]
    assert large == []


def test_every_module_says_in_one_sentence_what_it_is() -> None:
    silent = [
        place(path)
        for path in sources(*PACKAGES, "bench", "tests")
        if not first_sentence(path).endswith((".", ":"))
    ]
    assert silent == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    names = {
        place(path): {*path.relative_to(ROOT).parts[:-1], path.stem}
        for path in sources(*PACKAGES, "bench", "tests")
    }
    assert [where for where, parts in names.items() if parts & NAMELESS] == []


def test_a_class_name_stands_in_one_module_only() -> None:
    """Modules of two meeting services are parallel: each may have its own Session."""
    places: dict[str, set[str]] = defaultdict(set)
    for path in sources(*PACKAGES):
        classes = [node for node in ast.parse(path.read_text("utf-8")).body if is_class(node)]
        for node in classes:
            places[node.name].add(place(path))
    twice = {name: sorted(where) for name, where in places.items() if not parallel(where)}
    assert twice == {}


def is_class(node: ast.stmt) -> bool:
    return isinstance(node, ast.ClassDef)


def parallel(where: set[str]) -> bool:
    """Whether the modules in *where* are one, or belong each to a service of its own."""
    services = {Path(one).parts[:3] for one in where if one.startswith(SERVICES)}
    return len(where) == 1 or (
        len(services) == len(where) and len({service[:2] for service in services}) == 1
    )


def test_every_folder_of_a_package_says_what_it_is_about() -> None:
    folders = {ROOT / name for name in PACKAGES} | {path.parent for path in sources(*PACKAGES)}
    assert [place(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


def test_every_tool_knows_every_package() -> None:
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    assert tool["hatch"]["build"]["targets"]["wheel"]["packages"] == list(PACKAGES)
    assert tool["mypy"]["packages"] == list(PACKAGES)
    assert tool["importlinter"]["root_packages"] == list(PACKAGES)


def test_the_map_shows_the_code_as_it_is() -> None:
    assert MAP.read_text("utf-8") == drawn(), "make fix writes it"


def test_what_is_not_set_up_is_not_imported() -> None:
    """A bot with Jitsi alone does without XML, and nobody waits for what only a page needs."""
    heavy = ("lxml", "jinja2", "yaml", "dateparser", "meetings.services")
    code = f"import sys, bot.cli.serve; print([name for name in {heavy} if name in sys.modules])"
    imported = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert imported.stdout == "[]\n"


def test_every_benchmark_can_be_imported() -> None:
    """Nothing else looks at them: a renamed module would break them unseen."""
    names = [f"bench.{path.stem}" for path in sources("bench") if path.stem != "__main__"]
    script = f"import {', '.join(names)}"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)  # noqa: S603
    assert (done.returncode, done.stderr) == (0, "")

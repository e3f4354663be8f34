"""The lock files hold what pyproject.toml asks for, each file by its hash, from no named index."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib.metadata import packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.code_map import ROOT

ASKED = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RUNS, ALL = "requirements.lock", "requirements-dev.lock"
PACKAGES = ASKED["tool"]["mypy"]["packages"]


def locked(name: str) -> Mapping[str, tuple[str, frozenset[str]]]:
    """The version of each distribution in a lock file, and the hashes of its files."""
    text = (ROOT / name).read_text("utf-8")
    pins = re.findall(
        r"^([a-z0-9._-]+)==([^ ;]+).*((?:\n +--hash=sha256:[0-9a-f]{64}\b.*)+)", text, re.MULTILINE
    )
    assert len(pins) == len(re.findall(r"^[^ #\n]", text, re.MULTILINE))  # nothing without a hash
    return {
        distribution: (version, frozenset(re.findall(r"[0-9a-f]{64}", hashes)))
        for distribution, version, hashes in pins
    }


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        (RUNS, ASKED["project"]["dependencies"]),
        (ALL, ASKED["project"]["dependencies"] + ASKED["dependency-groups"]["dev"]),
    ],
)
def test_everything_that_is_asked_for_is_locked_in_a_version_that_will_do(
    name: str, asked: list[str]
) -> None:
    pins = {distribution: version for distribution, (version, _) in locked(name).items()}
    wanted = map(Requirement, asked)
    lacking = [w for w in wanted if not list(w.specifier.filter(pins.get(w.name, "").split()))]
    assert lacking == []
    assert len(pins) > 20


def test_tests_run_with_the_same_files_as_the_program() -> None:
    runs, everything = locked(RUNS), locked(ALL)
    assert {name for name, pin in runs.items() if everything.get(name) != pin} == set()


def test_what_the_program_imports_is_installed_without_the_tests() -> None:
    distributions = packages_distributions()
    for module in sorted(set(_imports())):
        owners = {canonicalize_name(owner) for owner in distributions.get(module, [])}
        assert owners & locked(RUNS).keys(), f"{module} is in no distribution of {RUNS}"


def _imports() -> Iterator[str]:
    """The top-level names of all libraries that the program and the sandbox import."""
    for path in (path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names.append(node.module or "")
            for name in (name.partition(".")[0] for name in names):
                if name not in {*sys.stdlib_module_names, *PACKAGES}:
                    yield name


@pytest.mark.parametrize("name", [RUNS, ALL])
def test_no_index_is_named(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert not re.search(r"://|--(?:extra-)?index-url|--find-links|--trusted-host", text)

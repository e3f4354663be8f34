"""Each service of the catalog claims what it must, and has its loopback, its tests and its page."""

import pytest

from meetings.catalog import SERVICES, TITLES, CatalogEntry
from sandbox.environment import LOOPBACKS
from tests.architecture.code_map import ROOT
from tests.architecture.settings_page import EXAMPLE, PAGE, example, page
from tests.architecture.test_settings import explained
from tests.contract.cases import CASES


def name(entry: CatalogEntry) -> str:
    return entry.info.name


def is_there(*paths: str) -> bool:
    return any((ROOT / path).exists() for path in paths)


def test_each_service_has_a_case_in_the_contract_suite_and_a_loopback() -> None:
    names = {name(entry) for entry in SERVICES}
    assert {case.service for case in CASES.values()} == names
    assert set(LOOPBACKS) == names


@pytest.mark.parametrize("entry", SERVICES, ids=name)
def test_a_service_claims_what_it_must(entry: CatalogEntry) -> None:
    """The suite tests what is claimed; the case keeps a claim from being dropped or forgotten."""
    for case in CASES.values():
        if case.service == name(entry):
            assert entry.info.capabilities == case.capabilities
    assert (entry.name, entry.title) == (entry.info.name, entry.info.title)
    assert TITLES[entry.name] == entry.title


@pytest.mark.parametrize("entry", SERVICES, ids=name)
def test_a_service_has_its_file_its_loopback_its_tests_and_its_page(entry: CatalogEntry) -> None:
    module = name(entry).replace("-", "_")
    assert is_there(f"meetings/services/{module}.py", f"meetings/services/{module}/__init__.py")
    assert is_there(f"sandbox/services/{module}.py", f"sandbox/services/{module}/__init__.py")
    assert is_there(f"tests/meetings/test_{module}.py", f"tests/meetings/{module}")
    assert is_there(f"docs/services/{name(entry)}.md")


def test_every_option_of_every_service_is_explained_and_no_other() -> None:
    known = {entry.variable(setting.name) for entry in SERVICES for setting in entry.settings}
    assert {variable for variable in explained() if "__" in variable} == known


def test_the_settings_of_services_are_written_from_the_catalog() -> None:
    assert PAGE.read_text("utf-8") == page(), "make fix writes it"
    assert EXAMPLE.read_text("utf-8") == example(), "make fix writes it"

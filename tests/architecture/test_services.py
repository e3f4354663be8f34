"""Each service of the catalog claims what it must, and has its loopback, its tests and its page."""

import pytest

from meetings.catalog import SERVICES, TITLES, CatalogEntry
from meetings.service import Capability, setting
from tests.architecture.code_map import ROOT
from tests.architecture.test_settings import explained

# What each service must be able to do. The contract suite tests what is claimed; this table keeps
# a claim from being dropped, and an ability from being forgotten.
CLAIMS: dict[str, set[Capability]] = {
    "jitsi": set(),  # a room is an address, and no server keeps a list of them
    # It keeps no times and no series; who came, and a way in for hosts alone, it does not tell.
    "skype": {Capability.READ, Capability.LIST, Capability.CHANGE, Capability.CANCEL},
    "webex-xml": {*Capability}
    - {Capability.ATTENDANCE},  # its meeting service does not tell who came
    "live-meeting": {*Capability}
    - {Capability.REPEAT},  # no document is left that says how to repeat
}


def name(entry: CatalogEntry) -> str:
    return entry.info.name


def there(*places: str) -> bool:
    return any((ROOT / place).exists() for place in places)


def test_the_table_of_claims_names_each_service() -> None:
    assert set(CLAIMS) == {name(entry) for entry in SERVICES}


@pytest.mark.parametrize("entry", SERVICES, ids=name)
def test_a_service_claims_what_it_must(entry: CatalogEntry) -> None:
    assert entry.info.capabilities == CLAIMS[name(entry)]
    assert entry.info.title == TITLES[name(entry)]


@pytest.mark.parametrize("entry", SERVICES, ids=name)
def test_a_service_has_its_file_its_loopback_its_tests_and_its_page(entry: CatalogEntry) -> None:
    module = name(entry).replace("-", "_")
    assert there(f"meetings/services/{module}.py", f"meetings/services/{module}/__init__.py")
    assert there(f"sandbox/services/{module}.py", f"sandbox/services/{module}/__init__.py")
    assert there(f"tests/meetings/test_{module}.py", f"tests/meetings/{module}")
    assert there(f"docs/services/{name(entry)}.md")


def test_every_option_of_every_service_is_explained_and_no_other() -> None:
    known = {
        setting(name(entry), option)
        for entry in SERVICES
        for option in (*entry.needs, *entry.addresses, *entry.others)
    }
    assert {one for one in explained() if "__" in one} == known

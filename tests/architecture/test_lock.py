"""The lock file holds what pyproject.toml asks for, each file by its hash, from no named index."""

import re
import tomllib

from packaging.requirements import Requirement

from tests.architecture.code_map import ROOT

LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PINNED = dict(re.findall(r"^([a-z0-9._-]+)==([^ ;]+)", LOCK, re.MULTILINE))


def test_everything_that_is_asked_for_is_locked_in_a_version_that_will_do() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = map(Requirement, asked["project"]["dependencies"] + asked["dependency-groups"]["dev"])
    lacking = [w for w in wanted if not list(w.specifier.filter(PINNED.get(w.name, "").split()))]
    assert lacking == []


def test_every_file_is_known_by_its_hash() -> None:
    assert len(PINNED) > 20
    hashed = re.findall(r"^\S+==.*\\\n    --hash=sha256:[0-9a-f]{64}\b", LOCK, re.MULTILINE)
    assert len(hashed) == len(PINNED)


def test_no_index_is_named() -> None:
    assert not re.search(r"://|--(?:extra-)?index-url|--find-links|--trusted-host", LOCK)

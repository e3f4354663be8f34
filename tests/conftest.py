"""How the tests are shared among processors: kill runs, which mostly wait, have one."""

import os

import pytest


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: one is with the kill runs, and mostly waits."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the kill runs together, and so in front: together they are the longest."""
    if config.pluginmanager.hasplugin("xdist"):
        for item in items:
            if item.path.name.startswith("test_kill"):
                item.add_marker(pytest.mark.xdist_group("kills"))

"""Faults of the administrator: each names the task, and its sentence sends people to who has it."""

from collections.abc import Iterator

import pytest

from meetings.catalog import SERVICES
from meetings.errors import MeetingError, Owner


def kinds(base: type[MeetingError] = MeetingError) -> Iterator[type[MeetingError]]:
    """Every error that there is, those of the services too."""
    for kind in base.__subclasses__():
        if kind.__module__.startswith("meetings."):
            yield kind
            yield from kinds(kind)


def administrators() -> list[type[MeetingError]]:
    for entry in SERVICES:
        entry.load()
    return [kind for kind in kinds() if kind.owner is Owner.ADMINISTRATOR]


@pytest.mark.parametrize("kind", administrators(), ids=lambda kind: kind.__qualname__)
def test_it_names_the_task_and_sends_people_to_the_administrator(kind) -> None:
    error = kind("Acme", "why", name="acme")
    assert error.administrators_task.endswith("It said: why.")
    assert "{" not in error.administrators_task
    assert "dministrator" in error.message


def test_an_account_is_spoilt_only_by_what_a_new_sign_in_mends() -> None:
    assert [kind for kind in kinds() if kind.spoils_account and not kind.needs_sign_in] == []

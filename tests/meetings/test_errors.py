"""Every error has a sentence that a person can act on."""

import pytest

from meetings import errors
from meetings.errors import (
    Interrupted,
    MeetingError,
    NotPossible,
    PermissionMissing,
    PolicyForbids,
    Rejected,
    ServiceUnreachable,
    UnexpectedReply,
)


def family(kind: type[MeetingError]) -> list[type[MeetingError]]:
    return [kind, *(each for child in kind.__subclasses__() for each in family(child))]


WITH_A_REASON = (Rejected, NotPossible, PermissionMissing, PolicyForbids)

HERE = [kind for kind in family(MeetingError) if kind.__module__ == errors.__name__]


@pytest.mark.parametrize("kind", HERE)
@pytest.mark.parametrize("detail", ["", "the lobby is full", "The lobby is full.", "{service}"])
def test_a_message_names_the_service_and_is_a_sentence(kind, detail):
    said = kind("WebEx", detail, name="webex-xml").message
    assert "WebEx" in said
    assert said.endswith(".")
    assert not said.endswith("..")
    assert "Error" not in said
    assert ": ." not in said
    assert "None" not in said


@pytest.mark.parametrize("kind", [one for one in HERE if one not in WITH_A_REASON])
def test_a_detail_stays_in_the_log(kind):
    assert "HTTP 500" not in kind("WebEx", "HTTP 500").message


def test_a_refusal_passes_the_reason_on_in_one_short_line():
    said = Rejected("WebEx", "the name\n\tis\r\ntaken").message
    assert "the name is taken" in said
    assert len(Rejected("WebEx", "x" * 5000).message) < 300


def test_only_what_may_have_happened_has_an_unknown_outcome():
    unknown = {kind for kind in HERE if kind("WebEx").outcome_unknown}
    assert unknown == {ServiceUnreachable, UnexpectedReply, Interrupted}
    assert not ServiceUnreachable("WebEx", sent=False).outcome_unknown


def test_the_way_to_connect_names_what_people_type():
    assert "`/meet connect webex-xml`" in errors.SignInExpired("WebEx", name="webex-xml").message


def test_the_tree_in_the_docstring_is_the_tree():
    drawn = {line.split()[1] for line in str(errors.__doc__).splitlines() if " x " in line}
    assert drawn == {kind.__name__ for kind in HERE} - {"MeetingError"}

"""Each exceptionID and what the person reads for it."""

import pytest

from meetings import errors
from meetings.services.webex_xml import errors as own
from tests.meetings.webex_xml import documents as doc
from tests.meetings.webex_xml.scripted_site import ADA, WEBEX, new_meeting, working_site

# The id, the class, whether something may have come of a create, and a word that must be read.
MEANINGS = [
    ("000000", own.ServerFault, True, "reports an error"),
    ("000001", own.AccessDenied, False, "another host"),
    ("000035", own.ServerFault, True, "reports an error"),
    ("000045", errors.ServiceBusy, False, "minute"),
    ("009001", own.AccessDenied, False, "administrator"),
    ("009002", own.AccessDenied, False, "administrator"),
    ("009003", own.AccessDenied, False, "administrator"),
    ("009004", own.AccessDenied, False, "administrator"),
    ("009007", own.DatesRefused, False, "start or the end"),
    ("009008", own.DatesRefused, False, "start or the end"),
    ("009009", own.DatesRefused, False, "start or the end"),
    ("009010", errors.NoSuchMeeting, False, "no longer has that meeting"),
    ("009011", errors.NoSuchMeeting, False, "no longer has that meeting"),
    ("010106", own.EventsOff, False, "classic events"),
    ("010107", own.SiteSuspended, False, "suspended"),
    ("019011", own.PasswordRefused, False, "password"),
    ("030001", own.UnknownUser, False, "user name"),
    ("030002", errors.SignInRefused, False, "did not accept that sign-in"),
    ("030004", errors.Rejected, False, "as the site says"),
    ("030005", errors.Rejected, False, "as the site says"),
    ("030006", own.UnknownUser, False, "user name"),
    ("030007", own.AccountLocked, False, "inactive"),
    ("030008", own.AccountLocked, False, "inactive"),
    ("040007", errors.Rejected, False, "as the site says (040007)"),
    ("060001", errors.NoSuchMeeting, False, "no longer has that meeting"),
    ("060017", own.MeetingTooLong, False, "shorten"),
    ("060019", own.HostUnknown, False, "host"),
    ("060021", own.HostNotPermitted, False, "scheduling permission"),
    ("060026", own.PasswordNeeded, False, "password"),
    ("999999", own.ServerFault, True, "reports an error"),
    ("123456", errors.Rejected, False, "as the site says (123456)"),
    ("15", errors.Rejected, False, "as the site says (15)"),
]


@pytest.mark.parametrize(
    ("number", "kind", "unknown", "read"), MEANINGS, ids=[row[0] for row in MEANINGS]
)
def test_each_id_has_its_meaning(number, kind, unknown, read) -> None:
    site = working_site().on("CreateMeeting", doc.failure(number, "as the site says"))
    with pytest.raises(errors.MeetingError) as caught:
        site.play(WEBEX.create(new_meeting(), ADA))
    assert isinstance(caught.value, kind)
    assert caught.value.outcome_unknown is unknown
    assert read in caught.value.message
    assert "WebEx" in caught.value.message
    assert site.names == ["CreateMeeting"]


def test_the_rate_limit_says_when_to_come_back() -> None:
    site = working_site().on("CreateMeeting", doc.failure("000045", "API Rate Limit Reach"))
    with pytest.raises(errors.ServiceBusy) as caught:
        site.play(WEBEX.create(new_meeting(), ADA))
    assert caught.value.retry_after == 60


def test_a_request_that_could_not_be_read_did_nothing() -> None:
    why = "validation: unable to find FieldDescriptor for listStatus"
    site = working_site().on("CreateMeeting", doc.failure("999999", why))
    with pytest.raises(own.RequestNotUnderstood) as caught:
        site.play(WEBEX.create(new_meeting(), ADA))
    assert not caught.value.outcome_unknown
    assert "listStatus" in caught.value.message


def test_the_first_of_the_sub_errors_is_told() -> None:
    detail = (
        "<serv:subErrors><serv:subError><serv:exceptionID>060017</serv:exceptionID>"
        "<serv:reason>more than 90 minutes</serv:reason></serv:subError></serv:subErrors>"
    )
    site = working_site().on("CreateMeeting", doc.failure("", "Not valid", detail))
    with pytest.raises(own.MeetingTooLong, match="more than 90 minutes"):
        site.play(WEBEX.create(new_meeting(), ADA))


def test_a_failure_without_a_word_is_a_refusal_all_the_same() -> None:
    site = working_site().on("CreateMeeting", doc.failure("", ""))
    with pytest.raises(errors.Rejected) as caught:
        site.play(WEBEX.create(new_meeting(), ADA))
    assert "gave no reason" in caught.value.message


def test_a_fault_of_the_servers_own_is_waited_out_where_nothing_can_be_doubled() -> None:
    down = doc.failure("000035", "ASService not responding")
    site = working_site().on("GetMeeting", down, down, doc.meeting())
    assert site.play(WEBEX.read(doc.KEY, ADA)).id == doc.KEY
    assert site.pauses == [1.0, 2.0]
    site = working_site().on("GetMeeting", down)
    with pytest.raises(own.ServerFault):
        site.play(WEBEX.read(doc.KEY, ADA))
    assert len(site.requests) == 3
    site = working_site().on("CreateMeeting", down)
    with pytest.raises(own.ServerFault):
        site.play(WEBEX.create(new_meeting(), ADA))
    assert len(site.requests) == 1


@pytest.mark.parametrize("reason", ["x" * 5_000, "a\nb\x85c", "<b>&amp;</b>"])
def test_whatever_the_reason_the_sentence_is_one_line(reason: str) -> None:
    escaped = reason.replace("&", "&amp;").replace("<", "&lt;").replace("\x85", "&#x85;")
    site = working_site().on("CreateMeeting", doc.failure("040007", escaped))
    with pytest.raises(errors.Rejected) as caught:
        site.play(WEBEX.create(new_meeting(), ADA))
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 300
    assert "(040007)" in caught.value.message

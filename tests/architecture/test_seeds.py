"""Every property, error and operation of the founding documents has a test, or a reason why not."""

import ast
import re

import pytest

from tests.architecture.code_map import ROOT

# What each document says, by its own names: the page may not drop a row.
GENERAL = "POST; JSON form; XML form; Meetings.ReadWrite; generic errors"
UCWA_ERRORS = "409 AlreadyExists; 409 TooManyGroups; 409 None; 410 CannotRedirect"
DOCUMENTS = {
    "startOnlineMeeting": f"""{GENERAL}; 201 and Location; operationId; importance; subject;
        threadId; onlineMeetingInvitation; 500 CallbackChannelError; {UCWA_ERRORS}""",
    "myOnlineMeetings": f"""GET; {GENERAL}; 201 and the meeting; self; myAssignedOnlineMeeting;
        myOnlineMeeting; accessLevel; attendees; automaticLeaderAssignment; description;
        entryExitAnnouncement;
        expirationTime; leaders; lobbyBypassForPhoneUsers; phoneUserAdmission; subject;
        conferenceId; joinUrl; legacyOnlineMeetingUri; onlineMeetingId; onlineMeetingRel;
        onlineMeetingUri; organizerUri; onlineMeetingExtensions; onlineMeetingExtension; Etag;
        409 TooManyOnlineMeetings; 500 CallbackChannelError; 500 InvalidExchangeServerVersion;
        {UCWA_ERRORS}""",
    "WebEx CreateMeeting": """siteName; webExID; password; meetingPassword; confName; meetingType;
        agenda; maxUserNumber; attendee; chat; poll; audioVideo; supportE2E; autoRecord; startDate;
        openTime; joinTeleconfBeforeHost; duration; timeZoneID; telephonySupport;
        extTelephonyDescription; result; exceptionID; gsbStatus; meetingkey; iCalendarURL;
        guestToken""",
    "Live Meeting messages": """request and reply; Fault; CreateMeeting; GetPostingURL; GetURL;
        Mass Transfer; GetCustomizedLinksMessage; options and return values;
        string restriction and transformation""",
    "Live Meeting service API": """creating meetings; modifying a meeting; deleting a meeting;
        reassigning ownership; storing metadata about a meeting; batch processing; creating users;
        retrieving and modifying user profiles; deleting users; default configurations for users;
        creating groups; modifying groups; deleting groups; uploading meeting content;
        downloading meeting recordings; meetings held in a time period; searching for meetings;
        participant information; polling results; seats used; malicious text from other clients""",
}
PAGE = (ROOT / "docs/seeds.md").read_text("utf-8")
ROW = re.compile(r"^\| (?P<what>[^|]+?) \| (?P<held>[^|]+?) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/.]+\.py)::(\w+)`")
REASON = re.compile(r"(?:not yet|never): \w.{15,}")


def rows(document: str) -> list[tuple[str, str]]:
    part = PAGE.partition(f"\n## {document}\n")[2].partition("\n## ")[0]
    return [(m["what"].replace("`", ""), m["held"]) for m in ROW.finditer(part)][1:]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_page_lists_all_that_the_document_says(document: str) -> None:
    said = sorted(" ".join(what.split()) for what in DOCUMENTS[document].split(";"))
    listed = sorted(what for what, _ in rows(document))
    assert listed == said


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_row_has_a_test_or_a_reason(document: str) -> None:
    bare = [
        what
        for what, held in rows(document)
        if not TEST.search(held) and not REASON.fullmatch(held)
    ]
    assert bare == []


def test_the_tests_that_are_named_exist() -> None:
    gone = [
        f"{file}::{name}" for file, name in TEST.findall(PAGE) if name not in functions_of(file)
    ]
    assert gone == []


def functions_of(file: str) -> set[str]:
    path = ROOT / file
    if not path.is_file():
        return set()
    found = ast.walk(ast.parse(path.read_text("utf-8")))
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return {f.name for f in found if isinstance(f, kinds)}

"""The vendor's recorded replies as Python data: what a pool of contoso.com answers."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx

ROOT = "https://lyncdiscover.contoso.com/"
POOL = "https://lyncweb.contoso.com"
USER = f"{POOL}/Autodiscover/AutodiscoverService.svc/root/oauth/user?originalDomain=contoso.com"
TOKEN_URL = f"{POOL}/WebTicket/oauthtoken"
APPLICATIONS = f"{POOL}/ucwa/oauth/v1/applications"
A = "/ucwa/oauth/v1/applications/103985322388"
EVENTS = f"{A}/events?ack=1"
START = f"{A}/communication/onlineMeetingInvitations?onlineMeetingUri=adhoc"
INVITATION = f"{A}/communication/onlineMeetingInvitations/60c6490148e84972a18ac13d601f29ec"
CONVERSATIONS = f"{A}/communication/conversations?filter=active"
CONVERSATION = f"{A}/communication/conversations/45c7e378-32fe-4709-b5ba-e5f913325f3e"
ONLINE_MEETING = f"{CONVERSATION}/onlineMeeting"
SCHEDULED = f"{A}/onlineMeetings/myOnlineMeetings"
MINE = f"{SCHEDULED}/PYC58WSY"
ROOM = f"{SCHEDULED}/1XAW22CG"
ELIGIBLE = f"{A}/onlineMeetings/eligibleValues"
POLICIES = f"{A}/onlineMeetings/policies"
DEFAULTS = f"{A}/onlineMeetings/defaultValues"
DIAL_IN = f"{A}/onlineMeetings/phoneDialInInformation"
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
JOIN = "https://meet.contoso.com/dana/B7X2KQ4N"

BEARER = (
    'Bearer trusted_issuers="00000002-0000-0ff1-ce00-000000000000@contoso.com", '
    'client_id="00000004-0000-0ff1-ce00-000000000000"'
)
GRANTS = "urn:microsoft.rtc:windows,urn:microsoft.rtc:anonmeeting,password"
MSRTC = f'MsRtcOAuth href="{TOKEN_URL}",grant_type="{GRANTS}"'


def reply(
    body: Any = None, status: int = 200, headers: dict[str, str] | None = None
) -> httpx.Response:
    """A reply in JSON, or an empty one."""
    if body is None:
        return httpx.Response(status, headers=headers)
    kind = {"Content-Type": "application/json; charset=utf-8"}
    return httpx.Response(status, headers={**kind, **(headers or {})}, content=json.dumps(body))


def page(status: int = 500, headers: dict[str, str] | None = None) -> httpx.Response:
    """What IIS or a proxy answers."""
    kind = {"Content-Type": "text/html"}
    return httpx.Response(status, headers={**kind, **(headers or {})}, content=b"<html>no</html>")


def refused(status: int, code: str, subcode: str | None = None, **more: Any) -> httpx.Response:
    """One of UCWA's own errors."""
    body = {"code": code, "message": f"Because of {subcode or code}.", **more}
    return reply({**body, "subcode": subcode} if subcode else body, status)


def links(**hrefs: Any) -> dict[str, Any]:
    return {
        rel: [{"href": member} for member in href] if isinstance(href, list) else {"href": href}
        for rel, href in hrefs.items()
    }


def root(user: str = USER, **other: str) -> httpx.Response:
    xframe = f"{POOL}/Autodiscover/XFrame/XFrame.html"
    hrefs = {"self": ROOT, "xframe": xframe, **({"user": user} if user else {}), **other}
    return reply({"_links": links(**hrefs)})


def challenge(*fields: str, status: int = 401) -> httpx.Response:
    headers = [("Content-Type", "text/html")]
    headers += [("WWW-Authenticate", field) for field in fields or (BEARER, MSRTC)]
    return httpx.Response(status, headers=headers, content=b"<html>401 - Unauthorized</html>")


def invalid_token() -> httpx.Response:
    headers = {
        "Warning": '120 lyncweb.contoso.com "InvalidToken"',
        "X-Ms-diagnostics": '28055;source="W15";reason="The OAuth token is invalid."',
        "WWW-Authenticate": MSRTC,
    }
    return page(403, headers)


def token(value: str = "cwt=AAEBHAEF-first") -> httpx.Response:
    return reply({"access_token": value, "expires_in": 28289, "token_type": "Bearer"})


def user(applications: str = APPLICATIONS) -> httpx.Response:
    hrefs = {"applications": applications, "xframe": f"{POOL}/Autodiscover/XFrame/XFrame.html"}
    return reply({"_links": links(**hrefs)})


def application(
    status: int = 201,
    start: str = START,
    events: str = EVENTS,
    meetings: dict[str, str] | None = None,
) -> httpx.Response:
    about = about_meetings() if meetings is None else meetings
    communication = {"self": f"{A}/communication", "conversations": CONVERSATIONS}
    if start:
        communication["startOnlineMeeting"] = start
    embedded = {
        "me": {"name": "Dana Birkby", "uri": "sip:dana@contoso.com", "rel": "me"},
        "onlineMeetings": {"_links": links(**about), "rel": "onlineMeetings"},
        "communication": {
            "4d221db7-4af0-476b-9443-8bc874283085": "please pass this in a PUT request",
            "supportedModalities": [],
            "_links": links(**communication),
            "rel": "communication",
            "etag": "3140562359",
        },
    }
    own = links(self=A, events=events, batch=f"{A}/batch")
    return reply({"culture": "en-US", "_links": own, "_embedded": embedded}, status)


def about_meetings() -> dict[str, str]:
    return {
        "myOnlineMeetings": SCHEDULED,
        "onlineMeetingEligibleValues": ELIGIBLE,
        "onlineMeetingPolicies": POLICIES,
        "onlineMeetingDefaultValues": DEFAULTS,
        "phoneDialInInformation": DIAL_IN,
    }


def accepted() -> httpx.Response:
    return httpx.Response(201, headers={"Location": INVITATION, "Content-Length": "0"})


def invitation(operation: str, state: str = "Connecting", **other: Any) -> dict[str, Any]:
    hrefs = {"self": INVITATION, "cancel": f"{INVITATION}/cancel", "conversation": CONVERSATION}
    hrefs.update(other.pop("hrefs", {}))
    return {
        "direction": "Outgoing",
        "importance": "Normal",
        "state": state,
        "operationId": operation,
        "_links": links(**{rel: href for rel, href in hrefs.items() if href}),
        "rel": "onlineMeetingInvitation",
        **other,
    }


def conversation(state: str = "Conferenced", **other: Any) -> dict[str, Any]:
    hrefs = {"self": CONVERSATION}
    if state == "Conferenced":
        hrefs["onlineMeeting"] = ONLINE_MEETING
    return {"state": state, "_links": links(**hrefs), "rel": "conversation", **other}


def online_meeting(join: str | None = JOIN) -> dict[str, Any]:
    uri = "sip:dana@contoso.com;gruu;opaque=app:conf:focus:id:B7X2KQ4N"
    meeting = {
        "rel": "onlineMeeting",
        "onlineMeetingUri": uri,
        "_links": links(self=ONLINE_MEETING, conversation=CONVERSATION),
    }
    return {**meeting, "joinUrl": join, "onlineMeetingId": "B7X2KQ4N"} if join else meeting


def event(rel: str, kind: str, body: Any = None, href: str = "", **other: Any) -> dict[str, Any]:
    hrefs = {
        "onlineMeetingInvitation": INVITATION,
        "conversation": CONVERSATION,
        "onlineMeeting": ONLINE_MEETING,
    }
    event = {"link": {"rel": rel, "href": href or hrefs[rel]}, "type": kind, **other}
    return {**event, "_embedded": {rel: body}} if body is not None else event


def events(*happened: dict[str, Any], sender: str = f"{A}/communication", **hrefs: str) -> Any:
    following = hrefs or {"next": f"{A}/events?ack=2"}
    body: dict[str, Any] = {"_links": links(self=EVENTS, **following)}
    if happened:
        body["sender"] = [{"rel": "communication", "href": sender, "events": list(happened)}]
    return reply(body)


def started(operation: str, **other: Any) -> dict[str, Any]:
    return event("onlineMeetingInvitation", "started", invitation(operation, **other))


def completed(operation: str, **other: Any) -> dict[str, Any]:
    body = invitation(operation, "Connected", **other)
    return event("onlineMeetingInvitation", "completed", body, status="Success")


def failed(operation: str, code: str, subcode: str) -> dict[str, Any]:
    return event(
        "onlineMeetingInvitation",
        "completed",
        invitation(operation, "Failed", hrefs={"conversation": "", "cancel": ""}),
        status="Failure",
        reason={"code": code, "subcode": subcode, "message": None},
    )


PUT_PROPERTY = {"56de7bbf-1081-43e6-bbf2-1cabf3224c83": "please pass this in a PUT request"}


def scheduled(
    description: str, join: str = "https://meet.contoso.com/dana/PYC58WSY", **other: Any
) -> dict[str, Any]:
    return {
        "rel": "myOnlineMeeting",
        "description": description,
        "onlineMeetingId": "PYC58WSY",
        "onlineMeetingUri": "sip:dana@contoso.com;gruu;opaque=app:conf:focus:id:PYC58WSY",
        "joinUrl": join,
        "subject": "Sprint review",
        **PUT_PROPERTY,
        "_links": links(self=MINE),
        "etag": "3109609770",
        **other,
    }


def room() -> dict[str, Any]:
    return {
        "rel": "myAssignedOnlineMeeting",
        "onlineMeetingId": "1XAW22CG",
        "joinUrl": "https://meet.contoso.com/dana/1XAW22CG",
        "subject": "",
        "_links": links(self=ROOM),
    }


def listing(*mine: dict[str, Any], rooms: bool = False, date: str = "") -> httpx.Response:
    embedded = {"myAssignedOnlineMeeting": [room()]} if rooms else {}
    embedded |= {"myOnlineMeeting": list(mine)} if mine else {}
    body = {"rel": "myOnlineMeetings", "_links": links(self=SCHEDULED), "_embedded": embedded}
    return reply(body, headers={"Date": date} if date else None)


def eligible(**other: Any) -> httpx.Response:
    body = {
        "rel": "onlineMeetingEligibleValues",
        "accessLevels": ["Invited", "SameEnterprise", "Everyone", "Locked"],
        "automaticLeaderAssignments": ["Disabled", "Everyone", "SameEnterprise"],
        "eligibleOnlineMeetingRels": ["myAssignedOnlineMeeting", "myOnlineMeetings"],
        "entryExitAnnouncements": ["Disabled", "Enabled"],
        "lobbyBypassForPhoneUsersSettings": ["Disabled", "Enabled"],
        "_links": links(self=ELIGIBLE, myOnlineMeetings=SCHEDULED),
    }
    return reply({**body, **other})


def policies(**other: Any) -> httpx.Response:
    body = {
        "rel": "onlineMeetingPolicies",
        "entryExitAnnouncement": "Enabled",
        "meetingSize": 250,
        "phoneUserAdmission": "Enabled",
        "_links": links(self=POLICIES),
    }
    return reply({**body, **other})


def defaults() -> httpx.Response:
    body = {
        "rel": "onlineMeetingDefaultValues",
        "accessLevel": "SameEnterprise",
        "automaticLeaderAssignment": "SameEnterprise",
        "entryExitAnnouncement": "Disabled",
        "lobbyBypassForPhoneUsers": "Enabled",
        "_links": links(self=DEFAULTS),
    }
    return reply(body)


def dial_in(*regions: tuple[str, str]) -> httpx.Response:
    embedded = [
        {"rel": "dialInRegion", "name": name, "number": number, "languages": ["en-US"]}
        for name, number in regions or (("Redmond", "tel:+14255550001"),)
    ]
    body = {
        "rel": "phoneDialInInformation",
        "defaultRegion": "Redmond",
        "conferenceId": "104402",
        "isAudioConferenceProviderEnabled": False,
        "_links": links(self=DIAL_IN),
        "_embedded": {"dialInRegion": embedded},
    }
    return reply(body)

"""What the administrator allows and presets: the read-only resources about online meetings.

Source: onlineMeetings, onlineMeetingPolicies, onlineMeetingEligibleValues,
onlineMeetingDefaultValues, onlineMeetingInvitationCustomization, phoneDialInInformation.
"""

from sandbox.services.skype.applications import ServedApplication
from sandbox.services.skype.deployment import Deployment
from sandbox.services.skype.links import links
from sandbox.services.skype.representations import Resource

_AT = "onlineMeetings"


def meetings(application: ServedApplication, deployment: Deployment) -> Resource:
    """The part ``onlineMeetings`` of an application, with the links that its user may follow."""
    hrefs = {"self": application.href(_AT)}
    if application.person.may_meet or deployment.denied != "links":
        mine = f"{_AT}/myOnlineMeetings"
        hrefs |= {
            "myOnlineMeetings": application.href(mine),
            "onlineMeetingDefaultValues": application.href(f"{_AT}/defaultValues"),
            "onlineMeetingEligibleValues": application.href(f"{_AT}/eligibleValues"),
            "onlineMeetingInvitationCustomization": application.href(f"{_AT}/customInvitation"),
            "onlineMeetingPolicies": application.href(f"{_AT}/policies"),
        }
        if deployment.dial_in:
            hrefs["phoneDialInInformation"] = application.href(f"{_AT}/phoneDialInInformation")
        if href := assigned(application, deployment):
            hrefs["myAssignedOnlineMeeting"] = href
    return {"_links": links(**hrefs), "rel": "onlineMeetings"}


def assigned(application: ServedApplication, deployment: Deployment) -> str:
    """The address of the person's permanent meeting; empty where there is none."""
    meeting_id = application.person.permanent_id
    has = bool(meeting_id) and deployment.permanent_meetings
    return application.href(f"{_AT}/myOnlineMeetings/{meeting_id}") if has else ""


def allowed(application: ServedApplication, deployment: Deployment) -> Resource:
    """The onlineMeetingPolicies."""
    choices = deployment.choices
    return {
        "rel": "onlineMeetingPolicies",
        "entryExitAnnouncement": _allowed("Enabled" in choices["entryExitAnnouncement"]),
        "externalUserMeetingRecording": "Disabled",
        "meetingRecording": "Enabled",
        "meetingSize": 250,
        "phoneUserAdmission": _allowed("Enabled" in choices["phoneUserAdmission"]),
        "voipAudio": "Enabled",
        "_links": links(self=application.href(f"{_AT}/policies")),
    }


def _allowed(allowed: bool) -> str:  # noqa: FBT001 - a truth is all there is to say
    return "Enabled" if allowed else "Disabled"


def eligible(application: ServedApplication, deployment: Deployment) -> Resource:
    """The onlineMeetingEligibleValues, whose names are plural."""
    mine = application.href(f"{_AT}/myOnlineMeetings")
    hrefs = {"self": application.href(f"{_AT}/eligibleValues"), "myOnlineMeetings": mine}
    rels = ["myOnlineMeetings"]
    if href := assigned(application, deployment):
        hrefs["myAssignedOnlineMeeting"] = href
        rels.insert(0, "myAssignedOnlineMeeting")
    return {
        "rel": "onlineMeetingEligibleValues",
        "accessLevels": deployment.eligible["accessLevel"],
        "automaticLeaderAssignments": deployment.eligible["automaticLeaderAssignment"],
        "eligibleOnlineMeetingRels": rels,
        "entryExitAnnouncements": deployment.eligible["entryExitAnnouncement"],
        "lobbyBypassForPhoneUsersSettings": deployment.eligible["lobbyBypassForPhoneUsers"],
        "_links": links(**hrefs),
    }


def preset(application: ServedApplication, deployment: Deployment) -> Resource:
    """The onlineMeetingDefaultValues."""
    return {
        "rel": "onlineMeetingDefaultValues",
        **deployment.presets,
        "defaultOnlineMeetingRel": "myOnlineMeetings",
        "participantsWarningThreshold": 250,
        "_links": links(self=application.href(f"{_AT}/defaultValues")),
    }


def invitation_texts(application: ServedApplication, deployment: Deployment) -> Resource:
    """The onlineMeetingInvitationCustomization."""
    return {
        "rel": "onlineMeetingInvitationCustomization",
        "enterpriseHelpUrl": f"https://meet.{deployment.domain}/firsttimehelp.html",
        "invitationFooterText": "The information in this invitation is confidential.",
        "invitationHelpUrl": f"https://meet.{deployment.domain}/help",
        "invitationLegalUrl": f"https://meet.{deployment.domain}/disclaimer.html",
        "invitationLogoUrl": f"https://meet.{deployment.domain}/companylogo.png",
        "_links": links(self=application.href(f"{_AT}/customInvitation")),
    }


def dial_in(application: ServedApplication, deployment: Deployment) -> Resource:
    """The phoneDialInInformation, which is the user's and not a meeting's."""
    return {
        "rel": "phoneDialInInformation",
        "defaultRegion": "London",
        "externalDirectoryUri": f"https://dialin.{deployment.domain}",
        "internalDirectoryUri": f"https://dialin.{deployment.domain}",
        "isAudioConferenceProviderEnabled": False,
        "conferenceId": "104402",
        "participantPassCode": "",
        "tollNumber": "",
        "tollFreeNumbers": [],
        "_links": links(self=application.href(f"{_AT}/phoneDialInInformation")),
        "_embedded": {"dialInRegion": [region(application, deployment)]},
    }


def region(application: ServedApplication, _deployment: Deployment) -> Resource:
    """The one dialInRegion."""
    return {
        "rel": "dialInRegion",
        "name": "London",
        "number": "tel:+442079460123",
        "languages": ["en-GB", "fr-FR"],
        "_links": links(self=application.href(f"{_AT}/phoneDialInInformation/687")),
    }


DOCUMENTS = {
    "": ("onlineMeetings", meetings),
    "policies": ("onlineMeetingPolicies", allowed),
    "eligibleValues": ("onlineMeetingEligibleValues", eligible),
    "defaultValues": ("onlineMeetingDefaultValues", preset),
    "customInvitation": ("onlineMeetingInvitationCustomization", invitation_texts),
    "phoneDialInInformation": ("phoneDialInInformation", dial_in),
    "phoneDialInInformation/687": ("dialInRegion", region),
}

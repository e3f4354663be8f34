"""How a scheduled meeting looks, with its extensions, alone and in the list of a person's meetings.

Source: myOnlineMeetings, and onlineMeetingExtensions for what is embedded there.
"""

from sandbox.services.skype.applications import ServedApplication
from sandbox.services.skype.conferences import MARKER, Conference
from sandbox.services.skype.deployment import Deployment
from sandbox.services.skype.links import links
from sandbox.services.skype.representations import Resource

AT = "onlineMeetings/myOnlineMeetings"


def scheduled_resource(
    conference: Conference, application: ServedApplication, deployment: Deployment
) -> Resource:
    """A myOnlineMeeting, or the myAssignedOnlineMeeting."""
    at = f"{AT}/{conference.id}"
    resource: Resource = {
        **conference.properties(),
        conference.marker_name: MARKER,
        "rel": "myOnlineMeeting" if conference.scheduled else "myAssignedOnlineMeeting",
        "etag": conference.etag,
    }
    hrefs = {"self": application.href(at)}
    if deployment.legacy_uris:
        resource["legacyOnlineMeetingUri"] = conference.legacy_uri
    if deployment.extensions:
        hrefs["onlineMeetingExtensions"] = application.href(f"{at}/extensions")
        resource["_embedded"] = _embedded(conference, application)
    return {**resource, "_links": links(**hrefs)}


def extensions_resource(conference: Conference, application: ServedApplication) -> Resource:
    """The onlineMeetingExtensions of a meeting."""
    return {
        "rel": "onlineMeetingExtensions",
        "_links": links(self=application.href(f"{AT}/{conference.id}/extensions")),
        "_embedded": _embedded(conference, application),
    }


def extension_resource(conference: Conference, application: ServedApplication) -> Resource:
    """The one onlineMeetingExtension that each meeting has, made by the server."""
    at = f"{AT}/{conference.id}/extensions/{conference.extension_id}"
    return {
        "rel": "onlineMeetingExtension",
        "id": conference.extension_id,
        "type": "RoamedParticipantData",
        "_links": links(self=application.href(at)),
    }


def _embedded(conference: Conference, application: ServedApplication) -> Resource:
    return {"onlineMeetingExtension": [extension_resource(conference, application)]}

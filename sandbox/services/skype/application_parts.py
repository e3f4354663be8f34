"""How an application looks, with the parts that are embedded in it: me, meetings, communication.

Source: the exchange captured in "Create an application". A missing link means "not allowed".
"""

from sandbox.services.skype.applications import Applications, ServedApplication
from sandbox.services.skype.conferences import MARKER
from sandbox.services.skype.deployment import Deployment
from sandbox.services.skype.links import links
from sandbox.services.skype.policies import meetings
from sandbox.services.skype.representations import Resource


def application_resource(application: ServedApplication, applications: Applications) -> Resource:
    """An application; ``events`` starts at the first pack that nobody has acknowledged."""
    deployment = applications.deployment
    return {
        **application.properties,
        "_links": links(
            self=application.href(), events=application.events_href(application.channel.first)
        ),
        "_embedded": {
            "me": me_resource(application),
            "onlineMeetings": meetings(application, deployment),
            "communication": communication_resource(application, deployment),
        },
        "rel": "application",
        "etag": application.etag,
        "expires": applications.expires_at(application),
    }


def me_resource(application: ServedApplication) -> Resource:
    """The signed-in person."""
    hrefs = {"self": application.href("me")}
    if application.available:
        hrefs["reportMyActivity"] = application.href("me/reportMyActivity")
    else:
        hrefs["makeMeAvailable"] = application.href("me/makeMeAvailable")
    return {
        "name": application.person.name,
        "uri": application.person.uri,
        "_links": links(**hrefs),
        "rel": "me",
    }


def communication_resource(application: ServedApplication, deployment: Deployment) -> Resource:
    """What the person can begin."""
    at = "communication"
    hrefs = {
        "self": application.href(at),
        "conversations": application.href(f"{at}/conversations?filter=active"),
    }
    if application.person.may_meet or deployment.denied != "links":
        invitations = f"{at}/onlineMeetingInvitations"
        hrefs["startOnlineMeeting"] = application.href(f"{invitations}?onlineMeetingUri=adhoc")
        hrefs["joinOnlineMeeting"] = application.href(invitations)
    return {
        application.marker_name: MARKER,
        "supportedModalities": ["Messaging"] if application.available else [],
        "supportedMessageFormats": ["Plain"],
        "_links": links(**hrefs),
        "rel": "communication",
        "etag": application.etag,
    }

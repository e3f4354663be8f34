"""How invitations, conversations, participants and their meetings look as resources.

Source: the resources onlineMeetingInvitation, conversation, onlineMeeting and localParticipant.
"""

from typing import Any, TypeAlias

from sandbox.services.skype.applications import ServedApplication
from sandbox.services.skype.conferences import Invitation, ServedConversation
from sandbox.services.skype.links import link, links

Resource: TypeAlias = dict[str, Any]
MODALITIES = ["Messaging", "Audio", "Video", "ApplicationSharing"]


def self_in(conversation: ServedConversation, application: ServedApplication) -> str:
    """The address of the person's own participant."""
    return application.href(f"{conversation.natural}/participants/{application.person.address}")


def invitation_resource(invitation: Invitation, application: ServedApplication) -> Resource:
    """An onlineMeetingInvitation."""
    talk = invitation.conversation
    resource: Resource = {
        "direction": "Outgoing",
        "importance": talk.importance,
        "threadId": talk.thread_id,
        "state": invitation.state,
        "subject": talk.subject,
        "onlineMeetingUri": talk.conference.uri,
        "rel": "onlineMeetingInvitation",
    }
    if invitation.operation_id is not None:
        resource["operationId"] = invitation.operation_id
    if invitation.state == "Connected":
        resource["availableModalities"] = MODALITIES
    hrefs = {"self": link(application.href(invitation.natural))}
    if talk.id in application.conversations:
        hrefs["from"] = link(self_in(talk, application), title=application.person.name)
        hrefs["conversation"] = link(application.href(talk.natural))
    if invitation.state == "Connecting":
        hrefs["cancel"] = link(application.href(f"{invitation.natural}/cancel"))
    resource["_links"] = hrefs
    return resource


def conversation_resource(
    conversation: ServedConversation, application: ServedApplication
) -> Resource:
    """A conversation; the links to its people and its meeting come with ``Conferenced``."""
    at = conversation.natural
    resource: Resource = {
        "state": conversation.state,
        "threadId": conversation.thread_id,
        "subject": conversation.subject,
        "activeModalities": [],
        "importance": conversation.importance,
        "recording": False,
        "rel": "conversation",
    }
    hrefs = {"self": link(application.href(at))}
    if conversation.state == "Conferenced":
        resource["participantCount"] = 1
        me, name = self_in(conversation, application), application.person.name
        hrefs["localParticipant"] = link(me, title=name)
        if conversation.shows != "nothing":
            hrefs["onlineMeeting"] = link(application.href(f"{at}/onlineMeeting"))
    resource["_links"] = hrefs
    return resource


def participant_resource(
    conversation: ServedConversation, application: ServedApplication
) -> Resource:
    """The person's own participant, which calls itself a participant."""
    return {
        "sourceNetwork": "SameEnterprise",
        "anonymous": False,
        "name": application.person.name,
        "uri": application.person.uri,
        "_links": links(
            self=self_in(conversation, application),
            conversation=application.href(conversation.natural),
            me=application.href("me"),
        ),
        "rel": "participant",
    }


def meeting_resource(conversation: ServedConversation, application: ServedApplication) -> Resource:
    """The onlineMeeting of a conversation."""
    conference = conversation.conference
    resource = {
        **conference.properties(),
        "rel": "onlineMeeting",
        "disclaimerBody": "",
        "disclaimerTitle": "",
        "hostingNetwork": application.base,
        "largeMeeting": "Disabled",
        "organizerName": conference.organizer.name,
        "_links": _meeting_links(conversation, application),
    }
    if conference.phone_code:
        at = application.href("onlineMeetings/phoneDialInInformation")
        resource["_links"]["phoneDialInInformation"] = link(at)
    if conversation.shows == "blank":
        del resource["joinUrl"]
    return resource


def meeting_glimpse(conversation: ServedConversation, application: ServedApplication) -> Resource:
    """As much of the onlineMeeting as its event shows: the URI, and not the joinUrl."""
    return {
        "onlineMeetingUri": conversation.conference.uri,
        "_links": _meeting_links(conversation, application),
        "rel": "onlineMeeting",
    }


def _meeting_links(conversation: ServedConversation, application: ServedApplication) -> Resource:
    return dict(
        links(
            self=application.href(f"{conversation.natural}/onlineMeeting"),
            conversation=application.href(conversation.natural),
        )
    )

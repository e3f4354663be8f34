"""What the kill run types on a service, how that misbehaves, and how its book is read."""

from types import MappingProxyType

from bot.street import Street as Signposts
from bot.visit import connect

ADA, BO, ANA = "U0ADA00001", "U0BO000001", "U0ANA00001"
GENERAL, DESIGN, LEADS = "C0GENERAL1", "C0DESIGN01", "C0LEADS001"


class OnJitsi:
    """Jitsi: rooms that the conference mapper has heard of."""

    name = "jitsi"
    typed = ""
    places = ((ADA, GENERAL), (BO, DESIGN), (ANA, LEADS))
    pause = (0.02, 0.12)
    drain = 25.0
    settings = MappingProxyType({})

    async def prepare(self, street, session):
        """Jitsi needs no account."""

    def misbehave(self, street):
        """The effect falls somewhere into the wait: so a kill meets every moment of it."""
        street.services["jitsi"].misbehave(on="mapper", do="slow", ms=[0, 60], next=None)

    def made(self, street):
        """Each title with the set of its rooms."""
        rooms = {}
        for entry in street.services["jitsi"].book.read("mapped"):
            conference = str(entry["conference"]).partition("@")[0]
            name = conference.rpartition("-")[0].replace("-", " ")
            rooms.setdefault(name, set()).add(conference)
        return rooms


class OnSkype:
    """Skype for Business: one person's account, whose starts are held one at a time."""

    name = "skype"
    typed = "on skype "
    places = ((ADA, GENERAL), (ADA, DESIGN), (ADA, LEADS))
    pause = (0.3, 0.9)
    drain = 80.0
    settings = MappingProxyType({"PARLEY_KEY": "test:" + "A" * 43})

    async def prepare(self, street, session):
        """Ada connects her account through the real page."""
        told = street.announced["slack"]
        here = Signposts(told, tuple(street.announced.values()), session)
        await connect(here, "ada", "general", "skype", lambda line: None)

    def misbehave(self, street):
        """Slow, and every seventh start is made without an answer."""
        skype = street.services["skype"]
        skype.misbehave(on="*", do="slow", ms=[0, 20], next=None)
        skype.misbehave(on="POST startOnlineMeeting", do="cut", effect=True, next=None, every=7)

    def made(self, street):
        """Each title with its meetings, without those that the server itself ended as failed."""
        links = {}
        for entry in street.services["skype"].book.read("meeting", "scheduled"):
            if entry.get("state") not in ("Failed", "Cancelled"):
                links.setdefault(entry["subject"], set()).add(entry["joinUrl"])
        return links


class OnLiveMeeting:
    """Live Meeting: one person's account, whose meetings have names of ours."""

    name = "live-meeting"
    typed = "on live-meeting "
    places = ((ADA, GENERAL), (ADA, DESIGN), (ADA, LEADS))
    pause = (0.1, 0.4)
    drain = 60.0
    settings = MappingProxyType({"PARLEY_KEY": "test:" + "A" * 43})

    async def prepare(self, street, session):
        """Ada connects her account through the real page."""
        told = street.announced["slack"]
        here = Signposts(told, tuple(street.announced.values()), session)
        await connect(here, "ada", "general", "live-meeting", lambda line: None)

    def misbehave(self, street):
        """Slow, and every seventh meeting is made without an answer."""
        center = street.services["live-meeting"]
        center.misbehave(on="CreateMeeting", do="cut", effect=True, next=None, every=7)
        center.misbehave(on="*", do="slow", ms=[0, 40], next=None)

    def made(self, street):
        """Each title with its meetings."""
        mids = {}
        for entry in street.services["live-meeting"].book.read("meeting"):
            mids.setdefault(entry["title"], set()).add(entry["mid"])
        return mids

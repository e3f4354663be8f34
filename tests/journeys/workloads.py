"""What the kill run types on a service, which faults are injected there, and what was made there.

*made* gives each title with its meetings, *links* with what the links of these hold.
*typists* are (person, channel), *pause* is between two commands of one person, *each* how many are
acknowledged before each kill, and *drain* how long the rest may take in the end; times in seconds.
"""

from types import MappingProxyType

from bot.cli.demo_connect import connect
from bot.cli.sandbox_environment import SandboxProcesses
from tests.journeys.kill_run import SLOW

ADA, BO, ANA = "U0ADA00001", "U0BO000001", "U0ANA00001"
GENERAL, DESIGN, LEADS = "C0GENERAL1", "C0DESIGN01", "C0LEADS001"


class Workload:
    """What a workload has beside its own: nothing happens at its service but what is asked.

    *timers_stay*: jobs are left that come due much later.
    """

    timers_stay = False

    def point_at(self, sandbox, url):
        """The bot is at *url* from now on."""

    async def meanwhile(self, sandbox, client, rng):
        """What happens at the service by itself."""

    def ended(self, sandbox):
        """The titles of the meetings that have ended there, whose cards have no link."""
        return ()

    def stale(self, sandbox):
        """The cards that do not show what the service has."""
        return ()


class JitsiWorkload(Workload):
    """Jitsi: the rooms that the conference mapper was asked for."""

    name = "jitsi"
    typed = ""
    typists = ((ADA, GENERAL), (BO, DESIGN), (ANA, LEADS))
    pause = (0.02, 0.12)
    each = 4
    drain = 25.0
    settings = MappingProxyType({})

    async def prepare(self, sandbox, session):
        """Jitsi needs no account."""

    def inject_faults(self, sandbox):
        """The mapper answers late, so that a kill meets every part of the call."""
        sandbox.services["jitsi"].misbehave(on="mapper", do="slow", ms=SLOW, next=None)

    def made(self, sandbox):
        """Each title with the set of its rooms."""
        rooms = {}
        for entry in sandbox.services["jitsi"].book.read("mapped"):
            conference = str(entry["conference"]).partition("@")[0]
            name = conference.rpartition("-")[0].replace("-", " ")
            rooms.setdefault(name, set()).add(conference)
        return rooms

    links = made


class OneAccountWorkload(Workload):
    """A service where Ada has connected her account; her starts run one at a time."""

    typists = ((ADA, GENERAL), (ADA, DESIGN), (ADA, LEADS))
    settings = MappingProxyType({"PARLEY_KEY": "test:" + "A" * 43})
    each = 1
    name: str

    @property
    def typed(self):
        """What is typed before the title."""
        return f"on {self.name} "

    async def prepare(self, sandbox, session):
        """Ada connects her account through the real page."""
        slack = sandbox.announced["slack"]
        processes = SandboxProcesses(slack, tuple(sandbox.announced.values()), session)
        await connect(processes, "ada", "general", self.name, lambda line: None)

    def slow_and_cut(self, sandbox, operation, most):
        """Everything takes up to *most* ms; every seventh *operation* is done and not answered."""
        service = sandbox.services[self.name]
        service.misbehave(on=operation, do="cut", effect=True, next=None, every=7)
        service.misbehave(on="*", do="slow", ms=[0, most], next=None)


class SkypeWorkload(OneAccountWorkload):
    """Skype for Business: meetings that started at once, and those scheduled instead."""

    name = "skype"
    pause = (0.3, 0.9)
    drain = 80.0

    def inject_faults(self, sandbox):
        """Answers of startOnlineMeeting are lost."""
        self.slow_and_cut(sandbox, "POST startOnlineMeeting", 20)

    def made(self, sandbox):
        """Each title with its meetings, without those that the server itself ended as failed."""
        links = {}
        for entry in sandbox.services["skype"].book.read("meeting", "scheduled"):
            if entry.get("state") not in ("Failed", "Cancelled"):
                links.setdefault(entry["subject"], set()).add(entry["joinUrl"])
        return links

    links = made


class LiveMeetingWorkload(OneAccountWorkload):
    """Live Meeting: meetings have names that the bot chooses."""

    name = "live-meeting"
    pause = (0.1, 0.4)
    drain = 60.0

    def inject_faults(self, sandbox):
        """Answers of CreateMeeting are lost."""
        self.slow_and_cut(sandbox, "CreateMeeting", 40)

    def made(self, sandbox):
        """Each title with its meetings."""
        mids = {}
        for entry in sandbox.services["live-meeting"].book.read("meeting"):
            mids.setdefault(entry["title"], set()).add(entry["mid"])
        return mids

    def links(self, sandbox):
        """Each title with the names of its meetings."""
        names = {}
        for meeting in sandbox.services["live-meeting"].centers["contoso"].meetings:
            names.setdefault(meeting.options["title"], set()).add(meeting.name)
        return names


class WebexWorkload(OneAccountWorkload):
    """WebEx: meetings are found by their marker in the agenda, after a long consistency delay."""

    name = "webex-xml"
    pause = (0.1, 0.4)
    drain = 80.0

    def inject_faults(self, sandbox):
        """Answers of CreateMeeting are lost."""
        self.slow_and_cut(sandbox, "CreateMeeting", 40)

    def made(self, sandbox):
        """Each title with its meetings."""
        keys = {}
        for entry in sandbox.services["webex-xml"].book.read("meeting"):
            keys.setdefault(entry["title"], set()).add(entry["key"])
        return keys

    def links(self, sandbox):
        """Each title with the part of the guests' link that is its meeting's own."""
        own = {}
        for meeting in sandbox.services["webex-xml"].meetings:
            own.setdefault(meeting.title, set()).add(meeting.attendee_link)
        return own

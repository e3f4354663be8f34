"""The people and channels of the sandbox: the workspace as it is when it opens."""

from collections.abc import Iterable

from sandbox.clock import SandboxClock
from sandbox.slack.workspace import SLACKBOT, Channel, Kind, Member, Workspace

ADA = Member("U0ADA00001", "ada", "Ada Lovelace", "Europe/London", "en-GB", "ada@contoso.example")
MALLORY = Member(
    "U0MALLORY1",
    "mallory",
    "Mallory Finch",
    "America/New_York",
    "en-US",
    "mallory@contoso.example",
)
BO = Member("U0BO000001", "bo", "Bo Tanaka", "Asia/Tokyo", "ja-JP", "bo@contoso.example")
ANA = Member("U0ANA00001", "ana", "Ana Ruiz", "Europe/Madrid", "es-ES", "ana@contoso.example")
KURT = Member("U0KURT0001", "kurt", "Kurt Weiss", "Europe/Berlin", "de-DE", "kurt@contoso.example")
PARLEY = Member("U0PARLEY01", "parley", "Parley", "UTC", "en-US", "", is_bot=True)
SLACK = Member(SLACKBOT, "slackbot", "Slackbot", "UTC", "en-US", "", is_bot=True)

EVERYBODY = (ADA, MALLORY, BO, ANA, KURT)

ALL_SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "mpim:history",
        "mpim:read",
        "mpim:write",
        "users:read",
        "users:read.email",
    }
)

_CONVERSATIONS: tuple[tuple[str, Kind, str, tuple[Member, ...]], ...] = (
    ("C0GENERAL1", "channel", "general", (*EVERYBODY, PARLEY)),
    ("C0DESIGN01", "channel", "design", (ADA, MALLORY, BO, ANA, PARLEY)),
    ("C0LOBBY001", "channel", "lobby", EVERYBODY),  # the bot was never invited
    ("C0LEADS001", "private", "leads", (ADA, ANA, PARLEY)),
    ("C0SECRET01", "private", "secret", (ADA, BO)),  # nor here
    ("G0ADABO001", "mpim", "mpdm-ada--bo--parley-1", (ADA, BO, PARLEY)),
    ("D0ADABO001", "im", "", (ADA, BO)),  # two people between themselves
)


def new_workspace(clock: SandboxClock, scopes: Iterable[str] = ALL_SCOPES) -> Workspace:
    """The workspace before the first message; the bot has these *scopes*."""
    people = {person.id: person for person in (*EVERYBODY, PARLEY, SLACK)}
    created = int(clock.now()) - 90 * 86_400
    conversations = {
        conversation: Channel(conversation, kind, name, [person.id for person in members], created)
        for conversation, kind, name, members in _CONVERSATIONS
    }
    workspace = Workspace(
        clock=clock, people=people, conversations=conversations, bot=PARLEY, scopes=set(scopes)
    )
    for person in EVERYBODY:
        workspace.direct(person.id)
    return workspace

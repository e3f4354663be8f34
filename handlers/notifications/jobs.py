"""The background jobs of notifications, each by its kind, joined with what they share."""

from handlers.notifications.delivery import ApplyNotification
from handlers.notifications.polling import AskProgress
from handlers.notifications.progress import ShowProgress
from handlers.notifications.read_again import ReadAgain
from handlers.notifications.revoked import Revoked
from handlers.replay import BackgroundJob
from handlers.services import Services
from handlers.slack_port import Conversation
from storage.accounts import Accounts
from storage.meetings import Meetings
from storage.sessions import Sessions
from storage.store import Store


class NotificationJobs:
    """The jobs; ``asks`` makes the one that asks how a meeting is held."""

    def __init__(
        self, store: Store, services: Services, conversation: Conversation, meetings: Meetings
    ) -> None:
        sessions = Sessions(store)
        show = ShowProgress(meetings, sessions)
        revoked = Revoked(Accounts(store), conversation)
        polling = AskProgress(services, meetings, sessions, show)
        self.asks = polling.jobs
        self.kinds: dict[str, BackgroundJob] = {
            "notified": ApplyNotification(sessions, show, revoked),
            "progress": polling,
            "reread": ReadAgain(services, meetings),
            "revoked": revoked.tell,
        }

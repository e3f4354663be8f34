"""What can go wrong with a meeting, and what the person is told.

* MeetingError
  x NotConnected       the person has no account with this service here
  x SignInRefused      the service did not accept who they are
  x SignInExpired      it did once, and no longer does
  x NotAllowed         it knows them, and will not let them do this
    x PermissionMissing    the bot's app may not do this there: an administrator has to add a scope
    x PolicyForbids    a policy or a licence of their organization is against it
    x NotTheirs        the meeting is another person's, of the same organization's account
  x AppRefused         the service does not accept the bot's own id and secret
  x NoVerifiedEmail    an organization's account, and nobody can tell for whom it is asked
  x NoSuchMeeting      the meeting is gone
  x Rejected           the service read the request and said no: its reason is passed on
  x NotPossible        the service has no such thing: nothing was asked of it
  x ServiceBusy        it asked us to come back later
    x OthersInFront    others are using it or the account: nothing was asked of it
    x DailyLimit       there are no more today: it may be a day until it is free again
  x ServiceUnreachable we could not talk to it, or heard no answer
  x UnexpectedReply    it answered, and we did not understand
  x Interrupted        it did a part, and then refused to go on

An error whose ``outcome_unknown`` is true may have had its effect all the same: the ledger then
looks before it asks again. Every other error from ``create`` is a promise that no meeting was made.
A sentence never promises what the code cannot know.
"""

from enum import Enum
from typing import ClassVar

ASK_AGAIN = 10.0  # seconds until a place is asked for again, by who is not woken before
LONGEST_REASON = 200  # characters of a service's own text that a person is shown


class Owner(Enum):
    """Who can do something about a fault."""

    PERSON = "person"
    ADMINISTRATOR = "administrator"  # of this bot, or of the organization's account at the service
    VENDOR = "vendor"


class MeetingError(Exception):
    """A meeting service could not do what was asked.

    *service* is the service's title as people know it, *name* what they type; *detail* goes to the
    log and, for a ``Rejected``, to the person: the service's own text, which must hold no secret.
    """

    owner: ClassVar[Owner] = Owner.VENDOR
    spoils_account: ClassVar[bool] = False  # the account is of no use any more until a new sign-in
    needs_sign_in: ClassVar[bool] = False  # the account's owner, and nobody else, can sign in again
    concerns_owner: ClassVar[bool] = False  # it is about the account's owner, whoever asks
    may_pass: ClassVar[bool] = False  # asking again later may help, without anybody doing anything
    task: ClassVar[str] = ""  # what the administrator has to do, where that is the ``owner``
    sentence: ClassVar[str] = "{service} could not do that."
    sentence_without_reason: ClassVar[str] = (
        ""  # where ``sentence`` names a reason that may be missing
    )

    retry_after: float | None = None
    """Seconds until it is of use to ask again, where the service said how long."""

    def __init__(self, service: str, detail: str = "", *, name: str = "") -> None:
        super().__init__(f"{service}: {detail or type(self).__name__}")
        self.service = service
        self.detail = detail
        self.name = name or service.lower()

    @property
    def outcome_unknown(self) -> bool:
        """Whether the effect that was asked for may have happened all the same."""
        return False

    @property
    def refusal(self) -> "MeetingError":
        """What the service refused with: the error itself, or the one behind ``Interrupted``."""
        return self

    @property
    def message(self) -> str:
        """The sentence for the person, as plain text. Never a secret, never a stack trace."""
        sentence = self.sentence if self._reason else self.sentence_without_reason or self.sentence
        return sentence.format(service=self.service, name=self.name, reason=self._reason)

    @property
    def administrators_task(self) -> str:
        """What the administrator has to do about it, in a sentence for the log and the doctor."""
        why = f" It said: {self._reason}." if self._reason else ""
        return self.task.format(service=self.service, name=self.name) + why if self.task else ""

    @property
    def _reason(self) -> str:
        return " ".join(self.detail.split())[:LONGEST_REASON].rstrip(". ")


class NotConnected(MeetingError):
    """The person has no account with this service here."""

    owner = Owner.PERSON
    needs_sign_in = True
    concerns_owner = True
    sentence = "You have not connected {service} yet. Type `/meet connect {name}` and sign in once."


class SignInRefused(MeetingError):
    """The service did not accept who they are."""

    owner = Owner.PERSON
    spoils_account = True
    needs_sign_in = True
    concerns_owner = True
    sentence = (
        "{service} did not accept that sign-in. Check the name and the password, "
        "then type `/meet connect {name}` to try again."
    )


class SignInExpired(MeetingError):
    """The sign-in was good once."""

    owner = Owner.PERSON
    spoils_account = True
    needs_sign_in = True
    concerns_owner = True
    sentence = "Your {service} sign-in has expired. Type `/meet connect {name}` to sign in again."


class NotAllowed(MeetingError):
    """The service knows them, and will not let them do this."""

    owner = Owner.ADMINISTRATOR
    task = "Look at {service} what that account may do: it was refused something it asked for."
    sentence = (
        "{service} does not allow your account to do that. "
        "Ask your {service} administrator, or type `/meet on` and another service."
    )


class PermissionMissing(NotAllowed):
    """The bot's app may not do this at the service. *detail* names the scopes that are missing."""

    task = (
        "Add the missing permission to the bot's app at {service}, and have people connect again."
    )
    sentence = (
        "{service} does not let this bot do that yet. Its administrator has to add this "
        "permission there: {reason}. After that, type `/meet connect {name}` once more."
    )
    sentence_without_reason = (
        "{service} does not let this bot do that yet. Its administrator has to add a permission "
        "there. After that, type `/meet connect {name}` once more."
    )


class PolicyForbids(NotAllowed):
    """A policy or a licence of their organization is against it; *detail*: which, if it said so."""

    task = "Look at your organization's policies and licences at {service}: one is against that."
    sentence = (
        "Your organization's {service} does not allow that: {reason}. "
        "Ask its administrator, or type `/meet on` and another service."
    )
    sentence_without_reason = (
        "Your organization's {service} does not allow that. "
        "Ask its administrator, or type `/meet on` and another service."
    )


class NotTheirs(NotAllowed):
    """The meeting is another person's, of the same organization's account."""

    owner = Owner.PERSON
    task = ""
    sentence = "That {service} meeting is not yours. Ask the person who made it."


class AppRefused(MeetingError):
    """The service does not accept the bot's own id and secret. *detail*: what it said."""

    owner = Owner.ADMINISTRATOR
    task = (
        "Set the client id, the secret and, if there is one, the account id of {service} again, as "
        "the app's page there shows them, and look whether the app is active."
    )
    sentence = (
        "{service} does not accept this bot. Nothing is wrong with your account: the bot's "
        "administrator has to set the client id and the secret of {service} again."
    )


class NoVerifiedEmail(MeetingError):
    """An organization's account, and Slack has no verified e-mail address for who asks."""

    owner = Owner.ADMINISTRATOR
    concerns_owner = True
    task = (
        "Allow users:read.email on the Slack app's page and install it again. Where it is allowed, "
        "the person who asked has not confirmed the e-mail address in Slack, or is not of this "
        "workspace."
    )
    sentence = (
        "{service} is asked with your organization's account here, and for that I need your "
        "verified e-mail address from Slack. Ask the bot's administrator to allow "
        "`users:read.email`, or confirm your address in Slack."
    )


class NoSuchMeeting(MeetingError):
    """The meeting is gone."""

    owner = Owner.PERSON
    sentence = "{service} no longer has that meeting. It may have ended or been deleted there."


class Rejected(MeetingError):
    """The service read the request and said no."""

    owner = Owner.PERSON
    sentence = "{service} said no: {reason}. Change that and ask again."
    sentence_without_reason = (
        "{service} said no and gave no reason. Try another title, or ask again later."
    )


class NotPossible(MeetingError):
    """The service has no such thing."""

    owner = Owner.PERSON
    sentence = "{service} cannot do that: {reason}. Try another service or leave that part out."
    sentence_without_reason = (
        "{service} cannot do that. Try another service or leave that part out."
    )


class ServiceBusy(MeetingError):
    """The service asked us to come back later. *retry_after*: seconds, where it said how long."""

    may_pass = True
    sentence = "{service} is too busy right now. Try again in a minute."

    def __init__(
        self, service: str, detail: str = "", *, name: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(service, detail, name=name)
        self.retry_after = retry_after


class OthersInFront(ServiceBusy):
    """Others are using the service or the account. *place*: the name of what to wait for."""

    sentence = (
        "Too many requests are waiting for {service} right now, so nothing was asked of it. "
        "Try again in a minute."
    )

    def __init__(self, service: str, detail: str = "", *, name: str = "", place: str = "") -> None:
        super().__init__(service, detail, name=name, retry_after=ASK_AGAIN)
        self.place = place


class DailyLimit(ServiceBusy):
    """No more today. *retry_after*: seconds until there are again, at most a day or so."""

    owner = Owner.PERSON
    sentence = (
        "{service} allows no more of that today. Ask again tomorrow, or type `/meet on` and "
        "another service."
    )


class ServiceUnreachable(MeetingError):
    """No connection, or no answer. *sent*: whether the request may have reached the service."""

    may_pass = True
    sentence = "{service} did not answer. Try again in a minute, or use another service."

    def __init__(
        self, service: str, detail: str = "", *, name: str = "", sent: bool = True
    ) -> None:
        super().__init__(service, detail, name=name)
        self.sent = sent

    @property
    def outcome_unknown(self) -> bool:
        """Only a request that never left us surely did nothing."""
        return self.sent


class UnexpectedReply(MeetingError):
    """It answered, and we did not understand."""

    may_pass = True
    sentence = (
        "{service} sent an answer that I do not understand. Try again in a minute. "
        "If it keeps happening, tell the administrator of this bot."
    )

    @property
    def outcome_unknown(self) -> bool:
        """We did not understand what happened."""
        return True


class Interrupted(MeetingError):
    """The service refused to go on after a request that may have had its effect.

    *reason* is the error of the refusal. Only the client raises this, and no service.
    """

    may_pass = True
    sentence = (
        "{service} began with that and then refused to go on. Look there what became of it "
        "before you ask again."
    )

    def __init__(
        self,
        service: str,
        detail: str = "",
        *,
        name: str = "",
        reason: MeetingError | None = None,
    ) -> None:
        super().__init__(service, detail, name=name)
        self.reason = reason

    @property
    def refusal(self) -> MeetingError:
        """The error of the refusal."""
        return self.reason or self

    @property
    def outcome_unknown(self) -> bool:
        """What was asked before the refusal may be done."""
        return True

"""What goes wrong is taken for something else."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from meetings.errors import (
    AppRefused,
    MeetingError,
    NotAllowed,
    Rejected,
    ServiceBusy,
    SignInExpired,
    SignInRefused,
)
from meetings.model import Credentials, NewMeeting
from meetings.service import MeetingService, SaveCredentials, done, refused
from tests.contract.conftest import ServiceUnderTest
from tests.contract.planting import (
    Exchanges,
    copied,
    mistake,
    raising,
    with_replies,
)

HOUR = timedelta(hours=1)


# What goes wrong is taken for something else.
mistake(
    "too many requests are taken for a refusal",
    "too many requests are no refusal",
    raising("create", ServiceBusy, Rejected),
)
mistake(
    "busy, in the vendor's words, is taken for a refusal",
    "busy in the vendors words is busy",
    raising("create", ServiceBusy, Rejected),
)
mistake(
    "how long the vendor asks to wait is dropped",
    "too many requests are no refusal",
    raising("create", ServiceBusy, ServiceBusy),
)


def _failure_is_a_promise(tested: ServiceUnderTest) -> MeetingService:
    def create(wanted: NewMeeting, ada: Credentials) -> Exchanges:
        exchange = with_replies(tested.service.create(wanted, ada), lambda _, reply: refused(reply))
        try:
            return (yield from exchange)
        except MeetingError as error:
            raise Rejected(error.service, error.detail, name=error.name) from error

    return copied(tested, create=create)


mistake(
    "a failure of the vendor is taken for a promise that nothing was made",
    "a failure of the vendor is no promise",
    _failure_is_a_promise,
)
mistake(
    "an ended sign-in is taken for a missing permission",
    "an ended sign in is renewed",
    raising("create", SignInExpired, NotAllowed),
    fits=lambda tested: not _renews_itself(tested),
)
mistake(
    "an ended sign-in is never renewed",
    "an ended sign in is renewed",
    lambda tested: copied(tested, renew=done),
    fits=lambda tested: not _renews_itself(tested),
)


def _renews_itself(tested: ServiceUnderTest) -> bool:
    """Whether the service gets a new token within an exchange, by the password that it keeps."""
    return any("password" in question.name for question in tested.service.info.questions)


def _old_refresh_token(tested: ServiceUnderTest) -> MeetingService:
    def renew(old: Credentials) -> Exchanges:
        new = yield from tested.service.renew(old)
        kept = {name: text for name, text in old.secrets.items() if "refresh" in name}
        return replace(new, secrets={**new.secrets, **kept})

    return copied(tested, renew=renew)


mistake(
    "the new refresh token is thrown away",
    "an ended sign in is renewed",
    _old_refresh_token,
    fits=lambda tested: any("refresh" in name for name in tested.ada.secrets),
)


def _password_twice(tested: ServiceUnderTest) -> MeetingService:
    def connect(answers: Any) -> Exchanges:
        try:
            return (yield from tested.service.connect(answers))
        except SignInRefused:
            return (yield from tested.service.connect(answers))

    return copied(tested, connect=connect)


mistake("a refused password is sent again", "a wrong password is sent once", _password_twice)
mistake(
    "a wrong client secret is taken for a refused password",
    "a wrong app is the administrators",
    raising("renew", AppRefused, SignInRefused),
)


def _called(tested: ServiceUnderTest, name: str) -> MeetingService:
    """A service that loses who signed in as soon as it makes a meeting."""

    def create(wanted: NewMeeting, ada: Credentials) -> Exchanges:
        made = yield from tested.service.create(wanted, ada)
        yield SaveCredentials(replace(ada, facts={**ada.facts, "account": name}))
        return made

    return copied(tested, create=create)


mistake(
    "an account is called by another name",
    "an account is called by its name",
    lambda tested: _called(tested, "Acme user"),
)
mistake(
    "what is revoked still serves",
    "what was revoked is worthless",
    lambda tested: copied(tested, revoke=lambda _: done(None)),
)

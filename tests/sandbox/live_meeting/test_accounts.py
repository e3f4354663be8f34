"""Users and the center itself: whoami, other people's accounts, settings, and when it is down."""

import pytest

from sandbox.services.live_meeting import LiveMeetingServer
from sandbox.services.live_meeting.timezones import ZONES, hours
from tests.sandbox.live_meeting.samples import SAMPLES
from tests.sandbox.live_meeting.visitor import Visitor, code, fields, option

NEEDED = option("email", "jo@x.example") + option("lastName", "Ö")


def creation(options: str = NEEDED, attributes: str = 'userID="jo"') -> str:
    return f"<CreateUserRequest {attributes}><OptionList>{options}</OptionList></CreateUserRequest>"


def modification(user: str, options: str) -> str:
    listed = f"<OptionList>{options}</OptionList>"
    return f'<ModifyUserRequest userID="{user}">{listed}</ModifyUserRequest>'


async def test_who_am_i(ada: Visitor, admin: Visitor) -> None:
    [user] = await ada.gets("<GetUserProfile7Request/>")
    assert user.attrib == {"userID": "ada", "userName": "Ada Lovelace"}
    profile = fields(user)
    assert profile["isOrganizer"] == "True"
    assert profile["isAdministrator"] == "False"
    assert profile["email"] == "ada@contoso.example"
    assert profile["audienceEntryControl"] == "Password"
    [older] = await ada.gets("<GetUserProfileRequest/>")
    assert set(fields(older)) < set(profile)
    assert fields((await admin.gets("<GetUserProfileRequest/>"))[0])["isAdministrator"] == "True"


async def test_a_new_account_serves_at_once(admin: Visitor, ada: Visitor) -> None:
    reply = await admin.gets(creation(attributes='userID="Jo" password="Pa!1" userName="J"'))
    assert list(reply) == []
    ada.user, ada.password = "jo", "Pa!1"
    assert await ada.refused("<GetUserProfileRequest/>") == "Client.Authorization.NotOrganizer"
    await admin.gets(modification("JO", option("isOrganizer", "True", "Boolean")))
    await ada.makes()
    users = [each.text for each in await admin.gets("<ListUsersRequest/>")]
    assert users == ["ada", "mallory", "apiuser", "dori", "edgar", "Jo"]


async def test_a_password_is_made_up_where_none_is_given(admin: Visitor, ada: Visitor) -> None:
    for number, attributes in enumerate(('userID="jo0"', 'userID="jo1" password=" "')):
        reply = await admin.gets(creation(attributes=attributes))
        ada.user, ada.password = f"jo{number}", fields(reply)["password"]
        assert (await ada.gets("<ListTimeZonesRequest/>")).tag == "ListTimeZonesReply"


@pytest.mark.parametrize(
    ("request_text", "fault"),
    [
        (creation(attributes='userID="ADA"'), "Client.BadData.NameInUse.UserID"),
        (creation(attributes='userID="a,b"'), "Client.BadSyntax.BadCharacter.String"),
        (creation(attributes='userID="a%"'), "Client.BadSyntax.BadCharacter.String"),
        (creation(attributes='userID="ö"'), "Client.BadSyntax.BadCharacter.String"),
        (creation(attributes=f'userID="{"x" * 65}"'), "Client.BadSyntax"),
        (creation(attributes=""), "Client.BadSyntax"),
        (creation(option("email", "a@b.c")), "Client.BadSyntax"),
        (creation(option("lastName", "x")), "Client.BadSyntax"),
        (creation(NEEDED + option("timeZone", "x")), "Client.BadData.BadTimeZoneID"),
        (creation(NEEDED + option("isAdministrator", "True", "Boolean")), "Client.BadSyntax"),
        (creation(option("email", "ö@b.c") + option("lastName", "x")), "Client.BadSyntax"),
        (modification("nobody", option("company", "x")), "Client.BadData.NoSuch.UserOrGroup"),
        (modification("ada", option("userID", "dori")), "Client.BadData.NameInUse.UserID"),
        ('<GetUserRequest userID="nobody"/>', "Client.BadData.NoSuch.UserOrGroup"),
        ('<GetUser7Request email="nobody@x"/>', "Client.BadData.NoSuch.UserOrGroup"),
        ('<GetUser7Request userID="ada" email="ada@contoso.example"/>', "Client.BadSyntax"),
        ("<GetUser7Request/>", "Client.BadSyntax"),
        ('<GetConferencingServiceData7Request roleName="King"/>', "Client.BadSyntax"),
    ],
)
async def test_refused(admin: Visitor, request_text: str, fault: str) -> None:
    assert (await admin.refused(request_text)).startswith(fault)
    assert len(await admin.gets("<ListUsersRequest/>")) == 5


async def test_meetings_go_with_a_user_who_is_renamed(admin: Visitor, ada: Visitor) -> None:
    await ada.makes(name="k")
    await admin.gets(modification("ada", option("userID", "lovelace")))
    assert await ada.refused("<ListTimeZonesRequest/>") == "Client.Authentication"
    ada.user = "lovelace"
    assert await ada.listed("owner") == [{"owner": "lovelace"}]


async def test_an_account_that_expires(admin: Visitor, ada: Visitor) -> None:
    await admin.gets(modification("ada", option("expireTime", "2007-03-01T09:00:00Z", "Time")))
    assert await ada.refused("<ListTimeZonesRequest/>") == "Client.Authentication"
    [user] = await admin.gets('<GetUserRequest userID="ada"/>')
    assert fields(user)["expireTime"] == "2007-03-01T09:00:00Z"


async def test_the_center_tells_its_policy(admin: Visitor, live: LiveMeetingServer) -> None:
    old = fields(await admin.gets(SAMPLES["GetConferencingServiceData"]))
    assert (old["emailRequired"], old["maxUsers"]) == ("True", "1250")
    assert "complexMeetingKeys" not in old
    live.control.center(complex_keys=True)
    new = fields(await admin.gets(SAMPLES["GetConferencingServiceData7"]))
    assert new["complexMeetingKeys"] == "True"


@pytest.mark.parametrize(
    ("zone", "winter", "advance"),
    [
        ("Australia/Sydney", 600, 60),
        ("Europe/London", 0, 60),
        ("Asia/Calcutta", 330, 0),
        ("America/St_Johns", -210, 60),
        ("GMT", 0, 0),
    ],
)
def test_hours(zone: str, winter: int, advance: int) -> None:
    assert zone in ZONES
    assert hours(zone, 2026) == (winter, advance)


async def test_roles_and_passwords_by_the_controls(
    ada: Visitor, live: LiveMeetingServer, url: str
) -> None:
    async def tell(name: str, **arguments: object) -> int:
        return (await ada.http.post(f"{url}/sandbox/{name}", json=arguments)).status_code

    assert await tell("account", user="ada", role="Member") == 200
    assert code(await ada.create()) == "Client.Authorization.NotOrganizer"
    assert await tell("account", user="ada", role="Organizer", password="new") == 200
    assert await ada.refused("<ListTimeZonesRequest/>") == "Client.Authentication"
    ada.password = "new"
    await ada.makes(name="k")
    assert await tell("clock", advance=60) == 200
    answer = await ada.http.post(
        f"{url}/sandbox/visit", json={"meeting": "k", "user_name": "Ken", "ago": 30}
    )
    vid = answer.json()["vid"]
    assert await tell("leave", vid=vid) == 200
    assert await tell("poll", meeting="k", question="?", choices=["a"]) == 200
    assert await tell("tickets") == 200
    for name, arguments in {
        "account": {"user": "nobody"},
        "center": {"nonsense": 1},
        "visit": {"meeting": "x", "user_name": "y"},
        "leave": {"vid": vid},
        "nonsense": {},
        "clock": {},
    }.items():
        assert await tell(name, **arguments) == 400, name

"""What a site accepts as a meeting, by its own settings, and what these make of it."""

import pytest

from sandbox.services.webex_xml import SiteAccount, WebexXmlServer
from tests.sandbox.stopped_clock import StoppedClock
from tests.sandbox.webex_xml.visitor import MALLORY, Reply, Visitor, meeting

GRACE = "<openTime>300</openTime><joinTeleconfBeforeHost>true</joinTeleconfBeforeHost></schedule>"


def altered(old: str, new: str = "") -> str:
    content = meeting()
    assert old in content
    return content.replace(old, new)


async def refusal(visitor: Visitor, content: str) -> tuple[str, str]:
    return (await visitor.ask("meeting.CreateMeeting", content)).result


async def read(visitor: Visitor, key: str) -> Reply:
    return (await visitor.ask("meeting.GetMeeting", f"<meetingKey>{key}</meetingKey>")).ok()


@pytest.mark.parametrize(
    ("old", "new", "number"),
    [
        ("Pa55word", "", "060026"),
        ("Pa55word", "Pässword", "019011"),
        ("Pa55word", "tab\there", "019011"),
        ("Pa55word", "x" * 17, "019011"),
        ("Design review", "  ", "999999"),
        ("<agenda>", "<meetingType>105</meetingType><agenda>", "999999"),
        ("<duration>20", "<duration>0", "009008"),
        ("<duration>20", "<duration>1441", "060017"),
        ("<schedule>", "<schedule><hostWebExID>nobody</hostWebExID>", "060019"),
        ("<schedule>", f"<schedule><hostWebExID>{MALLORY}</hostWebExID>", "060021"),
        ("05/31/2027 10:10:00", "05/31/2026 10:10:00", "009007"),
        ("05/31/2027 10:10:00", "2027-05-31T10:10:00", "009007"),
        ("05/31/2027 10:10:00", "31/05/2027 10:10:00", "009007"),
        ("05/31/2027 10:10:00", "05/31/2027 24:00:00", "009007"),
        ("05/31/2027 10:10:00", "05/31/2027 10:10", "009007"),
        ("05/31/2027 10:10:00", "05/31/27 10:10:00", "009007"),
        ("05/31/2027 10:10:00", "05/31/9999 10:10:00", "009007"),
        ("<startDate>05/31/2027 10:10:00</startDate>", "", "009007"),
    ],
)
async def test_a_meeting_is_refused_by_number(
    visitor: Visitor, webex: WebexXmlServer, old: str, new: str, number: str
) -> None:
    assert await refusal(visitor, altered(old, new)) == ("FAILURE", number)
    assert not webex.book.read("meeting")


async def test_the_order_of_refusals(visitor: Visitor) -> None:
    """With everything wrong, what is mended decides what is told next."""
    content = meeting(start="05/31/2020 10:10:00", minutes=5000)
    content = content.replace("<schedule>", "<schedule><hostWebExID>nobody</hostWebExID>")
    content = content.replace("Pa55word", "")
    seen = []
    for old, new in (
        ("", ""),
        ("<meetingPassword>", "<meetingPassword>ä"),
        ("<meetingPassword>ä", "<meetingPassword>a"),
        ("nobody", MALLORY),
        (MALLORY, ""),
        ("2020", "2027"),
        ("5000", "50"),
    ):
        content = content.replace(old, new) if old else content
        seen.append((await refusal(visitor, content))[1])
    assert seen == ["060026", "019011", "060019", "060021", "009007", "060017", ""]


@pytest.mark.parametrize("start", ["6/1/2027 9:5:0", " 06/01/2027 09:05:00 "])
async def test_unpadded_dates_are_read_and_padded_dates_given(visitor: Visitor, start: str) -> None:
    key = await visitor.create(start=start)
    assert (await read(visitor, key)).text("startDate") == "06/01/2027 09:05:00"


async def test_an_empty_start_is_now_and_a_minute_ago_still_is(
    visitor: Visitor, clock: StoppedClock
) -> None:
    key = await visitor.create(start="", zone=20)
    assert (await read(visitor, key)).text("startDate") == "05/20/2027 12:00:00"
    await visitor.create(start="05/20/2027 11:59:00", zone=20)
    late = meeting(start="05/20/2027 11:58:59", zone=20)
    assert await refusal(visitor, late) == ("FAILURE", "009007")


async def test_what_one_may_leave_out(visitor: Visitor) -> None:
    least = (
        "<accessControl><meetingPassword>p</meetingPassword></accessControl>"
        "<metaData><confName>Least</confName></metaData><schedule><startDate/></schedule>"
    )
    made = (await visitor.ask("meeting.CreateMeeting", least)).ok()
    shown = await read(visitor, made.text("meetingkey"))
    assert shown.text("timeZoneID") == "21"  # Ada's own
    assert (shown.text("duration"), shown.text("openTime")) == ("60", "900")
    assert (shown.text("meetingType"), shown.text("repeatType")) == ("3", "NO_REPEAT")
    assert (shown.text("chat"), shown.text("poll"), shown.text("voip")) == (
        "false",
        "false",
        "true",
    )
    assert shown.names("enableOptions")[-1] == "autoRecord"
    assert len(shown.names("enableOptions")) == 57


async def test_settings_that_refuse(visitor: Visitor, webex: WebexXmlServer) -> None:
    webex.misbehave(do="site", strict_passwords=True)
    assert await refusal(visitor, altered("Pa55word", "password")) == ("FAILURE", "019011")
    assert await refusal(visitor, meeting()) == ("SUCCESS", "")
    webex.misbehave(do="site", requires_password=False)
    made = await visitor.ask("meeting.CreateMeeting", altered("Pa55word"))
    assert made.ok().all("meetingPassword") == []
    webex.misbehave(do="site", longest=15)
    assert await refusal(visitor, meeting()) == ("FAILURE", "060017")
    webex.misbehave(do="site", suspended=True)
    assert await refusal(visitor, meeting()) == ("FAILURE", "010107")
    changed = await visitor.ask("meeting.SetMeeting", "<meetingkey>123456789</meetingkey>")
    changed.refused("010107", "suspended")


async def test_encryption_switches_three_things_off(
    visitor: Visitor, webex: WebexXmlServer
) -> None:
    wanted = (
        "<enableOptions><supportE2E>TRUE</supportE2E><autoRecord>TRUE</autoRecord>"
        "<meetingRecord>TRUE</meetingRecord><supportRemoteComputer>TRUE</supportRemoteComputer>"
        "</enableOptions>"
    )
    webex.misbehave(do="site", record_all=True)
    content = meeting(more=wanted).replace("</schedule>", GRACE)
    made = (await visitor.ask("meeting.CreateMeeting", content)).ok()
    shown = await read(visitor, made.text("meetingkey"))
    off = ("autoRecord", "meetingRecord", "supportRemoteComputer", "joinTeleconfBeforeHost")
    assert [shown.text(name) for name in off] == ["false"] * 4
    assert (shown.text("supportE2E"), shown.text("openTime")) == ("true", "0")


async def test_the_site_may_record_everything(visitor: Visitor, webex: WebexXmlServer) -> None:
    wanted = "<enableOptions><autoRecord>{}</autoRecord></enableOptions>"
    key = await visitor.create(more=wanted.format("true"))
    assert (await read(visitor, key)).text("autoRecord") == "true"
    key = await visitor.create(more=wanted.format("false"))
    assert (await read(visitor, key)).text("autoRecord") == "false"
    webex.site.record_all = True
    key = await visitor.create(more=wanted.format("false"))
    assert (await read(visitor, key)).text("autoRecord") == "true"


@pytest.mark.parametrize(("audio", "before"), [("MP", "true"), ("TSP", "true"), ("WEBEX", "false")])
async def test_joining_the_audio_before_the_host(
    visitor: Visitor, webex: WebexXmlServer, audio: str, before: str
) -> None:
    webex.site.audio = audio
    content = meeting().replace("</schedule>", GRACE)
    made = (await visitor.ask("meeting.CreateMeeting", content)).ok()
    shown = await read(visitor, made.text("meetingkey"))
    assert shown.text("joinTeleconfBeforeHost") == before
    assert shown.text("isMPAudio") == ("true" if audio == "MP" else "false")


async def test_only_who_is_trusted_schedules_for_another(
    visitor: Visitor, webex: WebexXmlServer
) -> None:
    boss = SiteAccount(web_ex_id="boss@contoso.example", name="Boss", password="b")
    webex.site.accounts.append(boss)
    content = altered("<schedule>", f"<schedule><hostWebExID>{boss.web_ex_id}</hostWebExID>")
    assert await refusal(visitor, content) == ("FAILURE", "060021")
    boss.trusts = ("ada@contoso.example",)
    made = (await visitor.ask("meeting.CreateMeeting", content)).ok()
    key = made.text("meetingkey")
    assert (await read(visitor, key)).text("hostWebExID") == boss.web_ex_id
    link = await visitor.ask("meeting.GethosturlMeeting", f"<sessionKey>{key}</sessionKey>")
    link.refused("000001")  # to schedule for somebody is not to be them


async def test_checking_only_makes_nothing(visitor: Visitor, webex: WebexXmlServer) -> None:
    check = "<validateFormat>true</validateFormat>"
    made = (await visitor.ask("meeting.CreateMeeting", meeting(more=check))).ok()
    assert made.names("bodyContent") == []
    assert not webex.book.read("meeting")
    key = await visitor.create()
    changed = f"<meetingkey>{key}</meetingkey><metaData><confName>B</confName></metaData>{check}"
    (await visitor.ask("meeting.SetMeeting", changed)).ok()
    assert (await read(visitor, key)).text("confName") == "Design review"


async def test_a_change_keeps_what_it_leaves_out(visitor: Visitor, clock: StoppedClock) -> None:
    people = "<participants><attendees><attendee><person><email>{}</email></person></attendee>"
    end = "</attendees></participants>"
    key = await visitor.create(more=people.format("A@acme.example") + end)
    named = f"<meetingkey>{key}</meetingkey>"
    more = people.format("b@acme.example") + end
    state = "<status>INPROGRESS</status><hostJoined>true</hostJoined>"
    (await visitor.ask("meeting.SetMeeting", named + more + state)).ok()
    shown = await read(visitor, key)
    assert shown.all("email") == ["a@acme.example", "b@acme.example"]
    assert (shown.text("status"), shown.text("agenda")) == ("NOT_INPROGRESS", "Item 1")
    clock.advance(30 * 86400)  # the start is past, and stays as it is
    (await visitor.ask("meeting.SetMeeting", named + people.format("c@x.example") + end)).ok()
    moved = "<schedule><startDate>06/01/2027 09:00:00</startDate></schedule>"
    (await visitor.ask("meeting.SetMeeting", named + moved)).refused("009007")
    for wrong, number in (
        ("<accessControl><meetingPassword></meetingPassword></accessControl>", "060026"),
        ("<schedule><duration>9999</duration></schedule>", "060017"),
        ("<schedule><hostWebExID>nobody</hostWebExID></schedule>", "060019"),
    ):
        (await visitor.ask("meeting.SetMeeting", named + wrong)).refused(number)
    (await visitor.ask("meeting.SetMeeting", "<meetingKey>1</meetingKey>")).refused("999999")
    (await visitor.ask("meeting.SetMeeting", "<meetingkey>1</meetingkey>")).refused("060001")


async def test_mail_goes_out_only_when_asked(visitor: Visitor, webex: WebexXmlServer) -> None:
    people = (
        "<participants><attendees><attendee><person><email>A@acme.example</email></person>"
        "</attendee></attendees></participants>"
    )
    await visitor.create(more=people)
    assert not webex.book.read("mail")
    invite = "<attendeeOptions><emailInvitations>{}</emailInvitations></attendeeOptions>"
    key = await visitor.create(more=people + invite.format("true"))
    (
        await visitor.ask(
            "meeting.SetMeeting", f"<meetingkey>{key}</meetingkey>{people}{invite.format('true')}"
        )
    ).ok()
    assert [each["to"] for each in webex.book.read("mail")] == ["a@acme.example"]


async def test_dial_in_numbers_come_with_call_in(visitor: Visitor) -> None:
    phone = "<telephony><telephonySupport>{}</telephonySupport></telephony>"
    key = await visitor.create(more=phone.format("CALLIN"))
    assert (await read(visitor, key)).text("tollNum") == "+1-408-555-0100"
    changed = f"<meetingkey>{key}</meetingkey>{phone.format('NONE')}"
    (await visitor.ask("meeting.SetMeeting", changed)).ok()
    assert (await read(visitor, key)).names("callInNum") == []

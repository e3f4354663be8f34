"""The messages of Cisco's page on CreateMeeting, as it prints them."""

# The page forgets to declare ``serv``.
REQUEST = """<?xml version="1.0" encoding="UTF-8"?>
<serv:message xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
    <header>
        <securityContext>
            <siteName>acme</siteName>
            <webExID>hostid@acme.com</webExID>
            <password>passw0rd</password>
        </securityContext>
    </header>
    <body>
        <bodyContent
            xsi:type="java:com.webex.service.binding.meeting.CreateMeeting">
            <accessControl>
                <meetingPassword>pass123</meetingPassword>
            </accessControl>
            <metaData>
                <confName>Sample Meeting</confName>
                <meetingType>1</meetingType>
                <agenda>Test</agenda>
            </metaData>
            <participants>
                <maxUserNumber>4</maxUserNumber>
                <attendees>
                    <attendee>
                        <person>
                            <name>James Kirk</name>
                            <email>Jkirk@sz.webex.com</email>
                        </person>
                    </attendee>
                </attendees>
            </participants>
            <enableOptions>
                <chat>true</chat>
                <poll>true</poll>
                <audioVideo>true</audioVideo>
                <supportE2E>TRUE</supportE2E>
                <autoRecord>TRUE</autoRecord>
            </enableOptions>
            <schedule>
                <startDate>05/31/2004 10:10:10</startDate>
                <openTime>900</openTime>
                <joinTeleconfBeforeHost>true</joinTeleconfBeforeHost>
                <duration>20</duration>
                <timeZoneID>4</timeZoneID>
            </schedule>
            <telephony>
                <telephonySupport>CALLIN</telephonySupport>
                <extTelephonyDescription>
                    Call 1-800-555-1234, Passcode 98765
                </extTelephonyDescription>
            </telephony>
        </bodyContent>
    </body>
</serv:message>"""

DECLARED_REQUEST = REQUEST.replace(
    "<serv:message ", '<serv:message xmlns:serv="http://www.webex.com/schemas/2002/06/service" '
)

# With bare ampersands, and links broken over two lines.
REPLY = """<?xml version="1.0" encoding="UTF-8"?>
<serv:message xmlns:serv="http://www.webex.com/schemas/2002/06/service"
    xmlns:com="http://www.webex.com/schemas/2002/06/common"
    xmlns:meet="http://www.webex.com/schemas/2002/06/service/meeting"
    xmlns:att="http://www.webex.com/schemas/2002/06/service/attendee">
    <serv:header>
        <serv:response>
            <serv:result>SUCCESS</serv:result>
            <serv:gsbStatus>PRIMARY</serv:gsbStatus>
        </serv:response>
    </serv:header>
    <serv:body>
        <serv:bodyContent xsi:type="meet:createMeetingResponse"
            xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
            <meet:meetingkey>48591508</meet:meetingkey>
            <meet:iCalendarURL>
                <serv:host>https://www.webex.com/calendarurl1/j.php?ED=48591508&U
                    ID=BA24987F&ICS=MIFH&ST=12</serv:host>
                <serv:attendee>https://www.webex.com/calendarurl1/j.php?ED=485915
                    08&UID=BA24987F&ICS=MIFA&ST=12</serv:attendee>
            </meet:iCalendarURL>
            <meet:guestToken>f10324e2af4823c278fa1a6efadc426c</meet:guestToken>
        </serv:bodyContent>
    </serv:body>
</serv:message>"""
HOST_CALENDAR_URL = (
    "https://www.webex.com/calendarurl1/j.php?ED=48591508&UID=BA24987F&ICS=MIFH&ST=12"
)
ATTENDEE_CALENDAR_URL = (
    "https://www.webex.com/calendarurl1/j.php?ED=48591508&UID=BA24987F&ICS=MIFA&ST=12"
)

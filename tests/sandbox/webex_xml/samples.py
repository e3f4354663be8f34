"""Requests to try the loopback with: Cisco's own, and one with everything.

Of Cisco's own sample only who asks, for which site and when is changed.
"""

from tests.meetings.webex_xml.printed import DECLARED_REQUEST
from tests.sandbox.webex_xml.visitor import context, message

_CONTEXT = DECLARED_REQUEST.partition("<securityContext>")[2].partition("</securityContext>")[0]
PRINTED = DECLARED_REQUEST.replace(_CONTEXT, context()).replace("05/31/2004", "05/31/2027")

_PERSON = """<person><name>James Kirk</name><firstName>James</firstName><lastName>Kirk</lastName>
<title>Captain</title><company>Fleet</company><webExId>jkirk</webExId>
<address><addressType>PERSONAL</addressType><address1>1 Dock</address1><address2>Left</address2>
<city>Riverside</city><state>IA</state><zipCode>52327</zipCode><country>US</country></address>
<phones><phone>1</phone><mobilePhone>2</mobilePhone><fax>3</fax></phones>
<email>JKirk@acme.example</email><notes>n</notes><url>http://acme.example/</url>
<type>VISITOR</type></person>"""
_ATTENDEE = f"""<attendee>{_PERSON}<contactID>7</contactID><joinStatus>INVITE</joinStatus>
<meetingKey>0</meetingKey><sessionKey>0</sessionKey><language>ENGLISH</language>
<role>PRESENTER</role><emailInvitations>FALSE</emailInvitations><locale>en_US</locale>
<timeZoneID>4</timeZoneID><languageID>1</languageID></attendee>"""
_NAMES = """
chat poll audioVideo attendeeList fileShare presentation applicationShare desktopShare webTour
meetingRecord annotation importDocument saveDocument printDocument pointer switchPage fullScreen
thumbnail zoom copyPage rcAppShare rcDesktopShare rcWebTour javaClient nativeClient
attendeeRecordMeeting voip faxIntoMeeting enableReg supportQandA supportFeedback
supportBreakoutSessions supportPanelists supportRemoteComputer supportShareWebContent
supportUCFWebPages supportUCFRichMedia autoDeleteAfterMeetingEnd viewAnyDoc viewAnyPage
allowContactPrivate chatHost chatPresenter chatAllAttendees multiVideo notes closedCaptions
singleNote sendFeedback displayQuickStartHost displayQuickStartAttendees supportE2E supportPKI
HQvideo HDvideo viewVideoThumbs autoRecord
"""
OPTIONS = _NAMES.split()
_ENABLED = "".join(f"<{name}>{name != 'supportE2E'}</{name}>" for name in OPTIONS)
_TRACKED = "".join(f"<trackingCode{n}>code {n}</trackingCode{n}>" for n in range(1, 11))
CONTENT = f"""<accessControl><listToPublic>true</listToPublic><isPublic>true</isPublic>
<meetingPassword>Pa55word</meetingPassword><enforcePassword>true</enforcePassword></accessControl>
<metaData><confName>Everything</confName><meetingType>3</meetingType><agenda>All of it</agenda>
<greeting>Hello</greeting><location>Bridge</location><invitation>Come</invitation>
<setNonMTOptions>true</setNonMTOptions>
<sessionTemplate><use>usual</use><default>false</default></sessionTemplate>
<isInternal>true</isInternal></metaData>
<participants><maxUserNumber>9</maxUserNumber><attendees>{_ATTENDEE}</attendees></participants>
<enableOptions>{_ENABLED}</enableOptions>
<schedule><startDate>05/31/2027 10:10:00</startDate><timeZoneID>11</timeZoneID>
<timeZone>GMT-05:00, Eastern (New York)</timeZone><duration>20</duration><openTime>300</openTime>
<hostWebExID>ada@contoso.example</hostWebExID><templateFilePath>t</templateFilePath>
<showFilePath>s</showFilePath><showFileStartMode>false</showFileStartMode>
<showFileContPlayFlag>false</showFileContPlayFlag><showFileInterVal>0</showFileInterVal>
<entryExitTone>0</entryExitTone><extURL>http://acme.example/</extURL>
<extNotifyTime>0</extNotifyTime><joinNotifyURL>http://acme.example/</joinNotifyURL>
<joinTeleconfBeforeHost>true</joinTeleconfBeforeHost>
<firstAttendeeAsPresenter>true</firstAttendeeAsPresenter></schedule>
<telephony><telephonySupport>OTHER</telephonySupport><numPhoneLines>6</numPhoneLines>
<extTelephonyURL>http://acme.example/</extTelephonyURL>
<extTelephonyDescription>Call us</extTelephonyDescription><enableTSP>true</enableTSP>
<tspAccountIndex>1</tspAccountIndex><personalAccountIndex>1</personalAccountIndex>
<intlLocalCallIn>true</intlLocalCallIn><teleconfLocation>US</teleconfLocation>
<callInNum><tollNum>1</tollNum><tollFreeNum>2</tollFreeNum><intlLocalNum>3</intlLocalNum>
<globalNum><countryAlias>US</countryAlias><phoneNumber>4</phoneNumber><tollFree>true</tollFree>
</globalNum></callInNum>
<tspConference><tollFreeCallInNumber>1</tollFreeCallInNumber><tollCallInNumber>2</tollCallInNumber>
<subscriberAccessCode>3</subscriberAccessCode><participantAccessCode>4</participantAccessCode>
</tspConference><tspAccessCodeOrder>SUBSCRIBER_1ST</tspAccessCodeOrder><tollFree>true</tollFree>
<isMPAudio>true</isMPAudio></telephony>
<tracking>{_TRACKED}</tracking>
<repeat><repeatType>WEEKLY</repeatType><interval>1</interval>
<dayInWeek><day>MONDAY</day><day>THURSDAY</day></dayInWeek>
<expirationDate>12/31/2027 23:59:59</expirationDate></repeat>
<remind><enableReminder>true</enableReminder><emails><email>a@acme.example</email></emails>
<sendEmail>true</sendEmail><mobile>1</mobile><sendMobile>true</sendMobile><daysAhead>1</daysAhead>
<hoursAhead>1</hoursAhead><minutesAhead>1</minutesAhead></remind>
<attendeeOptions><request>false</request><registration>true</registration><auto>true</auto>
<emailInvitations>true</emailInvitations><participantLimit>9</participantLimit>
<excludePassword>false</excludePassword><joinRequiresAccount>false</joinRequiresAccount>
</attendeeOptions>
<assistService><assistRequest>Dry Run</assistRequest><assistConfirm>Pending</assistConfirm>
</assistService>"""
EVERYTHING = message("meeting.CreateMeeting", CONTENT)

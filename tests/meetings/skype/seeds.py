"""The founding documents' own messages, as their pages print them: requests damaged, replies whole.

The pages show one meeting again and again, as a reply and in a list: it is here once for each
format, and what differs is filled in.

``undamaged`` undoes what printing did to a request: entities, and blanks about colons in addresses.
What cannot be undone is the blanks that were lost between words.
"""
# ruff: noqa: E501 - as the pages print them

import html
import re
from string import Template


def undamaged(printed: str) -> str:
    """A request as it was before the page printed it."""
    return re.sub(r"\bsip : ", "sip:", html.unescape(printed))


START_JSON = r"""{
  "operationId" : "74cb7404e0a247d5a2d4eb0376a47dbf",
  "importance" : "Urgent",
  "subject" : "SkypeforBusiness",
  "threadId" : "292e0aaef36c426a97757f43dda19d06"
}"""

START_XML = r"""<?xml version="1.0" encoding="utf-8"?>
<input xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa">
  <property name="operationId">74cb7404e0a247d5a2d4eb0376a47dbf</property>
  <property name="importance">Urgent</property>
  <property name="subject">Skype for Business</property>
  <property name="threadId">292e0aaef36c426a97757f43dda19d06</property>
</input>"""

SCHEDULE_JSON = r"""{
  &quot;accessLevel&quot; : &quot;None&quot;,
  &quot;attendees&quot; : [
    &quot;sip : johndoe@contoso.com&quot;,
    &quot;sip : janedoe@contoso.com&quot;
  ],
  &quot;automaticLeaderAssignment&quot; : &quot;SameEnterprise&quot;,
  &quot;description&quot; : &quot;We\u0027llbemeetingtoreviewthesalesnumbersforthispastquarteranddiscussprojectionsforthenexttwoquarters.&quot;,
  &quot;entryExitAnnouncement&quot; : &quot;Disabled&quot;,
  &quot;expirationTime&quot; : &quot;\/Date(1474932029050)\/&quot;,
  &quot;leaders&quot; : [
    &quot;sip : aikc@contoso.com&quot;,
    &quot;sip : lenea@contoso.com&quot;
  ],
  &quot;lobbyBypassForPhoneUsers&quot; : &quot;Disabled&quot;,
  &quot;phoneUserAdmission&quot; : &quot;Disabled&quot;,
  &quot;subject&quot; : &quot;Quarterlysalesnumbers&quot;
}"""

SCHEDULE_XML = r"""&lt;?xml version=&quot;1.0&quot; encoding=&quot;utf-8&quot;?&gt;
&lt;input xmlns=&quot;http://schemas.microsoft.com/rtc/2012/03/ucwa&quot;&gt;
  &lt;property name=&quot;accessLevel&quot;&gt;Locked&lt;/property&gt;
  &lt;propertyList name=&quot;attendees&quot;&gt;
    &lt;item&gt;sip:johndoe@contoso.com&lt;/item&gt;
    &lt;item&gt;sip:janedoe@contoso.com&lt;/item&gt;
  &lt;/propertyList&gt;
  &lt;property name=&quot;automaticLeaderAssignment&quot;&gt;Disabled&lt;/property&gt;
  &lt;property name=&quot;description&quot;&gt;We&#39;ll be meeting to review the sales numbers for this past quarter and discuss projections for the next two quarters.&lt;/property&gt;
  &lt;property name=&quot;entryExitAnnouncement&quot;&gt;Disabled&lt;/property&gt;
  &lt;property name=&quot;expirationTime&quot;&gt;2016-09-26T16:20:29.0559053-07:00&lt;/property&gt;
  &lt;propertyList name=&quot;leaders&quot;&gt;
    &lt;item&gt;sip:aikc@contoso.com&lt;/item&gt;
    &lt;item&gt;sip:lenea@contoso.com&lt;/item&gt;
  &lt;/propertyList&gt;
  &lt;property name=&quot;lobbyBypassForPhoneUsers&quot;&gt;Disabled&lt;/property&gt;
  &lt;property name=&quot;phoneUserAdmission&quot;&gt;Disabled&lt;/property&gt;
  &lt;property name=&quot;subject&quot;&gt;Quarterly sales numbers&lt;/property&gt;
&lt;/input&gt;"""

_MEETING_JSON = Template(r"""{
  "rel" : "$rel",
  "accessLevel" : "$access",
  "attendees" : [
    "sip:johndoe@contoso.com",
    "sip:janedoe@contoso.com"
  ],
  "automaticLeaderAssignment" : "$leading",
  "conferenceId" : "12983487",
  "description" : "We\u0027ll be meeting to review the sales numbers for this past quarter and discuss projections for the next two quarters.",
  "entryExitAnnouncement" : "Disabled",
  "expirationTime" : "\/Date($expires)\/",
  "joinUrl" : "https://meet.contoso.com/bmauldin/IB88RLLY",
  "leaders" : [
    "sip:aikc@contoso.com",
    "sip:lenea@contoso.com"
  ],
  "legacyOnlineMeetingUri" : "conf:sip:bmauldin@contoso.com;gruu;opaque=app:conf:focus:id:IB88RLLY?conversation-id=cdc15173-e354-4d1b-9f4c-cf42ab746f3d",
  "lobbyBypassForPhoneUsers" : "Disabled",
  "onlineMeetingId" : "IB88RLLY",
  "onlineMeetingRel" : "myOnlineMeetings",
  "onlineMeetingUri" : "sip:bmauldin@contoso.com;gruu;opaque=app:conf:focus:id:IB88RLLY",
  "organizerUri" : "sip:bmauldin@contoso.com",
  "phoneUserAdmission" : "Disabled",
  "subject" : "Quarterly sales numbers",
  "_links" : {
    "self" : {
      "href" : "/ucwa/v1/applications/192/onlineMeetings/myOnlineMeetings/$number"
    },
    "onlineMeetingExtensions" : {
      "href" : "/ucwa/v1/applications/192/onlineMeetings/myOnlineMeetings/943/onlineMeetingExtensions"
    }
  },
  "_embedded" : {
    "onlineMeetingExtension" : [
      {
        "rel" : "onlineMeetingExtension",
        "id" : "917823",
        "type" : "RoamedParticipantData",
        "_links" : {
          "self" : {
            "href" : "/ucwa/v1/applications/192/onlineMeetings/myOnlineMeetings/943/onlineMeetingExtensions/onlineMeetingExtension"
          }
        }
      }
    ]
  }
}""")

_MEETING_XML = Template(r"""<resource rel="$rel" href="/ucwa/v1/applications/192/onlineMeetings/myOnlineMeetings/$number"$namespace>
  <link rel="onlineMeetingExtensions" href="/ucwa/v1/applications/192/onlineMeetings/myOnlineMeetings/943/onlineMeetingExtensions" />
  <property name="rel">$rel</property>
  <property name="accessLevel">$access</property>
  <propertyList name="attendees">
    <item>sip:johndoe@contoso.com</item>
    <item>sip:janedoe@contoso.com</item>
  </propertyList>
  <property name="automaticLeaderAssignment">$leading</property>
  <property name="conferenceId">12983487</property>
  <property name="description">We'll be meeting to review the sales numbers for this past quarter and discuss projections for the next two quarters.</property>
  <property name="entryExitAnnouncement">$announcing</property>
  <property name="expirationTime">2016-09-26T16:20:29.$fraction-07:00</property>
  <property name="joinUrl">https://meet.contoso.com/bmauldin/IB88RLLY</property>
  <propertyList name="leaders">
    <item>sip:aikc@contoso.com</item>
    <item>sip:lenea@contoso.com</item>
  </propertyList>
  <property name="legacyOnlineMeetingUri">conf:sip:bmauldin@contoso.com;gruu;opaque=app:conf:focus:id:IB88RLLY?conversation-id=cdc15173-e354-4d1b-9f4c-cf42ab746f3d</property>
  <property name="lobbyBypassForPhoneUsers">Disabled</property>
  <property name="onlineMeetingId">IB88RLLY</property>
  <property name="onlineMeetingRel">myOnlineMeetings</property>
  <property name="onlineMeetingUri">sip:bmauldin@contoso.com;gruu;opaque=app:conf:focus:id:IB88RLLY</property>
  <property name="organizerUri">sip:bmauldin@contoso.com</property>
  <property name="phoneUserAdmission">Disabled</property>
  <property name="subject">Quarterly sales numbers</property>
  <resource rel="onlineMeetingExtension" href="/ucwa/v1/applications/192/onlineMeetings/myOnlineMeetings/943/onlineMeetingExtensions/onlineMeetingExtension">
    <property name="rel">onlineMeetingExtension</property>
    <property name="id">917823</property>
    <property name="type">RoamedParticipantData</property>
  </resource>
</resource>""")

_NAMESPACE = ' xmlns="http://schemas.microsoft.com/rtc/2012/03/ucwa"'

SCHEDULED_JSON = _MEETING_JSON.substitute(
    rel="myOnlineMeeting",
    access="None",
    leading="SameEnterprise",
    expires="1474932029051",
    number="943",
)

SCHEDULED_XML = '<?xml version="1.0" encoding="utf-8"?>\n' + _MEETING_XML.substitute(
    rel="myOnlineMeeting",
    namespace=_NAMESPACE,
    access="SameEnterprise",
    leading="Disabled",
    announcing="Disabled",
    fraction="0589061",
    number="943",
)

_ASSIGNED_JSON = _MEETING_JSON.substitute(
    rel="myAssignedOnlineMeeting",
    access="Locked",
    leading="Disabled",
    expires="1474932029004",
    number="600",
)

_MINE_JSON = _MEETING_JSON.substitute(
    rel="myOnlineMeeting",
    access="Locked",
    leading="Disabled",
    expires="1474932029024",
    number="943",
)

LIST_JSON = f"""{{
  "rel" : "myOnlineMeetings",
  "_links" : {{
    "self" : {{
      "href" : "/ucwa/v1/applications/192/onlineMeetings/myOnlineMeetings"
    }}
  }},
  "_embedded" : {{
    "myAssignedOnlineMeeting" : [{_ASSIGNED_JSON}],
    "myOnlineMeeting" : [{_MINE_JSON}]
  }}
}}"""

_ASSIGNED_XML = _MEETING_XML.substitute(
    rel="myAssignedOnlineMeeting",
    namespace="",
    access="None",
    leading="SameEnterprise",
    announcing="Unsupported",
    fraction="0389049",
    number="600",
)

_MINE_XML = _MEETING_XML.substitute(
    rel="myOnlineMeeting",
    namespace="",
    access="None",
    leading="SameEnterprise",
    announcing="Disabled",
    fraction="0419053",
    number="943",
)

LIST_XML = f"""<?xml version="1.0" encoding="utf-8"?>
<resource rel="myOnlineMeetings" href="/ucwa/v1/applications/192/onlineMeetings/myOnlineMeetings"{_NAMESPACE}>
  <property name="rel">myOnlineMeetings</property>
  {_ASSIGNED_XML}
  {_MINE_XML}
</resource>"""

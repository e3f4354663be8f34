"""The requests that the documents print, by what they show, as they are printed."""

from collections.abc import Mapping

KIND = """<EnumerationOption name="meetingType" value="{}">
  <String>OneTime</String>
  <String>MeetNow</String>
  <String>Recurring</String>
</EnumerationOption>"""

SAMPLES: Mapping[str, str] = {
    "CreateTicket": """
      <CreateTicketRequest duration="300" oneTimeTicket="False">
        <GeneralLoginContext userID="dori"/>
      </CreateTicketRequest>""",
    "CreateMeeting, at a time": f"""
      <CreateMeetingRequest maxUsers="100" name="kick" title="Tailspin Toys 2000 Kickoff">
        <OptionList>
          <TimeOption name="startTime" value="2007-04-01T18:00:00Z"/>
          <TimeOption name="endTime" value="2007-04-01T20:00:00Z"/>
          <StringOption name="timeZone" value="America/Los_Angeles"/>
          {KIND.format("OneTime")}
        </OptionList>
        <FieldList>
          <Name>mid</Name>
          <Name>audiencePassword</Name>
          <Name>presenterPassword</Name>
        </FieldList>
      </CreateMeetingRequest>""",
    "CreateMeeting, now": f"""
      <CreateMeetingRequest maxUsers="15" title="Meet Now">
        <OptionList>
          {KIND.format("MeetNow")}
          <StringOption name="personalPlaceOf" value="apiuser"/>
        </OptionList>
        <FieldList>
          <Name>mid</Name><Name>name</Name><Name>audiencePassword</Name>
          <Name>presenterPassword</Name>
        </FieldList>
      </CreateMeetingRequest>""",
    "ListMeetings, by place": """
      <ListMeetingsRequest listDeleted="False">
        <StringQuery fieldName="personalPlaceOf" operator="=" value="apiuser"/>
        <FieldList>
          <Name>mid</Name><Name>name</Name><Name>title</Name>
          <Name>audiencePassword</Name><Name>presenterPassword</Name>
        </FieldList>
      </ListMeetingsRequest>""",
    "ListMeetings, by time": """
      <ListMeetingsRequest listDeleted="False" pageSize="10" pageNum="1">
        <TimeIntervalQuery fieldName="startTime">
          <TimeInterval startTime="2000-07-01T00:00:00Z" endTime="2000-08-01T00:00:00Z"/>
        </TimeIntervalQuery>
        <FieldList>
          <Name>mid</Name>
          <Name>name</Name>
          <Name>title</Name>
          <Name>owner</Name>
          <Name>startTime</Name>
          <Name>endTime</Name>
        </FieldList>
      </ListMeetingsRequest>""",
    "ListMeetings, by mid": """
      <ListMeetingsRequest listDeleted="False">
        <StringQuery fieldName="mid" operator="=" value="jnbzqqkh63ms1tgv"/>
        <FieldList>
          <Name>name</Name><Name>title</Name><Name>owner</Name><Name>status</Name>
          <Name>startTime</Name><Name>endTime</Name><Name>timeZone</Name><Name>maxUsers</Name>
          <Name>meetingType</Name><Name>audiencePassword</Name><Name>presenterPassword</Name>
          <Name>audienceInviteText</Name><Name>presenterInviteText</Name>
        </FieldList>
      </ListMeetingsRequest>""",
    "ListMeetings, by visits": """
      <ListMeetingsRequest listDeleted="True">
        <TimeIntervalQuery fieldName="visitedIn">
          <TimeInterval startTime="2006-03-19T00:00:01Z" endTime="2006-03-25T23:59:59Z"/>
        </TimeIntervalQuery>
        <FieldList><Name>owner</Name><Name>name</Name><Name>startTime</Name><Name>endTime</Name>
          <Name>mid</Name></FieldList>
      </ListMeetingsRequest>""",
    "ModifyMeeting": """
      <ModifyMeetingRequest>
        <StringQuery fieldName="personalPlaceOf" operator="=" value="apiuser"/>
        <OptionList>
          <StringOption name="audiencePassword" value="Aud!3nc3Pw02"/>
          <StringOption name="presenterPassword" value="Pr3$3nt3rPw02"/>
        </OptionList>
        <FieldList>
          <Name>mid</Name>
          <Name>audiencePassword</Name>
          <Name>presenterPassword</Name>
        </FieldList>
      </ModifyMeetingRequest>""",
    "DeleteMeeting": """
      <DeleteMeetingRequest>
        <StringQuery fieldName="mid" operator="=" value="jnbzqqkh63ms1tgv"/>
      </DeleteMeetingRequest>""",
    "RestoreMeeting": """
      <RestoreMeetingRequest>
        <StringQuery fieldName="mid" operator="=" value="bvntuc1ix4mr"/>
      </RestoreMeetingRequest>""",
    "ListTimeZones": "<ListTimeZonesRequest/>",
    "ListVisitors": """
      <ListVisitorsRequest deletedOK="True">
        <StringQuery fieldName="mid" operator="=" value="bvntuc1ix4mr"/>
        <TimeIntervalQuery fieldName="startTime">
          <TimeInterval startTime="2000-07-28T16:00:00Z" endTime="2000-07-28T18:00:00Z"/>
        </TimeIntervalQuery>
        <FieldList>
          <Name>startTime</Name><Name>endTime</Name><Name>userName</Name><Name>vid</Name>
        </FieldList>
      </ListVisitorsRequest>""",
    "ListConnectedVisitors": """
      <ListConnectedVisitorsRequest>
        <StringQuery fieldName="name" operator="=" value="strategy"/>
        <FieldList><Name>userName</Name><Name>vid</Name></FieldList>
      </ListConnectedVisitorsRequest>""",
    "ListPolls": """
      <ListPollsRequest>
        <StringQuery fieldName="mid" operator="=" value="jnbzqqkh63ms1tgv"/>
      </ListPollsRequest>""",
    "CreateUser": """
      <CreateUserRequest userID="jeff" password="r!DDl3One" sendWelcomeMessage="False">
        <OptionList>
          <StringOption name="email" value="jeff@contoso.com"/>
          <StringOption name="firstName" value="Jeff"/>
          <StringOption name="lastName" value="Hay"/>
          <BooleanOption name="isOrganizer" value="True"/>
          <StringOption name="timeZone" value="America/Los_Angeles"/>
        </OptionList>
      </CreateUserRequest>""",
    "GetUser7, by ID": '<GetUser7Request userID="donh"/>',
    "GetUser7, by mail": '<GetUser7Request email="donh@contoso.com"/>',
    "GetUserProfile7": "<GetUserProfile7Request/>",
    "ListUsers": "<ListUsersRequest/>",
    "ModifyUser": """
      <ModifyUserRequest userID="donh"><OptionList>
        <StringOption name="company" value="Contoso Corporation"/>
      </OptionList></ModifyUserRequest>""",
    "GetConferencingServiceData": "<GetConferencingServiceDataRequest/>",
    "GetConferencingServiceData7": '<GetConferencingServiceData7Request roleName="Organizer"/>',
    "GetServiceUnavailableTimes": """
      <GetServiceUnavailableTimesRequest>
        <TimeInterval startTime="2001-05-01T07:00:00Z" endTime="2001-06-01T07:00:00Z"/>
      </GetServiceUnavailableTimesRequest>""",
    "GetURL": """
      <GetURLRequest>
        <StringQuery fieldName="name" operator="=" value="ZTB93J-1"/>
        <OptionList>
          <StringOption name="recViewerCompany" value="Contoso Corporation"/>
          <StringOption name="recViewerName" value="john"/>
          <StringOption name="recViewerEmail" value="john@contoso.com"/>
          <EnumerationOption name="resourceType" value="WindowsMediaMovieRecordingDownload">
            <String>ESS</String>
            <String>PWP</String>
            <String>HighFidelityPresentation</String>
            <String>HighFidelityPresentationDownload</String>
            <String>WindowsMediaMovieRecording</String>
            <String>WindowsMediaMovieRecordingDownload</String>
            <String>BasicRecording</String>
          </EnumerationOption>
        </OptionList>
      </GetURLRequest>""",
}

"""What reading a WebEx list of 500 meetings costs, beside lxml alone on the same bytes.

Run: python -m bench.lists [--rounds 40]
"""

import argparse
import statistics
import time

import httpx
from lxml import etree

from meetings.services.webex_xml.meetings import MeetingSummary
from meetings.services.webex_xml.message import Operation, read_reply
from meetings.xml import find_all

MEETINGS = 500

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><serv:message '
    'xmlns:serv="http://www.webex.com/schemas/2002/06/service" '
    'xmlns:meet="http://www.webex.com/schemas/2002/06/service/meeting" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><serv:header><serv:response>'
    "<serv:result>SUCCESS</serv:result><serv:gsbStatus>PRIMARY</serv:gsbStatus></serv:response>"
    '</serv:header><serv:body><serv:bodyContent xsi:type="meet:lstsummaryMeetingResponse">'
    f"<meet:matchingRecords><serv:total>{MEETINGS}</serv:total><serv:returned>{MEETINGS}"
    "</serv:returned><serv:startFrom>1</serv:startFrom></meet:matchingRecords>"
)
_MEETING = (
    "<meet:meeting><meet:meetingKey>{n}</meet:meetingKey><meet:confName>Design review {n}"
    "</meet:confName><meet:meetingType>2</meet:meetingType><meet:hostWebExID>ada</meet:hostWebExID>"
    "<meet:otherHostWebExID>ada</meet:otherHostWebExID><meet:timeZoneID>20</meet:timeZoneID>"
    "<meet:timeZone>GMT+00:00, Greenwich (London)</meet:timeZone><meet:status>NOT_INPROGRESS"
    "</meet:status><meet:startDate>11/24/2026 15:00:00</meet:startDate><meet:duration>45"
    "</meet:duration><meet:listStatus>PUBLIC</meet:listStatus><meet:hostJoined>false"
    "</meet:hostJoined><meet:participantsJoined>false</meet:participantsJoined></meet:meeting>"
)
_FOOT = "</serv:bodyContent></serv:body></serv:message>"


def document():
    """A reply as the site writes it."""
    lines = "".join(_MEETING.format(n=900_000_000 + n) for n in range(MEETINGS))
    return (_HEAD + lines + _FOOT).encode()


def rows(data):
    """Read and check the reply: one row for each meeting, whose fields are read when needed."""
    body = read_reply(httpx.Response(200, content=data), Operation.LIST).body
    return [MeetingSummary(element) for element in find_all(body, "meeting")]


def titles(data):
    """The same, with the title of each, as the search for a meeting reads it."""
    return [row.title for row in rows(data)]


def spent(work, data):
    began = time.perf_counter()
    work(data)
    return 1000 * (time.perf_counter() - began)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    rounds = parser.parse_args().rounds
    data = document()
    assert len(titles(data)) == MEETINGS
    works = (etree.fromstring, rows, titles)
    took = [[spent(work, data) for work in works] for _ in range(rounds)]
    alone, listed, named = (statistics.median(column) for column in zip(*took, strict=True))
    ratios = [statistics.median(times[n] / times[0] for times in took) for n in (1, 2)]
    print(
        f"a list of {MEETINGS} meetings, {len(data) // 1000} kB: lxml alone {alone:.2f} ms; "
        f"read and checked {listed:.2f} ms, {ratios[0]:.2f} times; "
        f"with the title of each {named:.2f} ms, {ratios[1]:.2f} times"
    )


if __name__ == "__main__":
    main()

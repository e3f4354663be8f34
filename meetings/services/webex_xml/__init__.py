"""Cisco WebEx: meetings by its XML service, now and at a time."""

from meetings.services.webex_xml.service import WebexXml
from meetings.services.webex_xml.settings import check_options

__all__ = ["WebexXml", "check_options"]

"""Cisco WebEx: meetings through its XML service."""

from meetings.services.webex_xml.service import WebexXml
from meetings.services.webex_xml.session import check_options

__all__ = ["WebexXml", "check_options"]

"""A loopback WebEx site that speaks the URL XML API, strictly, as Cisco's documents have it.

``ada@contoso.example`` may host meetings, ``mallory@contoso.example`` signs in and may not; their
passwords are ``ADA_PASSWORD`` and ``MALLORY_PASSWORD``. The site is called ``contoso``.
"""

from sandbox.services.webex_xml.server import PATH, WebexXml
from sandbox.services.webex_xml.site import (
    ADA_ID,
    ADA_PASSWORD,
    MALLORY_ID,
    MALLORY_PASSWORD,
    Account,
    Site,
    contoso,
)

__all__ = [
    "ADA_ID",
    "ADA_PASSWORD",
    "MALLORY_ID",
    "MALLORY_PASSWORD",
    "PATH",
    "Account",
    "Site",
    "WebexXml",
    "contoso",
]

"""A loopback WebEx site that speaks the URL XML API, strictly, as Cisco's documents have it.

``ada@contoso.example`` may host meetings, ``mallory@contoso.example`` signs in and may not; their
passwords are ``ADA_PASSWORD`` and ``MALLORY_PASSWORD``. The site is called ``contoso``.

Where it is stricter than the service, on purpose: the words of an ``xsi:type`` are compared with
their case; the schema form is held to the schema's namespaces and order; a meeting's start has to
be told, if only as an empty element; a title has 400 characters at most.
"""

from sandbox.services.webex_xml.server import PATH, WebexXmlServer
from sandbox.services.webex_xml.site import (
    ADA_ID,
    ADA_PASSWORD,
    MALLORY_ID,
    MALLORY_PASSWORD,
    SiteAccount,
    WebexSite,
    contoso,
)

__all__ = [
    "ADA_ID",
    "ADA_PASSWORD",
    "MALLORY_ID",
    "MALLORY_PASSWORD",
    "PATH",
    "SiteAccount",
    "WebexSite",
    "WebexXmlServer",
    "contoso",
]

"""A loopback Skype for Business server that speaks UCWA, strictly, as its documents have it.

``ada@contoso.example`` may hold online meetings, ``mallory@contoso.example`` signs in and may not;
their passwords are ``ADA.password`` and ``MALLORY.password``.
"""

from sandbox.services.skype.deployment import Deployment
from sandbox.services.skype.people import ADA, MALLORY, NOEL, PEOPLE, Colleague
from sandbox.services.skype.server import SkypeServer

__all__ = ["ADA", "MALLORY", "NOEL", "PEOPLE", "Colleague", "Deployment", "SkypeServer"]

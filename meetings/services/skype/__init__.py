"""Skype for Business Server: instant and scheduled meetings by UCWA 2.0."""

from meetings.services.skype.endpoints import check_options
from meetings.services.skype.service import Skype

__all__ = ["Skype", "check_options"]

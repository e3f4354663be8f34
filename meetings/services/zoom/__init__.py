"""Zoom: meetings by its REST API, with each person's own account or with the organization's."""

from meetings.services.zoom.endpoints import check_options
from meetings.services.zoom.service import Zoom

__all__ = ["Zoom", "check_options"]

"""Meetings in time: when they happen, in which zone, what is due when."""

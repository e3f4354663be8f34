"""Changing meetings that were made: moved, cancelled, filled in anew."""

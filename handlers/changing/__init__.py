"""Changing meetings that were made: moving, cancelling, editing, and answers to invitations."""

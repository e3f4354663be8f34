"""What a person typed, turned into a meeting request; pure, without a clock or a disk."""

from language.reading import is_prepared, prepare, understand, understand_move
from language.request import MeetingRequest

__all__ = ["MeetingRequest", "is_prepared", "prepare", "understand", "understand_move"]

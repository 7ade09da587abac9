"""Jobs of this room: what the worker does on every sweep."""

from app.surveys import services

#: A sweep has other things to do; what is left is spoken in the next.
LONGEST_SECONDS = 10.0


def speak_questions() -> int:
    """Let a computer speak the questions that nobody has read aloud; return how many it did."""
    return services.speak_questions(longest=LONGEST_SECONDS)

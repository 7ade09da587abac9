"""Pages of this room: the queue and the review of comments, and themes."""

from app.analysis.views import queue, review, second_reading, themes
from app.analysis.views.blueprint import blueprint

__all__ = ["blueprint", "queue", "review", "second_reading", "themes"]

"""Pages of this room: the queue and the review of comments, and themes."""

from app.analysis.views import queue, review, search, themes
from app.analysis.views.blueprint import blueprint

__all__ = ["blueprint", "queue", "review", "search", "themes"]

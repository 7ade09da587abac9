"""Pages of this room: the queue and the review of comments, and themes."""

from app.analysis.views import (
    groups,
    lineage,
    outside,
    queue,
    review,
    search,
    second_reading,
    teaching,
    themes,
    translating,
)
from app.analysis.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "groups",
    "lineage",
    "outside",
    "queue",
    "review",
    "search",
    "second_reading",
    "teaching",
    "themes",
    "translating",
]

"""Pages of this room: the queue and the review of comments, and themes."""

from app.analysis.views import (
    area_lists,
    exports,
    groups,
    lineage,
    originals,
    outside,
    queue,
    review,
    search,
    second_reading,
    second_typing,
    teaching,
    themes,
    translating,
)
from app.analysis.views.blueprint import blueprint

__all__ = [
    "area_lists",
    "blueprint",
    "exports",
    "groups",
    "lineage",
    "originals",
    "outside",
    "queue",
    "review",
    "search",
    "second_reading",
    "second_typing",
    "teaching",
    "themes",
    "translating",
]

"""What comments are about: what was found in them, themes, and what searches need."""

from app.analysis.models.agreement import (
    Correction,
    SecondReading,
)
from app.analysis.models.comments import (
    Origin,
    Reading,
    Redaction,
    Review,
    ReviewStep,
    Status,
    Strength,
    Tag,
)
from app.analysis.models.index import (
    IndexCard,
    StoredSearch,
    TakenCard,
)
from app.analysis.models.teaching import (
    Lesson,
    LessonKind,
    LessonState,
)
from app.analysis.models.themes import (
    InPublic,
    Theme,
    ThemeComment,
    ThemeStep,
    ThemeVoice,
)

__all__ = [
    "Correction",
    "InPublic",
    "IndexCard",
    "Lesson",
    "LessonKind",
    "LessonState",
    "Origin",
    "Reading",
    "Redaction",
    "Review",
    "ReviewStep",
    "SecondReading",
    "Status",
    "StoredSearch",
    "Strength",
    "Tag",
    "TakenCard",
    "Theme",
    "ThemeComment",
    "ThemeStep",
    "ThemeVoice",
]

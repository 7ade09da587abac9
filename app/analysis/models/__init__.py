"""What comments are about: what was found in them, themes, and what searches need."""

from app.analysis.models.agreement import (
    Correction,
    Look,
    SecondReading,
    SecondTag,
    Settled,
)
from app.analysis.models.comments import (
    Origin,
    Reading,
    Redaction,
    Review,
    ReviewFacet,
    ReviewStep,
    Status,
    Strength,
    Tag,
)
from app.analysis.models.exports import (
    Export,
    ExportKind,
    ExportState,
)
from app.analysis.models.groups import (
    CommentCopy,
    CopyMark,
    Grouping,
    GroupState,
    SuggestedGroup,
    SuggestedMember,
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
from app.analysis.models.translations import (
    Translation,
    TranslationKind,
)

__all__ = [
    "CommentCopy",
    "CopyMark",
    "Correction",
    "Export",
    "ExportKind",
    "ExportState",
    "GroupState",
    "Grouping",
    "InPublic",
    "IndexCard",
    "Lesson",
    "LessonKind",
    "LessonState",
    "Look",
    "Origin",
    "Reading",
    "Redaction",
    "Review",
    "ReviewFacet",
    "ReviewStep",
    "SecondReading",
    "SecondTag",
    "Settled",
    "Status",
    "StoredSearch",
    "Strength",
    "SuggestedGroup",
    "SuggestedMember",
    "Tag",
    "TakenCard",
    "Theme",
    "ThemeComment",
    "ThemeStep",
    "ThemeVoice",
    "Translation",
    "TranslationKind",
]

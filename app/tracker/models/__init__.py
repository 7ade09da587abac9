"""What we did about it: actions with promised dates, and the entries that the public reads."""

from app.tracker.models.actions import (
    OPEN_KINDS,
    Action,
    ActionItem,
    ActionKind,
    ActionTheme,
    ActionUpdate,
    PromiseChange,
    Reminder,
    ReminderKind,
)
from app.tracker.models.checks import (
    CHECKS,
    CopyKind,
    CorrectionCheck,
    EntryCheck,
    Recall,
    TakenPack,
    TakenQuote,
)
from app.tracker.models.did_it_help import HelpCount, Helped, HelpGiven, VotedFrom
from app.tracker.models.entries import (
    ACTION_TEXTS,
    Entry,
    EntryCorrection,
    EntryNotice,
    EntryQuote,
    EntryStatus,
    SignOff,
)
from app.tracker.models.meetings import Meeting
from app.tracker.models.taking_part import (
    ActionStage,
    ActionValue,
    Held,
    Level,
    PartRole,
    Stage,
    StagePeople,
)
from app.tracker.models.translations import EntryTranslation, TranslationState

__all__ = [
    "ACTION_TEXTS",
    "CHECKS",
    "OPEN_KINDS",
    "Action",
    "ActionItem",
    "ActionKind",
    "ActionStage",
    "ActionTheme",
    "ActionUpdate",
    "ActionValue",
    "CopyKind",
    "CorrectionCheck",
    "Entry",
    "EntryCheck",
    "EntryCorrection",
    "EntryNotice",
    "EntryQuote",
    "EntryStatus",
    "EntryTranslation",
    "Held",
    "HelpCount",
    "HelpGiven",
    "Helped",
    "Level",
    "Meeting",
    "PartRole",
    "PromiseChange",
    "Recall",
    "Reminder",
    "ReminderKind",
    "SignOff",
    "Stage",
    "StagePeople",
    "TakenPack",
    "TakenQuote",
    "TranslationState",
    "VotedFrom",
]

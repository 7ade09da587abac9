"""Forms of the people who act on what was said, and who write and sign off entries."""

from app.tracker.forms.actions import (
    ActionFilterForm,
    ActionForm,
    DoneForm,
    LedgerFilterForm,
    MoveDateForm,
    RemindedForm,
    UpdateForm,
)
from app.tracker.forms.checking import ChecksForm
from app.tracker.forms.entries import (
    CorrectionAnswerForm,
    CorrectionForm,
    EntryForm,
    ScheduleForm,
    SignOffForm,
    StandForm,
    TranslationForm,
    WithdrawForm,
)
from app.tracker.forms.meetings import MeetingDecisionForm, MeetingForm
from app.tracker.forms.taking_part import DecisionForm, StageForm, ValuesForm, make_values_form

__all__ = [
    "ActionFilterForm",
    "ActionForm",
    "ChecksForm",
    "CorrectionAnswerForm",
    "CorrectionForm",
    "DecisionForm",
    "DoneForm",
    "EntryForm",
    "LedgerFilterForm",
    "MeetingDecisionForm",
    "MeetingForm",
    "MoveDateForm",
    "RemindedForm",
    "ScheduleForm",
    "SignOffForm",
    "StageForm",
    "StandForm",
    "TranslationForm",
    "UpdateForm",
    "ValuesForm",
    "WithdrawForm",
    "make_values_form",
]

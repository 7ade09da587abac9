"""What a reminder says: days and addresses, no title and no word of anybody's (R-MAIL-1)."""

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from app.tracker.days import day
from app.tracker.services import Batch


def write_reminder(batch: Batch, *, base_url: str) -> tuple[str, str]:
    """Return (subject, text) of the mail about a batch; `base_url` has no last slash."""
    with force_locale("en"):
        lines = [_("Hello,"), "", _("you are reminded of these promises on Said and Done:"), ""]
        for action, left in batch.promises:
            if action.promised_on is not None:
                lines.append(f"- {day(action.promised_on)}: {_days(left)}")
                lines.append(f"  {base_url}/staff/actions/{action.id}")
        lines += [
            "",
            _("If a date cannot be kept, move it on that page and say why. Families read it."),
            "",
            _("You get this because you were chosen for reminders. The page lets you change that."),
        ]
        return str(_("A promised date needs you")), "\n".join(str(line) for line in lines)


def _days(left: int) -> str:
    if left < 0:
        return str(ngettext("overdue for %(num)d day", "overdue for %(num)d days", -left))
    if left == 0:
        return str(_("due today"))
    return str(ngettext("due in %(num)d day", "due in %(num)d days", left))

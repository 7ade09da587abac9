"""What tests of suggested groups share: enough read comments about three things, and the worker."""

from app.analysis import services
from app.analysis.jobs import keep_index
from app.analysis.jobs_groups import suggest_groups
from app.analysis.models import SuggestedGroup
from app.db import db
from tests.integration.factories import make_comment, make_staff

SAID = [
    ("The taxi driver changed again {} and the escort was new", "today Monday twice March Friday"),
    ("No speech therapy {} and the speech therapist left", "since all again term ever"),
    ("Swimming club on {} is lovely, she loves swimming", "Sat Sun Tue holidays Fri"),
]


def make_read_comments(**of_comments):
    """Fifteen comments about three things, read by a person and masked by the worker."""
    reader = make_staff(name="Robin Reader")
    made = [
        make_comment(words.format(each), reviewed_by=reader, commit=False, **of_comments)
        for words, endings in SAID
        for each in endings.split()
    ]
    db.session.commit()
    keep_index()
    return made


def ask_and_group(*, by=None, **criteria):
    """Ask for groups and let the worker find them."""
    asked = services.ask_for_groups(services.Criteria(**criteria), by=by or make_staff())
    db.session.commit()
    assert suggest_groups()
    db.session.expire_all()
    return services.get_grouping(asked.id)


def open_groups(grouping):
    return [row.group for row in services.list_groups(grouping) if row.group.state == "open"]


def group_about(grouping, word) -> SuggestedGroup:
    """The group whose first comments say `word`."""
    return next(
        row.group for row in services.list_groups(grouping) if word in row.typical[0].masked.lower()
    )

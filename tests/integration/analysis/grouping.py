"""What tests of suggested groups share: enough read comments about three things, and the worker."""

import json

from app.analysis import services
from app.analysis.jobs import keep_index
from app.analysis.jobs_groups import suggest_groups
from app.analysis.models import SuggestedGroup
from app.db import db
from nlp import themes
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


class Here:
    """Does at once and in this process what `Child` does beside it: a second less in each test."""

    is_running = False

    def __init__(self, command, lines, *, seconds, then):
        assert command == "themes"
        given = [json.loads(line) for line in lines]
        ids = [each["id"] for each in given]
        self.found = [
            json.dumps(
                {
                    "label": group.label,
                    "ids": [ids[at] for at in group.members],
                    "representatives": [ids[at] for at in group.representatives],
                    "stability": round(group.stability, 3),
                }
            )
            for group in themes.group([each["text"] for each in given])
        ]

    def lines(self):
        return self.found


def look_for_groups() -> bool:
    """Let the worker begin what was asked for and store what was found; say whether it did."""
    assert not suggest_groups()
    return suggest_groups()


def ask_and_group(*, by=None, **criteria):
    """Ask for groups and let the worker find them."""
    asked = services.ask_for_groups(services.Criteria(**criteria), by=by or make_staff())
    db.session.commit()
    assert look_for_groups()
    db.session.expire_all()
    return services.get_grouping(asked.id)


def open_groups(grouping):
    return [row.group for row in services.list_groups(grouping) if row.group.state == "open"]


def group_about(grouping, word) -> SuggestedGroup:
    """The group whose first comments say `word`."""
    return next(
        row.group for row in services.list_groups(grouping) if word in row.typical[0].masked.lower()
    )

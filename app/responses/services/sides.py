"""Both sides of the table: what families and staff say of the same statements, side by side.

Only averages are told, and only where at least five of each side answered: numbers of people would
tell, beside those of everybody, how a few of one side chose.
"""

from collections import defaultdict
from dataclasses import dataclass
from statistics import mean

import sqlalchemy as sa

from app.counts import SMALLEST_STAFF_COUNT
from app.db import db
from app.responses.models import Answer, Submission
from app.responses.services.results import versions_of
from app.surveys.definition import ENGLISH, SCALES, Definition
from app.surveys.models import Survey, SurveyVersion

STAFF = "staff"
#: Roles of neither side.
NEITHER = frozenset({"other", ""})


@dataclass(frozen=True)
class SideBySide:
    """One statement: the average of each side on its scale, 1 the least; None when too few."""

    words: str
    points: int
    families: float | None
    staff: float | None

    @property
    def gap(self) -> float | None:
        """How much higher the families' average is than that of staff, as both are shown."""
        if self.families is None or self.staff is None:
            return None
        return round(self.families - self.staff, 1)


def side_by_side(survey: Survey, *, smallest: int = SMALLEST_STAFF_COUNT) -> list[SideBySide]:
    """Return the scales of a survey that staff answer as well; none of one that they do not."""
    versions = versions_of(survey)
    newest = versions[max(versions)]
    if not _asks_staff(newest):
        return []
    given = _given(survey, versions)
    found = []
    for code, question in newest.questions.items():
        if question.type not in SCALES:
            continue
        families, staff = given[code, False], given[code, True]
        # Of one side alone the other could be worked out from what everybody chose.
        is_told = min(len(families), len(staff)) >= smallest
        found.append(
            SideBySide(
                newest.wording(code, ENGLISH, "plain").bare,
                len(SCALES[question.type]),
                round(mean(families), 1) if is_told else None,
                round(mean(staff), 1) if is_told else None,
            )
        )
    return found


def _asks_staff(definition: Definition) -> bool:
    question = definition.questions.get("role")
    return question is not None and STAFF in {each.code for each in question.options}


def _given(
    survey: Survey, versions: dict[int, Definition]
) -> defaultdict[tuple[str, bool], list[int]]:
    """Return {(question, by staff): points}, where a version asked as the newest does."""
    newest = versions[max(versions)]
    query = (
        sa.select(SurveyVersion.number, Submission.role, Answer.question_code, Answer.choices)
        .select_from(Answer)
        .join(Submission, Submission.id == Answer.submission_id)
        .join(SurveyVersion, SurveyVersion.id == Submission.survey_version_id)
        .where(
            SurveyVersion.survey_id == survey.id,
            Submission.withdrawn_on.is_(None),
            Submission.role.not_in(NEITHER),
        )
    )
    found: defaultdict[tuple[str, bool], list[int]] = defaultdict(list)
    for number, role, code, choices in db.session.execute(query):
        question = newest.questions.get(code)
        asked = versions[number].questions.get(code) if number in versions else None
        if question is None or asked is None or asked.type != question.type:
            continue
        points = SCALES.get(question.type, ())
        for choice in choices:
            if choice in points:
                found[code, role == STAFF].append(points.index(choice) + 1)
    return found

"""The invented year, read from its files and checked: who said what, and what was done.

The files in `data/` are plain YAML, so that anybody can read and change them:

- a tag is `code sign | words`, the words exactly as they stand in the comment ("timeliness | ten
  weeks", "open-honest - | not one call"); a comment with tags or a result has been reviewed;
- `mask` is `words | what stands in their place`;
- `scales` and `faces` are one letter for each statement of the survey, in its order;
- `days` is how many days before today it was said.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, field_validator

from app.accounts.models import RoleName
from app.analysis.models import InPublic
from app.db import today
from app.responses.models import Channel, Consent, Style
from app.safeguarding.models import Outcome
from app.tracker.models import ActionKind, Held, Level, PartRole, Stage

DATA_DIR = Path(__file__).parent / "data"
COMMENT_FILES = ("families-1", "families-2", "other-languages", "safeguarding", "young-people")

_AGREE = {
    "S": "strongly-disagree",
    "D": "disagree",
    "N": "neither",
    "A": "agree",
    "Y": "strongly-agree",
    "x": "does-not-apply",
}
_FACES = {"y": "yes", "s": "sometimes", "n": "no", "k": "do-not-know", "r": "rather-not-say"}
#: The statements that a letter of `scales` and of `faces` stands for, in order.
AGREE_CODES = (
    "told-clearly",
    "listened",
    "valued-what-i-know",
    "did-what-matters",
    "worked-together",
    "respected",
    "is-confident",
    "is-heard",
    "is-healthy",
    "is-safe",
    "is-part-of-community",
    "is-happy",
    "can-care",
)
FACE_CODES = (
    "listen",
    "safe-home",
    "safe-school",
    "safe-outside",
    "safe-online",
    "body-mind",
    "trust",
    "join-in",
    "learn",
)
_SKIPPED = "."


class Part(BaseModel):
    """Parent of every part: an unknown key is a slip of the pen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DemoTag(Part):
    """What a person decided that a comment is about, and the words that it rests on."""

    code: str
    sign: str | None
    evidence: str


class DemoMask(Part):
    """Words that must not be published, and what stands in their place."""

    words: str
    label: str


class DemoDecision(Part):
    """What the safeguarding lead decided."""

    outcome: Outcome
    reason: str
    is_closed: bool


class DemoComment(Part):
    """One free text."""

    question: str
    text: str
    #: A name by which an entry quotes it.
    key: str = ""
    themes: list[str] = []
    tags: list[DemoTag] = []
    mask: list[DemoMask] = []
    result: str = ""
    decision: DemoDecision | None = None

    @field_validator("tags", mode="before")
    @classmethod
    def _read_tags(cls, lines: list[str]) -> list[dict[str, Any]]:
        found = []
        for line in lines:
            claim, evidence = line.split(" | ", 1)
            code, _, sign = claim.partition(" ")
            found.append({"code": code, "sign": sign or None, "evidence": evidence})
        return found

    @field_validator("mask", mode="before")
    @classmethod
    def _read_masks(cls, lines: list[str]) -> list[dict[str, str]]:
        return [dict(zip(("words", "label"), line.split(" | ", 1), strict=True)) for line in lines]

    @property
    def is_reviewed(self) -> bool:
        """True when a person has finished with it."""
        return bool(self.tags or self.result)


class DemoSubmission(Part):
    """One invented person's answers."""

    days: int
    comments: list[DemoComment]
    consent: Consent
    about: dict[str, str | list[str]] = {}
    scales: str = ""
    faces: str = ""
    whose: str = ""
    style: Style | None = None
    locale: str = "en"
    channel: Channel = Channel.WEB
    #: True for the one whose receipt `flask demo show` prints.
    is_shown: bool = False

    def answers(self) -> dict[str, Any]:
        """Return the answers as a finished form holds them, free texts included."""
        given: dict[str, Any] = dict(self.about)
        letters = self.scales.replace("-", "")
        given |= _chosen(AGREE_CODES, letters, _AGREE) | _chosen(FACE_CODES, self.faces, _FACES)
        given |= {comment.question: comment.text for comment in self.comments}
        given["consent"] = self.consent.value
        if self.whose:
            given["whose-words"] = self.whose
        return given


def _chosen(codes: tuple[str, ...], letters: str, words: dict[str, str]) -> dict[str, str]:
    if not letters:
        return {}
    pairs = zip(codes, letters, strict=True)
    return {code: words[letter] for code, letter in pairs if letter != _SKIPPED}


class DemoSurvey(Part):
    """The submissions of one file, all to one survey."""

    survey: str
    submissions: list[DemoSubmission]


class DemoTheme(Part):
    """A theme, by the code that comments and actions use for it."""

    code: str
    name: str
    easy: str
    description: str
    #: Whether somebody has read the name and found that it tells of nobody.
    in_public: InPublic = InPublic.BY_COUNT


class DemoPerson(Part):
    """Somebody who can sign in to the demo."""

    role: RoleName
    #: Another one, where the first does nothing alone.
    beside: RoleName | None = None
    email: str
    name: str
    does: str

    @property
    def roles(self) -> list[RoleName]:
        """All of their roles."""
        return [self.role, self.beside] if self.beside else [self.role]


class DemoPeople(Part):
    """The demo's staff and the one password that they share."""

    password: str
    staff: list[DemoPerson]


class DemoUpdate(Part):
    """Dated news about an action."""

    day: date
    text: str


class DemoMove(Part):
    """A promised date that moved."""

    day: date
    to: date
    reason: str


class DemoStage(Part):
    """How far families took part in one stage of an action, and who."""

    level: Level
    how: str
    people: dict[PartRole, int] = {}


class DemoValue(Part):
    """Whether a value of the charter held, and how we know."""

    held: Held
    how: str


class DemoEntry(Part):
    """One "You said – We did"; without `published` it waits for sign-off."""

    slug: str
    people: int
    said: tuple[date, date]
    published: date | None = None
    title: str
    you_said: str
    we_did: str
    what_next: str
    easy_title: str
    easy_you_said: str
    easy_we_did: str
    easy_what_next: str
    #: {language: {text: words}}; no speaker of the language has checked them.
    translations: dict[str, dict[str, str]] = {}
    pictures: list[str]
    #: Keys of comments; `key | words` quotes a part.
    quotes: list[str]
    #: What the youth representative wrote when they said yes; None when they were not asked.
    youth_note: str | None = None


class DemoAction(Part):
    """One action and the entry about it."""

    code: str
    themes: list[str]
    kind: ActionKind
    title: str
    what: str
    place: str
    for_whom: str
    why: str = ""
    instead: str = ""
    owner: str
    owner_title: str
    promised: date
    moved: list[DemoMove] = []
    done: date | None = None
    created: date
    evidence: str
    evidence_base: int | None = None
    items: list[str]
    updates: list[DemoUpdate]
    stages: dict[Stage, DemoStage] = {}
    values: dict[str, DemoValue] = {}
    decision: str = ""
    decided: date | None = None
    entry: DemoEntry


class DemoMeeting(Part):
    """A meeting of a group; by the actions that it decided it is known as invented."""

    group: str
    held: date
    #: Codes of actions; at least one.
    decided: list[str] = Field(min_length=1)


class DemoPlan(Part):
    """All actions, the meetings that decided some, and who wrote and signed them."""

    written_on: date
    author: str
    parent_rep: str
    youth_rep: str
    actions: list[DemoAction]
    meetings: list[DemoMeeting]


def _read(name: str) -> dict[str, Any]:
    source: dict[str, Any] = yaml.safe_load((DATA_DIR / f"{name}.yaml").read_text(encoding="utf-8"))
    return source


def read_surveys() -> list[DemoSurvey]:
    """Return every invented submission, by file."""
    return [DemoSurvey.model_validate(_read(name)) for name in COMMENT_FILES]


def read_themes() -> list[DemoTheme]:
    """Return the themes."""
    return [DemoTheme.model_validate(each) for each in _read("themes")["themes"]]


def read_people() -> DemoPeople:
    """Return the demo's staff and their password."""
    return DemoPeople.model_validate(_read("people"))


def read_plan(on: date) -> DemoPlan:
    """Return the actions and entries, every date moved as if they had been written `on`."""
    source = _read("actions")
    shift = on - source["written_on"]
    return DemoPlan.model_validate(_move(source, shift))


_DAY = re.compile(r"\{(\d{4}-\d{2}-\d{2})\}")


def _move(value: Any, shift: timedelta) -> Any:
    """Return `value` with every date in it, and every {date} in its texts, moved by `shift`."""
    if isinstance(value, date):
        return value + shift
    if isinstance(value, dict):
        return {key: _move(each, shift) for key, each in value.items()}
    if isinstance(value, list):
        return [_move(each, shift) for each in value]
    if isinstance(value, str):
        return _DAY.sub(lambda found: _in_words(date.fromisoformat(found[1]) + shift), value)
    return value


def _in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def all_comments(surveys: list[DemoSurvey]) -> Iterator[DemoComment]:
    """Yield every comment of every file."""
    for survey in surveys:
        for submission in survey.submissions:
            yield from submission.comments


def days_ago(days: int) -> date:
    """Return the day that was so many days before today."""
    return today() - timedelta(days=days)

"""Find surveys, and load those that ship as versions that never change."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import load_only

from app.db import db, today
from app.surveys.checks import find_easy_mistakes
from app.surveys.definition import ENGLISH, Definition, StyleName
from app.surveys.models import Survey, SurveyVersion

LIBRARY_DIR = Path(__file__).parents[1] / "library"
#: The checksum of a version with no definition: kept for imports, never shown.
EMPTY_CHECKSUM = "0" * 64
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_DATES = ("opens_on", "closes_on", "results_on")


@dataclass(frozen=True)
class LoadedSurvey:
    """What loading one file did."""

    slug: str
    number: int
    is_new: bool
    #: People changed it here, so the file was not loaded.
    is_our_own: bool = False


def parse_yaml(text: str) -> Any:
    """Return the data in a YAML text; raise YAMLError when it is none."""
    # libyaml's safe loader: the pure Python one takes a third of a second for two surveys.
    return yaml.CSafeLoader(text).get_single_data()


def _read_yaml(path: Path) -> Any:
    return parse_yaml(path.read_text(encoding="utf-8"))


def read_survey_file(path: Path) -> tuple[dict[str, Any], Definition]:
    """Return the facts and the checked definition in `path`, with the translations beside it.

    `tell-us.yaml` is joined by `tell-us.pl.yaml` and so on. Raises pydantic's ValidationError
    with a sentence for each mistake.
    """
    source = _read_yaml(path)
    facts = source.pop("survey")
    source["translations"] = {
        other.name.split(".")[1]: _read_yaml(other)
        for other in sorted(path.parent.glob(f"{path.stem}.*.yaml"))
    }
    return facts, Definition.model_validate(source)


def load_survey(path: Path) -> LoadedSurvey:
    """Add or update the survey in `path`; a new version only when its definition has changed.

    One that people have changed in the builder stays as it is: a file, or the next upgrade, would
    undo what a second person looked at. Raises ValueError with a sentence for each mistake.
    """
    facts, definition = read_survey_file(path)
    if mistakes := find_easy_mistakes(definition):
        raise ValueError(" ".join(mistakes))
    survey = db.session.scalar(sa.select(Survey).where(Survey.slug == facts["slug"]))
    if survey is None:
        survey = Survey(slug=facts["slug"])
        db.session.add(survey)
    newest = _newest(survey.id) if survey.id else None
    if newest is not None and newest.made_by_id is not None:
        return LoadedSurvey(survey.slug, newest.number, is_new=False, is_our_own=True)
    survey.position = facts.get("position", 0)
    for name in _DATES:
        if name in facts:
            setattr(survey, name, facts[name])
    db.session.flush()
    return store_version(survey, definition)


def store_version(survey: Survey, definition: Definition, **facts: Any) -> LoadedSurvey:
    """Keep `definition` as the survey's newest version, unless it is that already.

    `facts` are further columns of the version: who made it, who looked at it, what was let stand.
    """
    data = definition.model_dump(mode="json")
    text = json.dumps(data, sort_keys=True, ensure_ascii=False)
    checksum = hashlib.sha256(text.encode()).hexdigest()
    newest = _newest(survey.id)
    if newest is not None and newest.checksum == checksum:
        return LoadedSurvey(survey.slug, newest.number, is_new=False)
    number = newest.number + 1 if newest else 1
    version = SurveyVersion(
        survey=survey, number=number, definition=data, checksum=checksum, **facts
    )
    db.session.add(version)
    db.session.flush()
    return LoadedSurvey(survey.slug, number, is_new=True)


def load_library(folder: Path = LIBRARY_DIR) -> list[LoadedSurvey]:
    """Load every survey that ships; running it again changes nothing."""
    return [
        load_survey(path) for path in sorted(folder.glob("*.yaml")) if path.name.count(".") == 1
    ]


def _newest(survey_id: int) -> SurveyVersion | None:
    return db.session.scalar(
        sa.select(SurveyVersion)
        .where(SurveyVersion.survey_id == survey_id)
        .order_by(SurveyVersion.number.desc())
        .limit(1)
    )


#: True of a survey that has something to ask.
_HAS_WORDS = (
    sa.exists()
    .where(SurveyVersion.survey_id == Survey.id)
    .where(SurveyVersion.checksum != EMPTY_CHECKSUM)
)


def open_surveys() -> list[Survey]:
    """Return the surveys that can be answered today and have something to ask, in their order."""
    now = today()
    query = (
        sa.select(Survey)
        .where(sa.or_(Survey.opens_on.is_(None), Survey.opens_on <= now))
        .where(sa.or_(Survey.closes_on.is_(None), Survey.closes_on >= now))
        .where(_HAS_WORDS)
        .order_by(Survey.position, Survey.slug)
    )
    return list(db.session.scalars(query))


def list_surveys() -> list[Survey]:
    """Return every survey that has something to ask, open or not, in their order."""
    query = sa.select(Survey).where(_HAS_WORDS).order_by(Survey.position, Survey.slug)
    return list(db.session.scalars(query))


def survey_names() -> list[tuple[str, str]]:
    """Return (slug, English title) of every survey, to choose from."""
    return [(each.slug, describe(each, ENGLISH).title) for each in list_surveys()]


def newest_numbers() -> dict[int, int]:
    """Return {survey id: number of its newest version}, without loading a definition."""
    newest = sa.func.max(SurveyVersion.number)
    query = sa.select(SurveyVersion.survey_id, newest).group_by(SurveyVersion.survey_id)
    return {row[0]: row[1] for row in db.session.execute(query)}


def get_survey(slug: str) -> Survey:
    """Return one survey, open or closed, or raise NoResultFound."""
    if not SLUG.fullmatch(slug):  # PostgreSQL refuses even to look for some characters
        raise NoResultFound
    return db.session.scalars(sa.select(Survey).where(Survey.slug == slug)).one()


def latest_version(survey: Survey) -> SurveyVersion:
    """Return the survey's newest version, or raise NoResultFound when it has none."""
    number = (
        sa.select(SurveyVersion)
        .where(SurveyVersion.survey_id == survey.id)
        .order_by(SurveyVersion.number.desc())
        .limit(1)
    )
    return db.session.scalars(number).one()


def list_versions(survey: Survey) -> list[SurveyVersion]:
    """Return the survey's versions that ask something, the newest first, to tell them apart.

    What each asks is not read with them: `definition_of` remembers it.
    """
    query = (
        sa.select(SurveyVersion)
        .options(load_only(SurveyVersion.number, SurveyVersion.checksum))
        .where(SurveyVersion.survey_id == survey.id)
        .where(SurveyVersion.checksum != EMPTY_CHECKSUM)
        .order_by(SurveyVersion.number.desc())
    )
    return list(db.session.scalars(query))


def latest_definition(survey: Survey) -> tuple[int, Definition]:
    """Return the id and the checked definition of the newest version, or raise NoResultFound."""
    version_id, checksum = db.session.execute(
        sa.select(SurveyVersion.id, SurveyVersion.checksum)
        .where(SurveyVersion.survey_id == survey.id)
        .order_by(SurveyVersion.number.desc())
        .limit(1)
    ).one()
    return version_id, definition_of(version_id, checksum)


#: Definitions by checksum; two versions with one checksum ask the same.
_parsed: dict[str, Definition] = {}


def definition_of(version_id: int, checksum: str) -> Definition:
    """Return the checked definition of a version, parsed once a process: versions never change."""
    if checksum not in _parsed:
        version = db.session.get_one(SurveyVersion, version_id)
        if checksum == EMPTY_CHECKSUM:
            raise NoResultFound
        _parsed[checksum] = Definition.model_validate(version.definition)
    return _parsed[checksum]


@dataclass(frozen=True)
class SurveyCard:
    """What a list of surveys says of one."""

    slug: str
    title: str
    summary: str
    for_whom: str
    picture: str | None
    minutes: int
    closes_on: date | None


def describe(survey: Survey, locale: str, style: StyleName | None = None) -> SurveyCard:
    """Return the words that introduce a survey: in `style`, or the one that it opens with."""
    _version_id, definition = latest_definition(survey)
    style = style or definition.default_style
    return SurveyCard(
        slug=survey.slug,
        title=definition.wording("title", locale, style),
        summary=definition.wording("summary", locale, style),
        for_whom=definition.wording("for-whom", locale, style),
        picture=definition.picture,
        minutes=definition.estimate_minutes(style),
        closes_on=survey.closes_on,
    )

"""Surveys as files: one made in one area opens in another."""

import copy
import json
from typing import Any

import yaml
from flask_babel import gettext as _
from pydantic import ValidationError

from app.surveys.definition import Definition
from app.surveys.services.building import BuilderError
from app.surveys.services.refusals import sentence_of
from app.surveys.services.signing import unsign
from app.surveys.services.texts import GAP, fill_gaps, reopen_gaps
from app.surveys.services.versions import parse_yaml

LARGEST_FILE = 400_000
#: The page of a draft that has none yet, while the rest of it is checked.
STAND_IN = {"code": "page", "questions": [{"code": "page", "type": "text", "words": GAP}]}


def _content(slug: str, definition: dict[str, Any]) -> dict[str, Any]:
    """Return what a file holds. Recordings are files of this area, which another does not have.

    Nor does another area know who signed the words in other languages here: it asks its own.
    """
    kept = {key: value for key, value in definition.items() if key != "aloud"}
    kept["translations"] = copy.deepcopy(kept.get("translations", {}))
    for translation in kept["translations"].values():
        unsign(translation)
    return {"survey": {"slug": slug}, **kept}


def to_yaml(slug: str, definition: dict[str, Any]) -> str:
    """Return a survey, as data, as YAML, translations included."""
    return yaml.safe_dump(
        _content(slug, definition), allow_unicode=True, sort_keys=False, width=100
    )


def to_json(slug: str, definition: dict[str, Any]) -> str:
    """Return a survey, as data, as JSON, translations included."""
    return json.dumps(_content(slug, definition), ensure_ascii=False, indent=2) + "\n"


def read_upload(content: bytes) -> dict[str, Any]:
    """Return the survey in a YAML or JSON file (JSON is YAML); say in a sentence what is wrong."""
    if len(content) > LARGEST_FILE:
        raise BuilderError(_("This file is too large for a survey."), field="file")
    try:
        text = content.decode("utf-8-sig")
        # Names that point to other parts can make a small file enormous.
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, yaml.CSafeLoader)):
            raise BuilderError(
                _("This file uses YAML references (* and &). Write the parts out."), field="file"
            )
        data = parse_yaml(text)
    except (UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        raise BuilderError(
            _("We cannot read this file. It must be a survey as YAML or JSON, in UTF-8."),
            field="file",
        ) from error
    if not isinstance(data, dict):
        raise BuilderError(_("There is no survey in this file."), field="file")
    data.pop("survey", None)
    data.pop("aloud", None)
    return _checked(data)


def _checked(data: dict[str, Any]) -> dict[str, Any]:
    """Return what a file holds in the shape of a definition; what a draft lacks, it lacks still."""
    has_pages = data.get("pages") != []
    try:
        filled = fill_gaps(data if has_pages else {**data, "pages": [STAND_IN]})
        # Its mistakes are handed over, not refused: they are shown, and put right, in the builder.
        definition = Definition.model_validate(filled, context=[])
    except RecursionError as error:
        raise BuilderError(_("There is no survey in this file."), field="file") from error
    except ValidationError as error:
        raise BuilderError(sentence_of(error.errors()[0]), field="file") from error
    found: dict[str, Any] = reopen_gaps(definition.model_dump(mode="json"))
    for translation in found["translations"].values():
        unsign(translation)
    return found if has_pages else found | {"pages": []}

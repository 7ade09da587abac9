"""The names of the strategy in the reader's language, from files beside the strategy's own.

Each file gives words for the English ones: a name whose English is another, as in another area,
is read in English until somebody translates it.
"""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from app.i18n import DEFAULT_LANGUAGE, current_locale
from app.strategy.models import FrameworkItem, SubGroup
from app.wordings import Wording

WORDS_DIR = Path(__file__).parent / "words"


@lru_cache(maxsize=16)
def read_words(locale: str) -> Mapping[str, str]:
    """Return {English: words} of one language; empty where nobody has written any."""
    path = WORDS_DIR / f"{locale}.toml"
    if not path.is_file():
        return {}
    return tomllib.loads(path.read_text(encoding="utf-8"))


def name_of(row: FrameworkItem | SubGroup, *, is_easy: bool = False) -> Wording:
    """Return the name of a part of the strategy, or of a group, in this request's language."""
    english = row.easy_read_name if is_easy else row.name
    locale = current_locale()
    if locale == DEFAULT_LANGUAGE:
        return Wording(english)
    words = read_words(locale).get(english)
    return Wording(words or english, is_stand_in=words is None)

"""Hostile texts: whoever reads them, twice the length takes about twice the time (T-NLP-1)."""

from collections.abc import Callable

import pytest

from nlp import easyread, language, redact, screen, themes
from nlp.tagger import Tagger
from nlp.types import CommentIn
from tests.clock import grows_in_step
from tests.nlp.hostile import HOSTILE


def _group(text: str) -> None:
    texts = [f"{text[: len(text) - at]} {at}" for at in range(3)]
    themes.near_duplicates(texts)
    themes.name_groups(texts, [(0, 1, 2)])
    themes.marks(text)


READERS: dict[str, Callable[[str], object]] = {
    "screen": screen.screen,
    "redact": redact.redact,
    "language": language.detect,
    "easy read": easyread.lint,
    "reading age": easyread.reading_age,
    "themes": _group,
}


def test_there_are_forty_hostile_inputs() -> None:
    assert len(set(HOSTILE)) >= 40


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("reader", READERS)
def test_time_grows_with_the_length_only(reader: str, piece: str) -> None:
    assert grows_in_step(READERS[reader], piece)


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_time_of_tagging_grows_with_the_length_only(tagger: Tagger, piece: str) -> None:
    def consider(text: str) -> None:
        tagger.consider([CommentIn("1", "", text)])

    assert grows_in_step(consider, piece)


def test_grouping_hostile_texts_takes_no_longer_for_longer_ones() -> None:
    def group(text: str) -> None:
        shift = max(1, len(text) // 40)
        themes.group([f"{text[at * shift :]} {piece}" for at, piece in enumerate(HOSTILE[:12])])

    assert grows_in_step(group, "no one _ ", most=4.0)

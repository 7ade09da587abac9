"""The tagger: comments in, readings out, one after another and in constant memory."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, cast

import numpy as np

from nlp import language, outputs, redact, screen
from nlp.classifier import LinearModel, Scores
from nlp.cues import CueMatch, matchers_from
from nlp.decision import (
    NOTHING,
    Floats,
    inputs,
    probabilities,
    summarise,
    widen,
)
from nlp.elliptical import Borrowed, borrow
from nlp.encoder import Opinions, guarded, opinions_of, with_opinions
from nlp.features import Parsed, Parser
from nlp.guard import lift
from nlp.labels import LEVELS, POLARITIES, SIGNED, SIGNS, TAGS
from nlp.store import load_model
from nlp.types import MAX_CHARACTERS, CommentIn, Reading, Sign, SuggestedTag

BATCH = 256
# A tag that a rule borrows from the question is as sure as the labelled comments that follow it.
BORROWED_SCORE = 0.95


@dataclass(frozen=True, slots=True)
class Considered:
    """Everything the model makes of one comment, before language, screen and redaction.

    `steps` says for each safeguarding level above "none" whether the model would lift a comment to
    it from the level below (see `nlp.guard.lift`).
    """

    tags: tuple[SuggestedTag, ...]
    scores: dict[str, float]
    polarity: str
    has_suggestion: bool
    steps: tuple[bool, ...]


class Tagger:
    """Reads comments. Make one with `nlp.load_tagger`; it may be kept and used again."""

    def __init__(
        self,
        version: str,
        settings: Mapping[str, Any],
        arrays: Mapping[str, Any],
        encoder: Opinions | None = None,
    ) -> None:
        self.version = version
        self._parser = Parser(matchers_from(settings["cues"]))
        self._model = LinearModel(
            settings["names"], arrays["weights"], arrays["scale"], arrays["bias"]
        )
        self._calibration = arrays["calibration"]
        self._tag_from = arrays["thresholds"]
        self._maybe_from = arrays["maybe_thresholds"]
        self._sign_bias = arrays["sign_bias"]
        self._suggestion_from = float(settings["suggestion_from"])
        self._guard_from = np.array(settings["guard_from"])
        self._encoder = encoder

    @classmethod
    def load(cls, folder: Path, encoder: Opinions | None = None) -> "Tagger":
        """Load a model folder; raises `ModelError` when it is missing or was changed.

        `encoder` stands in for the one that the model was calibrated with (see
        `nlp.encoder.HeldOutOpinions`); a model calibrated without one asks none.
        """
        version, settings, arrays = load_model(folder)
        if not settings.get("encoder"):
            return cls(version, settings, arrays)
        return cls(version, settings, arrays, encoder or opinions_of(settings))

    def read(self, comments: Iterable[CommentIn]) -> Iterator[Reading]:
        """Yield one reading for each comment, in order, holding at most 256 in memory."""
        waiting = iter(comments)
        while batch := list(islice(waiting, BATCH)):
            considered = self.consider(batch)
            for comment, found in zip(batch, considered, strict=True):
                yield _reading(comment, found)

    def scores(self, comments: Sequence[CommentIn]) -> Floats:
        """Return the calibrated probability of every tag: (comments, 18), in the order of `TAGS`.

        The same numbers as `Reading.scores` of comments in English, without evidence, signs,
        language, screen or redaction: for sorting and measuring, never for showing a tag, which
        needs the words that it rests on. Hold as many comments as you like: 256 are read at once.
        """
        found: list[Floats] = [np.zeros((0, len(TAGS)))]
        for start in range(0, len(comments), BATCH):
            batch = comments[start : start + BATCH]
            parsed = [self._parser.parse(comment) for comment in batch]
            chances = self._chances(batch, parsed)[1].round(4)
            for row, one in enumerate(parsed):
                lent = borrow(one.words, one.question.words, self._parser.matchers)
                if lent and not lent.is_open:
                    chances[row, [TAGS.index(code) for code in lent.tags]] = BORROWED_SCORE
            found.append(chances)
        result: Floats = np.vstack(found)
        return result

    def consider(self, comments: Sequence[CommentIn]) -> list[Considered]:
        """Return what the model makes of each comment; language, screen, redaction left out."""
        parsed = [self._parser.parse(comment) for comment in comments]
        scores, chances = self._chances(comments, parsed)
        return [
            self._consider_one(
                parsed[row],
                scores.whole[row],
                chances[row],
                scores.pieces[scores.firsts[row] : scores.firsts[row + 1]],
            )
            for row in range(len(parsed))
        ]

    def _chances(
        self, comments: Sequence[CommentIn], parsed: Sequence[Parsed]
    ) -> tuple[Scores, Floats]:
        """Return raw scores and the probabilities."""
        scores = self._model.score(parsed)
        best = np.full((len(parsed), len(TAGS)), NOTHING)
        expected = np.full((len(parsed), len(TAGS)), np.log(1e-9))
        has_words = np.diff(scores.firsts) > 0
        if has_words.any():
            best[has_words], expected[has_words] = summarise(
                scores.pieces[:, outputs.PIECE_TAG] + self._model.bias[outputs.CLAUSE],
                scores.firsts[:-1][has_words],
            )
        lengths = np.array([len(one.words) for one in parsed])
        weighed = inputs(scores.whole[:, outputs.TAG], best, expected, lengths)
        if self._encoder:
            opinions = self._encoder.score(comments)
            weighed = with_opinions(weighed, opinions)
            guard = guarded(scores.whole[:, outputs.GUARD], opinions)
            scores.whole[:, outputs.GUARD] = guard
        return scores, probabilities(weighed, self._calibration)

    def _consider_one(
        self,
        parsed: Parsed,
        whole: Floats,
        chances: Floats,
        pieces: Floats,
    ) -> Considered:
        borrowed = borrow(parsed.words, parsed.question.words, self._parser.matchers)
        polarity = POLARITIES[int(whole[outputs.POLARITY].argmax())]
        if not parsed.words:
            polarity = "neutral"
        if borrowed and borrowed.polarity:
            polarity = borrowed.polarity
        scores = dict(zip(TAGS, chances.round(4).tolist(), strict=True))
        denied = self._parser.denied(parsed)
        tags = self._tags(parsed, whole, chances, pieces, denied) if parsed.words else ()
        # A longer comment may praise something else beside.
        is_one_clause = len(parsed.clause_starts) == 1
        if polarity == "praise" and denied and is_one_clause and _is_all_minus(tags):
            polarity = "concern"
        if borrowed:
            tags = _with_borrowed(tags, borrowed, parsed)
            scores |= {tag.code: tag.score for tag in tags}
        return Considered(
            tags=tags,
            scores=scores,
            polarity=polarity,
            has_suggestion=bool(whole[outputs.SUGGESTION] >= self._suggestion_from),
            steps=tuple((whole[outputs.GUARD] >= self._guard_from).tolist()),
        )

    def _tags(
        self,
        parsed: Parsed,
        whole: Floats,
        chances: Floats,
        pieces: Floats,
        denied: Sequence[CueMatch],
    ) -> tuple[SuggestedTag, ...]:
        likely = np.flatnonzero(chances >= self._maybe_from).tolist()
        if not likely:
            return ()
        found = []
        spans, (starts, ends) = parsed.clauses, parsed.text.edges()
        for number in likely:
            first, last = widen(pieces[:, number].tolist())
            place = slice(spans[first][0], spans[last - 1][1])
            is_denied = any(
                match.name == TAGS[number] and place.start <= match.start < match.end <= place.stop
                for match in denied
            )
            found.append(
                SuggestedTag(
                    code=TAGS[number],
                    sign="-" if is_denied else self._sign(TAGS[number], whole, pieces[first:last]),
                    score=round(float(chances[number]), 4),
                    start=starts[place.start],
                    end=ends[place.stop - 1],
                    strength="tag" if chances[number] >= self._tag_from[number] else "maybe",
                )
            )
        return tuple(sorted(found, key=lambda tag: -tag.score))

    def _sign(self, code: str, whole: Floats, pieces: Floats) -> Sign | None:
        if code not in SIGNED:
            return None
        local = pieces[:, outputs.PIECE_SIGN]
        # Most tags rest on one clause, and a mean of one costs ten times the rest.
        mean = local[0] if len(local) == 1 else local.mean(axis=0)
        scores = whole[outputs.SIGN_WHOLE] + mean + self._sign_bias[SIGNED.index(code)]
        return cast("Sign", SIGNS[int(scores.argmax())])


def _is_all_minus(tags: Sequence[SuggestedTag]) -> bool:
    signs = {tag.sign for tag in tags if tag.strength == "tag" and tag.code in SIGNED}
    return signs == {"-"}


def _with_borrowed(
    tags: tuple[SuggestedTag, ...], borrowed: Borrowed, parsed: Parsed
) -> tuple[SuggestedTag, ...]:
    """Put what a short answer borrows from its question in front of what the model found.

    After an open prompt ("Anything else?") a short answer means nothing: no tags at all.
    """
    if borrowed.is_open:
        return ()
    if not borrowed.tags:
        return tags
    starts, ends = parsed.text.edges()
    start, end = starts[0], ends[-1]
    sure = [
        SuggestedTag(code, sign, BORROWED_SCORE, start, end, "tag")
        for code, sign in borrowed.tags.items()
    ]
    return (*sure, *(tag for tag in tags if tag.code not in borrowed.tags))


def _reading(comment: CommentIn, found: Considered) -> Reading:
    text = comment.text[:MAX_CHARACTERS]
    spoken = language.ENGLISH if comment.is_english else language.detect(text)
    is_foreign = language.is_foreign(spoken)
    level = LEVELS.index(screen.screen(text, comment.question).level)
    return Reading(
        id=comment.id,
        tags=() if is_foreign else found.tags,
        polarity="neutral" if is_foreign else found.polarity,
        has_suggestion=found.has_suggestion and not is_foreign,
        # The model may raise the screen's level and never lowers it.
        safeguarding=LEVELS[level if is_foreign else lift(level, found.steps)],
        language=spoken,
        redactions=tuple(redact.redact(text, is_foreign=is_foreign)),
        scores={} if is_foreign else found.scores,
        cut=len(comment.text) > MAX_CHARACTERS,
    )

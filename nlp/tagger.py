"""The tagger: comments in, readings out, one after another and in constant memory."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from nlp import language, outputs, redact, screen
from nlp.classifier import LinearModel, Scored
from nlp.cues import matchers_from
from nlp.decision import clause_words, combine
from nlp.features import Parsed, parse
from nlp.labels import LEVELS, POLARITIES, SIGNED, SIGNS, TAGS
from nlp.store import load_model
from nlp.types import MAX_CHARACTERS, CommentIn, Reading, Sign, SuggestedTag

BATCH = 256
UNDECIDED = "und"


class Tagger:
    """Reads comments. Make one with `nlp.load_tagger`; it may be kept and used again."""

    def __init__(
        self, version: str, settings: Mapping[str, Any], arrays: Mapping[str, Any]
    ) -> None:
        self.version = version
        self._matchers = matchers_from(settings["cues"])
        self._model = LinearModel(
            settings["names"], arrays["weights"], arrays["scale"], arrays["bias"]
        )
        self._calibration = arrays["calibration"]
        self._tag_from = arrays["thresholds"]
        self._maybe_from = arrays["maybe_thresholds"]
        self._sign_bias = arrays["sign_bias"]
        self._suggestion_from = float(settings["suggestion_from"])
        self._guard_from = [float(value) for value in settings["guard_from"]]

    @classmethod
    def load(cls, folder: Path) -> "Tagger":
        """Load a model folder; raises `ModelError` when it is missing or was changed."""
        return cls(*load_model(folder))

    def read(self, comments: Iterable[CommentIn]) -> Iterator[Reading]:
        """Yield one reading for each comment, in order, holding at most 256 in memory."""
        waiting = iter(comments)
        while batch := list(islice(waiting, BATCH)):
            yield from self._read_batch(batch)

    def suggest(self, comments: Sequence[CommentIn]) -> list[tuple[SuggestedTag, ...]]:
        """Return only the tags of each comment; language, screen and redaction are left out."""
        return [tags for _, _, tags, _ in self._score_batch(comments)]

    def _score_batch(
        self, comments: Sequence[CommentIn]
    ) -> list[tuple[Parsed, Scored, tuple[SuggestedTag, ...], dict[str, float]]]:
        parsed = [parse(comment, self._matchers) for comment in comments]
        scored = self._model.score(parsed)
        spans = [clause_words(one) for one in parsed]
        clause_scores = [
            one.stretch(*np.array(span or [(0, 0)], np.int64).T)
            for one, span in zip(scored, spans, strict=True)
        ]
        best = np.array(
            [
                scores[:, outputs.CLAUSE].max(axis=0) if span else np.full(len(TAGS), -8.0)
                for scores, span in zip(clause_scores, spans, strict=True)
            ]
        )
        best += self._model.bias[outputs.CLAUSE]
        whole = np.array([one.whole for one in scored])
        chances = combine(whole, best, self._calibration)
        return [
            (
                parsed[row],
                scored[row],
                self._tags(parsed[row], scored[row], chances[row], spans[row], clause_scores[row]),
                dict(zip(TAGS, (round(float(p), 4) for p in chances[row]), strict=True)),
            )
            for row in range(len(comments))
        ]

    def _tags(
        self, parsed: Parsed, scored: Scored, chances: Any, spans: Any, clause_scores: Any
    ) -> tuple[SuggestedTag, ...]:
        if not spans:
            return ()
        found = []
        for number in np.flatnonzero(chances >= self._maybe_from).tolist():
            code = TAGS[number]
            chosen = int(clause_scores[:, outputs.CLAUSE][:, number].argmax())
            first, last = spans[chosen]
            sign: Sign | None = None
            if code in SIGNED:
                scores = (
                    scored.whole[outputs.SIGN_WHOLE]
                    + clause_scores[chosen, outputs.SIGN_LOCAL]
                    + self._sign_bias[SIGNED.index(code)]
                )
                sign = SIGNS[int(scores.argmax())]  # type: ignore[assignment]
            found.append(
                SuggestedTag(
                    code=code,
                    sign=sign,
                    score=round(float(chances[number]), 4),
                    start=parsed.tokens[first].start,
                    end=parsed.tokens[last - 1].end,
                    strength="tag" if chances[number] >= self._tag_from[number] else "maybe",
                )
            )
        return tuple(sorted(found, key=lambda tag: -tag.score))

    def _read_batch(self, batch: Sequence[CommentIn]) -> Iterator[Reading]:
        for comment, (parsed, scored, tags, scores) in zip(
            batch, self._score_batch(batch), strict=True
        ):
            text = comment.text[:MAX_CHARACTERS]
            spoken = language.detect(text)
            is_foreign = spoken not in ("en", UNDECIDED)
            screening = screen.screen(text, comment.question)
            yield Reading(
                id=comment.id,
                tags=() if is_foreign else tags,
                polarity=self._polarity(parsed, scored, is_foreign=is_foreign),
                has_suggestion=not is_foreign and self._suggests(scored),
                safeguarding=self._level(screening.level, scored, is_foreign=is_foreign),
                language=spoken,
                redactions=tuple(redact.redact(text)),
                scores={} if is_foreign else scores,
                cut=len(comment.text) > MAX_CHARACTERS,
            )

    def _polarity(self, parsed: Parsed, scored: Scored, *, is_foreign: bool) -> str:
        if is_foreign or not parsed.words:
            return "neutral"
        return POLARITIES[int(scored.whole[outputs.POLARITY].argmax())]

    def _suggests(self, scored: Scored) -> bool:
        return bool(scored.whole[outputs.SUGGESTION] >= self._suggestion_from)

    def _level(self, screened: str, scored: Scored, *, is_foreign: bool) -> str:
        """Return the screen's level, or a higher one the model is sure of; never a lower one."""
        level = LEVELS.index(screened)
        if not is_foreign:
            for number, limit in enumerate(self._guard_from):
                if scored.whole[outputs.GUARD.start + number] >= limit:
                    level = max(level, number + 1)
        return LEVELS[level]

"""Labelled comments as matrices: whole comments, their clauses, and the words each tag rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse

from nlp.cues import CueMatcher
from nlp.design import Block, ExtraBlock, Matrix, Vocabulary
from nlp.examples import Example
from nlp.features import ANSWER, QUESTION, Parsed, Parser
from nlp.guard import rule_levels
from nlp.labels import TAGS

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Features:
    """Feature matrices of whole comments, of clauses and of evidence, and their vocabularies.

    `whole` has the answer's columns first, then the question's, then the extras; `clauses` and
    `proofs` have the answer's columns only. `weights` scales each block.
    """

    vocabularies: tuple[Vocabulary, Vocabulary, Vocabulary]
    whole: Matrix
    clauses: Matrix
    proofs: Matrix

    @property
    def answers(self) -> int:
        """How many columns belong to the answer."""
        return len(self.vocabularies[0].names)


class Corpus:
    """Labelled comments, cut up once; features are learned from any part of them."""

    def __init__(self, examples: Sequence[Example], matchers: Mapping[str, CueMatcher]) -> None:
        parser = Parser(matchers)
        self.examples = list(examples)
        self.parsed = [parser.parse(example.comment) for example in examples]
        self.authors = np.array([example.author for example in examples])
        self.lengths = np.array([len(parsed.words) for parsed in self.parsed])
        self.tags = np.array([[tag in e.signs for tag in TAGS] for e in examples], np.float64)
        clauses = [parsed.clauses for parsed in self.parsed]
        proofs = [
            _evidence(example, parsed)
            for example, parsed in zip(self.examples, self.parsed, strict=True)
        ]
        self.clause_of = np.repeat(np.arange(len(clauses)), [len(spans) for spans in clauses])
        self.clause_tags = _label_clauses(clauses, proofs)
        self.proof_of = [(row, code) for row, found in enumerate(proofs) for code in found]
        # One block holds whole answers, then clauses, then evidence: they share a vocabulary.
        pieces = [(row, 0, len(parsed.words)) for row, parsed in enumerate(self.parsed)]
        pieces += [(row, *span) for row, spans in enumerate(clauses) for span in spans]
        pieces += [(row, *span) for row, found in enumerate(proofs) for span in found.values()]
        self._answer = Block(
            ANSWER,
            [self.parsed[row].words[start:end] for row, start, end in pieces],
            [_cues_within(self.parsed[row], start, end) for row, start, end in pieces],
        )
        self._cuts = (len(self.parsed), len(self.parsed) + len(self.clause_of))
        self._question = Block(QUESTION, [parsed.question.words for parsed in self.parsed])
        self._extra = ExtraBlock([parsed.extras for parsed in self.parsed])

    @cached_property
    def rules(self) -> Ints:
        """The safeguarding level that the rules alone give each comment, 0 none to 2 urgent."""
        return rule_levels(self.examples)

    def features(
        self, rows: Ints, minimum: int, question_weight: float, kinds: str = "wcbk"
    ) -> Features:
        """Learn the vocabularies from the given comments; return the features of all comments."""
        vocabularies = (
            self._answer.learn(rows, minimum, kinds),
            self._question.learn(rows, minimum, kinds),
            self._extra.learn(rows, minimum),
        )
        answers = self._answer.scaled(vocabularies[0])
        # In order once, or every fit sorts its copy again.
        answers.sort_indices()
        blocks = [
            answers[: self._cuts[0]],
            question_weight * self._question.scaled(vocabularies[1]),
            self._extra.scaled(vocabularies[2]),
        ]
        whole = sparse.hstack(blocks).tocsr()
        whole.sort_indices()
        return Features(
            vocabularies,
            whole,
            answers[self._cuts[0] : self._cuts[1]],
            answers[self._cuts[1] :],
        )


def _cues_within(parsed: Parsed, start: int, end: int) -> list[str]:
    return [cue.name for cue in parsed.cues if start <= cue.start < end]


def _label_clauses(
    clauses: Sequence[Sequence[tuple[int, int]]], proofs: Sequence[Mapping[str, tuple[int, int]]]
) -> Floats:
    """Mark a clause with a tag when at least half of it, or of the tag's evidence, is shared."""
    labels = np.zeros((sum(map(len, clauses)), len(TAGS)))
    row = 0
    for spans, found in zip(clauses, proofs, strict=True):
        for start, end in spans:
            for code, (first, last) in found.items():
                shared = min(end, last) - max(start, first)
                if shared > 0 and 2 * shared >= min(end - start, last - first):
                    labels[row, TAGS.index(code)] = 1
            row += 1
    return labels


def _evidence(example: Example, parsed: Parsed) -> dict[str, tuple[int, int]]:
    """Return the word positions of each tag's evidence; a one-clause answer is its own evidence."""
    found = {}
    starts, ends = parsed.text.edges()
    for code in example.signs:
        words = example.evidence.get(code, "")
        start = example.comment.text.find(words) if words else -1
        inside = [
            place
            for place, (first, last) in enumerate(zip(starts, ends, strict=True))
            if first < start + len(words) and last > start
        ]
        if inside:
            found[code] = (inside[0], inside[-1] + 1)
        elif not words and len(parsed.clause_starts) == 1:
            found[code] = (0, len(parsed.words))
    return found

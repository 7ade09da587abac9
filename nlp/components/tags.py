"""A spaCy component that suggests tags, with the words they rest on: `doc.spans["tags"]`."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import tee

from spacy.language import Language
from spacy.tokens import Doc

import nlp as library
from nlp.components.docs import comment_of, spans_of
from nlp.tagger import Tagger
from nlp.types import Reading

SPANS_KEY = "tags"
MAYBE_KEY = "maybe"


@Language.factory(
    "comment_tags",
    assigns=[
        "doc.cats",
        "doc.spans",
        "doc._.tags",
        "doc._.language",
        "doc._.polarity",
        "doc._.has_suggestion",
        "doc._.safeguarding",
    ],
    default_config={"model": None},
)
def make_comment_tags(nlp: Language, name: str, model: str | None) -> "CommentTags":
    """Build the component from the folder of a trained model; None is the usual folder."""
    return CommentTags(name, library.load_tagger(model))


class CommentTags:
    """Suggest tags: counted ones in `doc.spans["tags"]`, others in `doc.spans["maybe"]`.

    `doc._.tags` has the sign, the score and the exact characters of each, `doc.cats` the score of
    every tag there is. What is not English carries none. A safeguarding level is raised where the
    model sees harm and never lowered.
    """

    def __init__(self, name: str, tagger: Tagger) -> None:
        """Keep a loaded tagger and the name that the component has in its pipeline."""
        self.name = name
        self._tagger = tagger

    def __call__(self, doc: Doc) -> Doc:
        """Return one document with its tags set."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 256) -> Iterator[Doc]:
        """Yield each document with its tags set; many at once are read much quicker."""
        docs, again = tee(stream)
        readings = self._tagger.read(comment_of(doc) for doc in again)
        for doc, reading in zip(docs, readings, strict=True):
            yield _with(doc, reading)


def _with(doc: Doc, reading: Reading) -> Doc:
    for key, strength in ((SPANS_KEY, "tag"), (MAYBE_KEY, "maybe")):
        found = [tag for tag in reading.tags if tag.strength == strength]
        doc.spans[key] = spans_of(doc, ((tag.start, tag.end, tag.code) for tag in found))
    doc.cats = dict(reading.scores)
    doc._.tags = [asdict(tag) for tag in reading.tags]
    doc._.language = reading.language
    doc._.polarity = reading.polarity
    doc._.has_suggestion = reading.has_suggestion
    doc._.safeguarding = reading.safeguarding
    return doc

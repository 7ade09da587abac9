"""A comment as a spaCy `Doc`, and characters of it as spans."""

from collections.abc import Iterable

from spacy.language import Language
from spacy.tokens import Doc, Span

from nlp.types import MAX_CHARACTERS, CommentIn

#: What is known of a comment beside its words, and what the components say of the whole of it.
#: Findings are plain records with exact characters: spaCy keeps one value for all spans of a place.
_EXTENSIONS = {
    "comment_id": "",
    "question": "",
    "voice": "",
    "is_cut": False,
    "is_english": False,
    "language": "und",
    "polarity": "neutral",
    "has_suggestion": False,
    "safeguarding": "none",
    "tags": [],
    "masks": [],
    "matches": [],
}

for _name, _default in _EXTENSIONS.items():
    Doc.set_extension(_name, default=_default, force=True)


def make_doc(pipeline: Language, comment: CommentIn) -> Doc:
    """Return a comment's words as the pipeline cuts them, with its question and voice in `doc._`.

    Only the first 10,000 characters are read, and `doc._.is_cut` says whether there were more:
    spaCy's tokeniser takes time with the square of some texts.
    """
    doc = pipeline.make_doc(comment.text[:MAX_CHARACTERS])
    doc._.comment_id = comment.id
    doc._.question = comment.question
    doc._.voice = comment.voice
    doc._.is_english = comment.is_english
    doc._.is_cut = len(comment.text) > MAX_CHARACTERS
    return doc


def comment_of(doc: Doc) -> CommentIn:
    """Return the comment that a document was made of."""
    return CommentIn(
        id=doc._.comment_id,
        question=doc._.question,
        text=doc.text,
        voice=doc._.voice,
        is_english=doc._.is_english,
    )


def spans_of(doc: Doc, places: Iterable[tuple[int, int, str]]) -> list[Span]:
    """Return the tokens that hold characters, in their order; `places` are start, end and label.

    A finding may begin or end within a token: its span is then a little longer.
    """
    found = (
        doc.char_span(start, end, label=label, alignment_mode="expand")
        for start, end, label in sorted(places)
    )
    return [span for span in found if span is not None]

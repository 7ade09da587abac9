"""A spaCy component that says how soon a person should read: `doc._.safeguarding`."""

from dataclasses import asdict

from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.docs import spans_of
from nlp.screen import screen

SPANS_KEY = "safeguarding"


@Language.factory("comment_screen", assigns=["doc.spans", "doc._.safeguarding", "doc._.matches"])
def make_comment_screen(nlp: Language, name: str) -> "CommentScreen":
    """Build the component; it has no settings."""
    return CommentScreen(name)


class CommentScreen:
    """Mark the words that may tell of harm, each with its level; `doc._.matches` has their rules.

    It sorts what people read first. "none" never means that nobody has to read.
    """

    def __init__(self, name: str) -> None:
        """Keep the name that the component has in its pipeline."""
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Return the document with its level and the words that say so."""
        found = screen(doc.text, doc._.question)
        places = {(match.start, match.end, match.level) for match in found.matches}
        doc.spans[SPANS_KEY] = spans_of(doc, places)
        doc._.matches = [asdict(match) for match in found.matches]
        doc._.safeguarding = found.level
        return doc

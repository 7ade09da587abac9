"""A spaCy component that marks what could say who somebody is: `doc.spans["masks"]`."""

from dataclasses import asdict

from spacy.language import Language
from spacy.tokens import Doc

from nlp import language
from nlp.components.docs import spans_of
from nlp.redact import redact

SPANS_KEY = "masks"


@Language.factory("comment_masks", assigns=["doc.spans", "doc._.masks"])
def make_comment_masks(nlp: Language, name: str) -> "CommentMasks":
    """Build the component; it has no settings."""
    return CommentMasks(name)


class CommentMasks:
    """Mark names, schools, numbers and the like; `doc._.masks` has exact characters and reasons.

    Each is a suggestion: a person has the last look before anything is published.
    """

    def __init__(self, name: str) -> None:
        """Keep the name that the component has in its pipeline."""
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Return the document with its masks set, in the order of the text."""
        is_foreign = not doc._.is_english and language.is_foreign(language.detect(doc.text))
        found = redact(doc.text, is_foreign=is_foreign)
        doc.spans[SPANS_KEY] = spans_of(doc, ((f.start, f.end, f.label) for f in found))
        doc._.masks = [asdict(each) for each in found]
        return doc

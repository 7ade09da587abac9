"""The library as spaCy components, for pipelines of one's own.

`import nlp.components` registers three: `comment_masks`, `comment_screen` and `comment_tags`. Each
needs nothing but a tokeniser, so `spacy.blank("en")` is enough. What they find stands in
`doc.spans`, and what they say of the whole comment in `doc._`. The question and the voice are part
of a comment: `make_doc` puts them where the components look.

    pipeline = spacy.blank("en")
    pipeline.add_pipe("comment_tags", config={"model": "instance/model"})
    doc = pipeline(make_doc(pipeline, comment))
    [(span.label_, span.text) for span in doc.spans["tags"]]

The command line and the worker go another way, which is quicker: the tagger cuts words itself
(decision 0026).
"""

from nlp.components.docs import make_doc
from nlp.components.masks import CommentMasks
from nlp.components.safety import CommentScreen
from nlp.components.tags import CommentTags

__all__ = ["CommentMasks", "CommentScreen", "CommentTags", "make_doc"]

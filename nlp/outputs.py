"""Which column of the linear model says what."""

from nlp.labels import LEVELS, POLARITIES, SIGNS, TAGS

_START = len(TAGS)
TAG = slice(0, _START)
POLARITY = slice(_START, _START + len(POLARITIES))
SUGGESTION = POLARITY.stop
GUARD = slice(SUGGESTION + 1, SUGGESTION + len(LEVELS))
SIGN_WHOLE = slice(GUARD.stop, GUARD.stop + len(SIGNS))
CLAUSE = slice(SIGN_WHOLE.stop, SIGN_WHOLE.stop + len(TAGS))
SIGN_LOCAL = slice(CLAUSE.stop, CLAUSE.stop + len(SIGNS))
WIDTH = SIGN_LOCAL.stop

# What is asked of whole comments, and what of their clauses.
WHOLE = slice(0, CLAUSE.start)
PIECE = slice(CLAUSE.start, WIDTH)
# The same columns where only those of clauses are kept.
PIECE_TAG = slice(0, len(TAGS))
PIECE_SIGN = slice(PIECE_TAG.stop, PIECE_TAG.stop + len(SIGNS))

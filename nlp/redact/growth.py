"""From the words that are surely part of a name to whole names: repeats, surnames, initials."""

from collections.abc import Iterator, Sequence

from nlp.fold import word_set
from nlp.redact.gazetteer import Gazetteer
from nlp.redact.spans import Redaction
from nlp.redact.tokens import Token

AFTER_TITLE = "the name after a title"
#: Family names that are words too, and hardly follow a given name as such ("tyler smith").
_WORDS_TOO = word_set(
    """
    archer baker bell bishop booth brooks brown burns butler carpenter chambers cooper cousins
    fielding fisher fuller grant green hall hardy hart heath hill hills hunt hunter king knight
    lamb lane marsh mason miller mills moss parsons porter potter price reed rice rose sharp
    shepherd smith stokes stone summers thomas turner walker ward warren waters watts weaver wells
    west white winters wood woods wright
    """
)


def is_small_surname(word: str, lists: Gazetteer) -> bool:
    """Say whether a word in lower case is a family name when it stands after a given name."""
    return word in lists.surnames and (word not in lists.words or word in _WORDS_TOO)


class Growth:
    """Widens what was taken for a name in one text; `taken` is each word's place and its reason."""

    def __init__(
        self, text: str, words: Sequence[Token], lists: Gazetteer, taken: dict[int, str]
    ) -> None:
        self._text = text
        self._words = words
        self._lists = lists
        self._taken = taken

    def find(self) -> Iterator[Redaction]:
        """Yield whole names, in the order of the text."""
        self._repeat()
        self._grow()
        yield from self._spans()

    def _repeat(self) -> None:
        """Take every other use of a capitalised word that was taken once as a name."""
        names = {
            self._words[at].word
            for at in self._taken
            if self._words[at].capital
            and len(self._words[at].word) > 2
            and self._words[at].word not in self._lists.words
        }
        for at, token in enumerate(self._words):
            if at not in self._taken and token.word in names:
                self._taken[at] = "a name used before"

    def _grow(self) -> None:
        for at in sorted(self._taken):
            self._grow_right(at)
            before = self._words[at - 1] if at else None
            if (
                before is not None
                and before.letter
                and before.capital
                and before.word != "i"
                and at - 1 not in self._taken
            ):
                self._taken[at - 1] = "an initial"

    def _grow_right(self, at: int) -> None:
        for place in range(at + 1, min(at + 4, len(self._words))):
            token = self._words[place]
            if place in self._taken:
                return
            joined = token.gap.strip() in {"", "."} and "\n" not in token.gap
            if not joined or (token.first and token.gap.strip() != "."):
                return
            if not self._belongs(place, token):
                return
            self._taken[place] = "part of a name"

    def _belongs(self, at: int, token: Token) -> bool:
        word, lists = token.word, self._lists
        before = self._words[at - 1]
        if token.letter:
            return word != "i" and (token.capital or self._titled_initial(at - 1))
        if word in lists.known or word in lists.stop:
            return False
        if not token.capital and self._titled_initial(at - 1):
            return is_small_surname(word, lists) or word not in lists.words
        if token.first:
            return (
                token.capital
                and before.letter
                and not (word in lists.words and word not in lists.surnames)
            )
        if token.capital:
            if len(word) <= 3 and not token.upper:
                return word not in lists.generic
            return word not in lists.generic and (
                word not in lists.words or word in lists.surnames or word in lists.doubtful
            )
        if is_small_surname(word, lists):
            return word not in lists.words or (before.word in lists.given and before.text.isalpha())
        return word in lists.given and word not in lists.words

    def _titled_initial(self, at: int) -> bool:
        """Say whether a word is an initial after a title, or after another such ("mr j. b.")."""
        while at > 0 and self._words[at].letter and at in self._taken:
            if self._taken[at] == AFTER_TITLE:
                return True
            at -= 1
        return False

    def _spans(self) -> Iterator[Redaction]:
        run: list[int] = []
        for at in sorted(self._taken):
            gap = self._words[at].gap
            if run and at == run[-1] + 1 and gap.strip() in {"", "."} and "\n" not in gap:
                run.append(at)
                continue
            if run:
                yield self._span(run)
            run = [at]
        if run:
            yield self._span(run)

    def _span(self, run: list[int]) -> Redaction:
        first, last = self._words[run[0]], self._words[run[-1]]
        end = last.end
        tail = self._text[end : end + 7].lower()
        if tail.startswith((" (mrs)", " (miss)", " (mr)", " (ms)", " (dr)")):
            end += tail.index(")") + 1
        elif last.text.lower().endswith(("'s", "’s")):
            end -= 2
        return Redaction(first.start, end, "name", self._taken[run[0]])

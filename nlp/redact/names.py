"""Names of people: titles, relations, lists of names, unknown capitals.

Lower-case and non-British names count as much as others: "our maya", "miss b", "my son jake". A
word that is also a name ("will", "grace") needs a capital or a context.
"""

from collections.abc import Iterator, Sequence

from nlp.fold import word_set
from nlp.redact.gazetteer import Gazetteer
from nlp.redact.growth import AFTER_TITLE, Growth, is_small_surname
from nlp.redact.slips import is_slip
from nlp.redact.spans import Redaction
from nlp.redact.tokens import Token

_STRONG_TITLES = word_set("mr mrs ms dr mister prof professor sgt sensei miss mx pc")
_SOFT_TITLES = word_set(
    """
    uncle aunt aunty auntie grandma nana nan nanny gran grandad grandpa sister nurse coach
    father rev reverend imam lady lord dame doctor sir baby big little old young auld wee cousin
    brother
    """
)
_ADJECTIVES = word_set("big little old young auld wee baby lady lord old")
_NAMING = word_set("called named nicknamed name names")
_SPEAKER = word_set(
    """
    im ask for from love regards thanks sincerely faithfully signed cheers dear hi hello hiya xx
    x
    """
)
_JOIN = word_set("and n or with me by to told is was has")
_MODAL_NAMES = word_set(
    """
    will may mark hope sue bill rob pat grant chase drew josh jack bob nick skip trip pip art
    """
)
#: What people do, and hardly ever things: what follows a name nobody has listed.
_DOING = word_set(
    """
    is was has had isnt wasnt hasnt hadnt cant couldnt doesnt didnt wont does did can loves love
    likes hates needs wants gets got goes went waits waited says said told struggles cries cried
    attends started starts left feels felt turned lives plays sleeps
    """
)
_LONG_ENOUGH = 4
_SHORT = word_set("jo mo al ed")
_BEFORE_SHORT = word_set("from with and n by to told ask my our called miss")
ACRONYM = 5
_MONTHS = word_set("april may june august")
_MONTH_NAMES = word_set(
    """
    january february march april may june july august september october november december
    """
)
_AFTER_MONTH = word_set("half bank term june july april august september still")
_MONTH_BEFORE = word_set(
    """
    in since last next until till by from early late mid this of for every end to and around
    before after during between
    """
)
_OF_SOMEBODY = word_set(
    """
    mum mam mom mummy dad daddy nan gran brother sister parents teacher teachers class school
    """
)
#: Words that are hardly meant before one of those: "jacks teacher", but "maths teacher".
_POSSESSIVES = word_set("jacks peters mikes jays matts jades hazels dereks amirs")
_DETERMINERS = word_set("the a an my our his her their your this that no any some each every")
_OWNERS = word_set("my our his her their your")
_KIN_OWNERS = word_set("my our his her their your the me a one")
_NOT_A_NAME_AFTER_TITLE = word_set(
    """
    and or who is was the a to in of on at for with said says has had my i it when if
    """
)


class People:
    """Finds names in one text; `find` yields the spans."""

    def __init__(
        self, text: str, words: Sequence[Token], lists: Gazetteer, *, is_foreign: bool = False
    ) -> None:
        self._is_foreign = is_foreign
        self._text = text
        self._words = words
        self._lists = lists
        self._taken: dict[int, str] = {}

    def find(self) -> Iterator[Redaction]:
        """Yield the names, titles included."""
        for at, word in enumerate(self._words):
            if at in self._taken:
                continue
            if word.word in _STRONG_TITLES or word.word in _SOFT_TITLES:
                self._title(at, word)
            elif self._named(at, word):
                self._taken[at] = self._reason(at, word)
        yield from Growth(self._text, self._words, self._lists, self._taken).find()

    # --- what a word is -------------------------------------------------------------------

    def _given(self, token: Token) -> bool:
        lists = self._lists
        if token.word in lists.given:
            return True
        if "-" in token.word or "‐" in token.word:
            parts = token.word.replace("‐", "-").replace("‑", "-").split("-")
            return (
                parts[0] in lists.given
                or (parts[0] in lists.doubtful and parts[-1] in lists.given | lists.doubtful)
            ) and all(part not in lists.stop for part in parts)
        return False

    def _any_name(self, token: Token) -> bool:
        lists = self._lists
        return self._given(token) or token.word in lists.doubtful or token.word in lists.surnames

    def _unknown(self, token: Token) -> bool:
        """Say whether a word is neither English nor a known capitalised word."""
        word, lists = token.word, self._lists
        if word in lists.words or word in lists.known or not word.replace("-", "").isalpha():
            return False
        if "-" in word:
            return not any(part in lists.words or part in lists.known for part in word.split("-"))
        return not (word.endswith("s") and (word[:-1] in lists.words or word[:-1] in lists.known))

    # --- contexts ---------------------------------------------------------------------------

    def _title(self, at: int, title: Token) -> None:
        following = self._next(at)
        if following is None or following.gap.strip() not in {"", "."}:
            return
        strong = title.word in _STRONG_TITLES
        ok = (
            self._after_strong(title, following)
            if strong
            else self._after_soft(at, title, following)
        ) or (strong and self._initial_after(at))
        if ok:
            self._taken[at] = "a title"
            self._taken[at + 1] = AFTER_TITLE

    def _after_strong(self, title: Token, following: Token) -> bool:
        word = following.word
        if (
            not following.text[0].isalpha()
            or word in self._lists.stop
            or word in _NOT_A_NAME_AFTER_TITLE
        ):
            return following.letter and word not in {"i", "a"}
        if following.letter:
            return word != "i"
        if following.capital and not (
            title.word == "miss" and title.first and word in self._lists.known
        ):
            return not following.first or title.word != "miss"
        if title.word in {"miss", "dr", "pc"}:
            return self._any_name(following) or self._unknown(following)
        return word not in self._lists.verbs

    def _initial_after(self, at: int) -> bool:
        """Say whether "a" or "i" after a title is an initial: a family name follows."""
        if at + 2 >= len(self._words) or self._words[at + 1].word not in {"a", "i"}:
            return False
        last, lists = self._words[at + 2], self._lists
        if last.gap.strip() not in {"", "."} or last.word in lists.stop:
            return False
        if self._words[at].word == "miss" and last.word in lists.words:
            return last.capital and self._words[at + 1].capital and last.word in lists.surnames
        return is_small_surname(last.word, lists) or (
            last.capital and self._words[at + 1].capital and last.word not in lists.known
        )

    def _after_soft(self, at: int, title: Token, following: Token) -> bool:
        if following.capital:
            known = following.word in self._lists.known
            if title.word in _ADJECTIVES:
                return self._given(following) or following.word in self._lists.doubtful
            return (
                not known
                and (self._any_name(following) or self._unknown(following))
                and not following.first
            )
        if title.word == "little":
            return self._given(following) or self._does_something(at + 1, following)
        return self._given(following) and (
            title.word not in {"sister", "brother", "father"} or self._owned(at)
        )

    def _owned(self, at: int) -> bool:
        before = self._before(at)
        return before is not None and before.word in _KIN_OWNERS

    def _next(self, at: int) -> Token | None:
        return self._words[at + 1] if at + 1 < len(self._words) else None

    def _before(self, at: int) -> Token | None:
        return self._words[at - 1] if at > 0 else None

    def _introduced(self, at: int, token: Token) -> bool:
        """Say whether the words before a word announce a name ("my son", "called", "our")."""
        before = self._before(at)
        if before is None or any(mark in token.gap for mark in ".\n;:!?"):
            return False
        earlier = self._before(at - 1) if at > 1 else None
        if before.word in _NAMING:
            return "," not in token.gap and len(token.word) > 2
        if before.word == "is" and earlier is not None and earlier.word in {"name", "names"}:
            return True
        if before.word in self._lists.relations:
            owned = earlier is not None and earlier.word in _KIN_OWNERS
            return owned or self._given(token)
        return before.word == "our"

    def _owned_relation(self, at: int) -> bool:
        """Say whether "my son", "her friend" stands right before a word."""
        before, earlier = self._before(at), self._before(at - 1) if at > 1 else None
        return (
            before is not None
            and earlier is not None
            and before.word in self._lists.relations
            and earlier.word in _OWNERS
            and not self._words[at].gap.strip()
        )

    def _month(self, at: int, token: Token) -> bool:
        before, following = self._before(at), self._next(at)
        if token.word not in _MONTHS:
            return False
        if before is not None and (before.word in _MONTH_BEFORE or before.word[:1].isdigit()):
            return True
        if before is not None and before.word in _MONTH_NAMES:
            return True
        return following is not None and (
            following.word[:1].isdigit() or following.word in _AFTER_MONTH
        )

    def _named(self, at: int, token: Token) -> bool:
        word = token.word
        if not token.text[0].isalpha() or word in self._lists.stop or len(word) < 2:
            return False
        if self._month(at, token):
            return False
        if self._bare_possessive(at, token):
            return True
        return self._capital_name(at, token) if token.capital else self._small_name(at, token)

    def _bare_possessive(self, at: int, token: Token) -> bool:
        """Say whether a word is a name's possessive without its apostrophe ("jakes mum")."""
        word, lists = token.word, self._lists
        if word[-1:] != "s" or word in lists.known or self._is_foreign:
            return False
        following = self._next(at)
        if following is None or following.word not in _OF_SOMEBODY or following.gap.strip():
            return False
        if word in lists.words and word not in _POSSESSIVES:
            return False
        return len(word) > 3 and word[:-1] in lists.given | lists.doubtful

    def _capital_name(self, at: int, token: Token) -> bool:
        word, lists = token.word, self._lists
        if word in lists.known:
            return False
        announced = self._announced(at, token)
        if announced or (token.upper and len(word) <= ACRONYM):
            return announced or (len(word) > 3 and self._given(token))
        if self._given(token):
            return True
        if word in lists.doubtful:
            return self._starts(at, token) if token.first else not self._plain_use(at, token)
        if token.first:
            return self._unknown(token) and self._starts(at, token)
        return self._unknown(token) and not self._titled_run(at)

    def _announced(self, at: int, token: Token) -> bool:
        """Say whether the words before a capitalised word leave little doubt that it is a name."""
        lists = self._lists
        if self._initial_before(at) and (token.word in lists.surnames or self._unknown(token)):
            return True
        if not self._introduced(at, token):
            return False
        if token.upper and len(token.word) <= ACRONYM:
            return self._given(token)
        if self._owned_relation(at) and token.word not in lists.generic:
            return True
        return self._any_name(token) or self._unknown(token)

    def _plain_use(self, at: int, token: Token) -> bool:
        """Say whether a capitalised doubtful name is part of something else ("Early Help")."""
        following, before = self._next(at), self._before(at)
        if before is not None and before.word in _DETERMINERS and before.word != "our":
            return True
        generic = self._lists.generic
        if before is not None and before.capital and {before.word, token.word} <= generic:
            return True  # the second half of a place: "Stepping Hill"
        return following is not None and following.capital and following.word in self._lists.generic

    def _titled_run(self, at: int) -> bool:
        following = self._next(at)
        return following is not None and following.word in self._lists.generic and following.capital

    def _starts(self, at: int, token: Token) -> bool:
        """Say whether the first word of a sentence is used as a person's name."""
        following = self._next(at)
        if token.word in self._lists.not_initial and token.word not in _MODAL_NAMES:
            return False
        if token.text.lower().endswith(("'s", "’s")):
            return True
        if following is None or any(mark in following.gap for mark in ".,;:!?\n"):
            return token.word in self._lists.doubtful and token.word not in _MODAL_NAMES
        if token.word in _MODAL_NAMES:
            return following.word in {
                "is",
                "was",
                "has",
                "had",
                "loves",
                "said",
                "says",
                "hasnt",
                "isnt",
                "wasnt",
                "doesnt",
            }
        return following.word in self._lists.verbs or following.word.endswith("ed")

    def _small_name(self, at: int, token: Token) -> bool:
        word, lists = token.word, self._lists
        if word in lists.known:
            return False
        # In another language a small word is hardly ever one of these names ("nam", "się").
        if self._given(token) and len(word) > 2 and not self._is_foreign:
            return True
        if self._introduced(at, token):
            return self._small_introduced(at, token)
        before = self._before(at)
        if word in _SHORT and before is not None and before.word in _BEFORE_SHORT:
            return True
        return (
            self._beside_a_name(at, token) and word in lists.doubtful and word not in _MODAL_NAMES
        )

    def _small_introduced(self, at: int, token: Token) -> bool:
        word, lists = token.word, self._lists
        before = self._before(at)
        if word in lists.verbs:
            return False
        naming = before is not None and before.word in _NAMING
        if word in lists.doubtful:
            return naming or (word not in _MODAL_NAMES and self._owned_relation(at))
        if before is not None and before.word == "our":
            return self._given(token) or self._does_something(at, token)
        return self._unknown(token) and (
            naming or word in lists.surnames or self._does_something(at, token)
        )

    def _does_something(self, at: int, token: Token) -> bool:
        """Say whether a small word on no list is who is told about: "our venkat loves it".

        It has to stand between whose it is and what somebody does, and be no slip of the pen.
        """
        following, before = self._next(at), self._before(at)
        return (
            following is not None
            and following.word in _DOING
            and not following.gap.strip()
            and not token.gap.strip()
            and before is not None
            and (before.word in {"our", "little"} or self._owned_relation(at))
            and len(token.word) >= _LONG_ENOUGH
            and self._unknown(token)
            and not is_slip(token.word, self._lists.words)
        )

    def _beside_a_name(self, at: int, token: Token) -> bool:
        before, following = self._before(at), self._next(at)
        if before is not None and before.word in {"and", "n"} and at - 2 in self._taken:
            return True
        return (
            following is not None
            and following.word in {"and", "n"}
            and at + 2 < len(self._words)
            and self._given(self._words[at + 2])
        )

    def _reason(self, at: int, token: Token) -> str:
        if self._bare_possessive(at, token):
            return "a name and whose it is"
        if self._introduced(at, token):
            return "the words before it announce a name"
        if self._given(token):
            return "on the list of given names"
        return "a word with a capital that is not in the dictionary"

    def _initial_before(self, at: int) -> bool:
        before = self._before(at)
        return before is not None and before.letter

"""Schools, clubs, clinics, streets and small places: lists, kinds of place, unknown capitals."""

from collections.abc import Iterator, Sequence

from nlp.fold import word_set
from nlp.redact.gazetteer import Gazetteer
from nlp.redact.listed import plain_words
from nlp.redact.spans import Redaction
from nlp.redact.tokens import Token

_SCHOOL = word_set(
    """
    primary school schools academy high nursery college infants infant juniors junior preschool
    pre-school playgroup kindergarten grammar montessori sixth comprehensive prep daycare creche
    """
)
_BODY = word_set(
    """
    lodge house grange hall surgery clinic hospital club hub library baths centre center church
    mosque temple tigers lions eagles rovers united fc afc cubs scouts brownies guides beavers
    cadets unit ward practice pharmacy gym stables farm playscheme respite home hospice theatre
    leisure foundation trust gymnastics swimming wanderers athletic rangers childrens youth
    medical sports vets warriors juniors dojo dance studio villa court manor cottage
    """
)
_STREET = word_set(
    """
    street road lane avenue ave drive crescent row mews croft brow fold close terrace grove way
    vale estate rec rd st ln cres gardens walk rise hill square park common green court place
    view bank meadow meadows drive
    """
)
_SURE_STREET = word_set(
    """
    street road lane avenue crescent mews croft brow fold terrace rd row grove close drive ave
    ln vale
    """
)
_SMALL = word_set("street road lane avenue estate rec close crescent drive")
_AT = word_set(
    """
    at to from in near of by outside attends attended left joined started with behind round past
    leaves on into inside
    """
)
#: "elm st": what small letters need before them to be a street.
_ON = word_set("on off down at to from near in round by along up of")
_SHORT_STREET = word_set("st rd ave ln cres")
_SIDES = word_set("north south east west")
_LIVING = word_set("live lives lived living moved house home flat")
#: Names of church schools that are made of plain words, with "the" and "of" left out.
_DEDICATIONS = {
    "all": word_set("saints souls hallows"),
    "holy": word_set("family trinity cross name rosary souls innocents"),
    "sacred": word_set("heart"),
    "our": word_set("lady ladys"),
    "corpus": word_set("christi"),
    "blessed": word_set("sacrament"),
    "immaculate": word_set("conception heart"),
}
_LINKS = word_set("of and the le la upon in")
_MAX_NAME = 4
_SHORTEST = 3


def _forms(token: Token) -> list[tuple[str, ...]]:
    """Return what a word may stand for: itself without a possessive, and with it."""
    if token.text.isalnum():
        return [(token.word,)]
    forms = [plain_words(token.text)]
    if (bare := plain_words(token.word)) != forms[0]:
        forms.append(bare)
    return [form for form in forms if form]


class Bodies:
    """Finds organisations and places in one text."""

    def __init__(self, words: Sequence[Token], lists: Gazetteer) -> None:
        self._words = words
        self._lists = lists

    def find(self) -> Iterator[Redaction]:
        """Yield schools, clubs and places."""
        for at, token in enumerate(self._words):
            yield from self._listed(at, token)
            if token.word in _SCHOOL or token.word in _BODY:
                yield from self._kind(at, token, "school" if token.word in _SCHOOL else "place")
            if token.word in _STREET:
                yield from self._street(at, token)
            if token.word in {"st", "saint", "ste"}:
                yield from self._saint(at, token)
            if token.word in _DEDICATIONS:
                yield from self._dedication(at, token)
            if (
                token.word == "ward"
                and at + 1 < len(self._words)
                and token.capital
                and len(self._words[at + 1].text) <= 3
            ):
                yield self._span(at, at + 1, "place", "a hospital ward")
            if token.capital:
                yield from self._run(at)

    def _span(self, first: int, last: int, label: str, reason: str) -> Redaction:
        return Redaction(self._words[first].start, self._words[last].end, label, reason)

    def _joined(self, at: int) -> bool:
        return self._words[at].gap.strip() in {"", "."} and "\n" not in self._words[at].gap

    def _listed(self, at: int, token: Token) -> Iterator[Redaction]:
        if token.word not in self._lists.schools and token.text.isalnum():
            return
        for form in _forms(token):
            for way in self._lists.schools.get(form[0], ()):
                last = self._said(at, way.words)
                if last is None:
                    continue
                words = self._words[at : last + 1]
                if len(way.words) == 1 and not token.capital and token.word in self._lists.words:
                    continue
                if way.is_common and not (
                    any(word.capital for word in words)
                    or (at > 0 and self._words[at - 1].word in _AT)
                ):
                    continue
                yield self._span(at, last, way.label, "on this area's list")
                return

    def _said(self, at: int, wanted: tuple[str, ...]) -> int | None:
        """Return the last of the words from `at` on that say a listed name, None when they don't.

        "Queen's" says "queens", "Harrytown's" says "harrytown", "St-Anne" both its halves.
        """
        done, place = 0, at
        while done < len(wanted):
            if place == len(self._words):
                return None
            for form in _forms(self._words[place]):
                if wanted[done : done + len(form)] == form:
                    done += len(form)
                    break
            else:
                return None
            place += 1
        return place - 1

    def _proper(self, token: Token) -> bool:
        return (
            token.capital
            and token.text[0].isalpha()
            and token.word not in self._lists.generic
            and token.word not in self._lists.stop
        )

    def _name_before(self, at: int) -> int:
        """Return where the capitalised name that ends before a word begins, or the word itself."""
        place = at
        while place > 0 and at - place < _MAX_NAME and self._joined(place):
            token = self._words[place - 1]
            link = (
                token.word in _LINKS
                and place - 1 > 0
                and place < at
                and self._proper(self._words[place - 2])
                and not token.capital
            )
            if not self._proper(token) and not link:
                break
            place -= 1
        while place < at and self._words[place].first and self._ordinary(self._words[place]):
            place += 1
        return place

    def _ordinary(self, token: Token) -> bool:
        """Say whether a capital at the start of a sentence is only that."""
        return token.word in self._lists.words and token.word not in self._lists.doubtful

    def _kind(self, at: int, token: Token, label: str) -> Iterator[Redaction]:
        first = self._name_before(at)
        if first < at and any(self._telling(n, at) for n in range(first, at)):
            last = at
            while (
                last + 1 < min(len(self._words), at + _MAX_NAME)
                and self._words[last + 1].word in _SCHOOL | _BODY
                and self._joined(last + 1)
            ):
                last += 1
            yield self._span(first, last, label, "a name before a kind of place")
            return
        yield from self._small_kind(at, token, label)

    def _telling(self, at: int, kind: int) -> bool:
        token = self._words[at]
        if token.word in self._lists.known and token.word not in self._lists.given:
            return False
        alone = at == kind - 1 and token.word in self._lists.words and not self._words[kind].capital
        return not (alone and token.first)

    def _small_kind(self, at: int, token: Token, label: str) -> Iterator[Redaction]:
        if at == 0 or label != "school" or not self._joined(at):
            return
        before = self._words[at - 1]
        if before.text.isalpha() and len(before.word) > 3 and self._strange(before):
            yield self._span(at - 1, at, label, "an unknown word before a kind of school")

    def _strange(self, token: Token) -> bool:
        lists = self._lists
        word = token.word
        return not (
            word in lists.words
            or word in lists.known
            or word in lists.generic
            or word in lists.stop
            or word.removesuffix("s") in lists.words
            or word in lists.given
        )

    def _street(self, at: int, token: Token) -> Iterator[Redaction]:
        first, last = self._name_before(at), self._street_end(at, token)
        if (
            first < at
            and (token.capital or self._numbered(first) or token.word in _SMALL)
            and not self._only_known(first, at)
        ):
            start = first - 1 if self._numbered(first) else first
            sure = token.word in _SURE_STREET
            if sure or self._numbered(first) or (at - first >= 1 and not self._words[first].first):
                yield self._span(start, last, "place", "the name of a street or a place")
            return
        if (
            at >= 2
            and token.word in _SURE_STREET
            and self._numbered(at - 1)
            and self._words[at - 1].text.isalpha()
        ):
            yield self._span(at - 2, last, "place", "a number and a street")
            return
        if self._is_small_street(at, token):
            yield self._span(at - 1, last, "place", "the name of a street")

    def _street_end(self, at: int, token: Token) -> int:
        """Return the last word of a street: "Bramhall Lane South", but not "the lane south of"."""
        if at + 1 >= len(self._words) or not self._joined(at + 1):
            return at
        side = self._words[at + 1]
        after = self._words[at + 2].word if at + 2 < len(self._words) else ""
        is_side = side.word in _SIDES and after != "of" and side.capital == token.capital
        return at + 1 if is_side else at

    def _is_small_street(self, at: int, token: Token) -> bool:
        """Say whether small words are a street: "on elm st", "live on elm lane", "off xyz lane"."""
        if at < 2 or token.word not in _SURE_STREET | _SHORT_STREET or not self._joined(at):
            return False
        name, before = self._words[at - 1], self._words[at - 2]
        lists = self._lists
        if (
            before.word not in _ON
            or not self._joined(at - 1)
            or not name.text.isalpha()
            or len(name.word) < _SHORTEST
            or name.word in lists.stop
            or name.word in lists.generic
        ):
            return False
        return (
            token.word in _SHORT_STREET
            or self._strange(name)
            or (at > 2 and self._words[at - 3].word in _LIVING)
        )

    def _only_known(self, first: int, at: int) -> bool:
        return all(word.word in self._lists.known for word in self._words[first:at])

    def _numbered(self, first: int) -> bool:
        return (
            first > 0
            and self._words[first - 1].text[0].isdigit()
            and len(self._words[first - 1].text) <= 4
            and self._words[first].gap.strip() in {"", ","}
        )

    def _saint(self, at: int, token: Token) -> Iterator[Redaction]:
        if at + 1 >= len(self._words) or not self._joined(at + 1):
            return
        following = self._words[at + 1]
        if token.word == "st" and (
            following.word in self._lists.stop or not following.text[0].isalpha()
        ):
            return
        saintly = following.text.lower().endswith(("'s", "’s", "s")) or following.capital
        if not saintly or (at > 0 and self._words[at - 1].text[0].isdigit()):
            return
        last = at + 1
        while (
            last + 1 < min(len(self._words), at + _MAX_NAME)
            and self._joined(last + 1)
            and (
                (self._proper(self._words[last + 1]) and not self._words[last + 1].first)
                or self._words[last + 1].word in _SCHOOL
            )
        ):
            last += 1
        yield self._span(at, last, "school", "the name of a saint")

    def _dedication(self, at: int, token: Token) -> Iterator[Redaction]:
        """Yield a school that is named after saints without the name of one ("our lady's")."""
        last = at + 1
        if last == len(self._words) or not self._joined(last):
            return
        named = self._words[last]
        if named.word not in _DEDICATIONS[token.word]:
            return
        following = self._words[last + 1] if last + 1 < len(self._words) else None
        joined = following is not None and self._joined(last + 1)
        is_school = joined and following is not None and following.word in _SCHOOL
        is_of = joined and following is not None and following.word == "of" and named.word == "lady"
        possessive = named.word == "ladys" or named.text.lower().endswith(("'s", "’s"))
        if not (
            named.capital
            or is_school
            or possessive
            or (token.word != "our" and at > 0 and self._words[at - 1].word in _AT)
        ):
            return
        if is_of and named.capital and last + 2 < len(self._words) and self._joined(last + 2):
            last += 2
        while (
            last + 1 < min(len(self._words), at + 2 * _MAX_NAME)
            and self._words[last + 1].word in _SCHOOL
            and self._joined(last + 1)
        ):
            last += 1
        yield self._span(at, last, "school", "the name of a church school")

    def _known(self, token: Token) -> bool:
        """Say whether a word, or what it is the plural of ("Fridays"), names no place."""
        return token.word in self._lists.known or token.word.removesuffix("s") in self._lists.known

    def _run(self, at: int) -> Iterator[Redaction]:
        """Yield two capitals after "at", "to", "from", or at the start: the name of a place."""
        before = self._words[at - 1] if at else None
        after_at = before is not None and before.word in _AT and not before.capital
        if not (after_at or self._words[at].first):
            return
        last = at
        while (
            last + 1 < min(len(self._words), at + _MAX_NAME)
            and self._joined(last + 1)
            and self._words[last + 1].capital
            and not self._words[last + 1].first
        ):
            last += 1
        run = self._words[at : last + 1]
        if len(run) < 2 or any(not self._proper(w) or self._known(w) or w.upper for w in run):
            return
        if self._is_person(run, before.word if after_at and before is not None else ""):
            yield self._span(at, last, "name", "a given name and another capital")
            return
        yield self._span(at, last, "place", "capitals after a word like 'at'")

    def _is_person(self, run: Sequence[Token], before: str) -> bool:
        """Say whether capitals are somebody ("contact: Sarah Jones") rather than a place."""
        if run[0].word not in self._lists.given:
            return False
        return not before or (
            before in {"to", "from", "by"} and run[-1].word in self._lists.surnames
        )

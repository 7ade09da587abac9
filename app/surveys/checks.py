"""Checks of a survey: every mistake that could stop or mislead a person, as a sentence."""

from collections import Counter
from collections.abc import Iterable, Iterator

from app.surveys.definition import (
    CHILDS_WORDS,
    CHOICE_TYPES,
    KNOWN_OPTIONS,
    SCALES,
    STAND_APART,
    Definition,
    Option,
    Page,
    Question,
    Words,
    is_usable_code,
)

MOST_EASY_OPTIONS = 5
#: A question and "say more".
MOST_OF_ONE_IDEA = 2


def collect_words(definition: Definition) -> dict[str, Words]:
    """Return every English text of a survey by its key."""
    found = {
        "title": definition.title,
        "summary": definition.summary,
        "for-whom": definition.for_whom,
    }
    if definition.start:
        found["start"] = definition.start
    if definition.another:
        found["another"] = definition.another.words
    for name, alt in definition.pictures.items():
        found[f"picture.{name}"] = alt
    for kind, options in definition.scales.items():
        found |= _option_words(kind, options)
    for page in definition.pages:
        for question in page.questions:
            found |= _question_words(question)
    return found


def _option_words(owner: str, options: list[Option]) -> dict[str, Words]:
    found: dict[str, Words] = {}
    for option in options:
        found[f"{owner}.{option.code}"] = option.words
        if option.hint:
            found[f"{owner}.{option.code}.hint"] = option.hint
    return found


def _question_words(question: Question) -> dict[str, Words]:
    found = {question.code: question.words}
    if question.hint:
        found[f"{question.code}.hint"] = question.hint
    found |= _option_words(question.code, question.options)
    found |= {statement.code: statement.words for statement in question.statements}
    for number, idea in enumerate(question.ideas, start=1):
        found[f"{question.code}.{number}"] = idea.words
    return found


def find_mistakes(definition: Definition) -> list[str]:
    """Return a sentence for each mistake; an empty list when the survey can be shown."""
    return [
        *_code_mistakes(definition),
        *_option_mistakes(definition),
        *_picture_mistakes(definition),
        *_branch_mistakes(definition),
        *_translation_mistakes(definition),
    ]


def find_easy_mistakes(definition: Definition) -> list[str]:
    """Return a sentence for each thing that must be right in easy read before it goes live.

    What went live before there were these rules stays as it is: they are no part of the above.
    """
    return [
        *_too_many_options(definition),
        *_pages_closed_in_easy_read(definition),
        *_more_than_one_idea(definition),
        *_without_picture(definition),
    ]


def _too_many_options(definition: Definition) -> Iterator[str]:
    asked = [(f"Question {q.code!r}", q.options) for _page, q in _all_questions(definition)]
    scales = [(f"The scale {name!r}", options) for name, options in definition.scales.items()]
    for name, options in [*asked, *scales]:
        shown = [each for each in options if not each.easy_as and each.code not in STAND_APART]
        if len(shown) > MOST_EASY_OPTIONS:
            yield (
                f"{name} has {len(shown)} answers in easy read, and {MOST_EASY_OPTIONS} are the "
                "most. Choose which it leaves out, and which other answer stands for each."
            )


def _more_than_one_idea(definition: Definition) -> Iterator[str]:
    for page in definition.pages:
        chosen = [each for each in page.questions if each.type != "text"]
        if page.one_idea and (len(page.questions) > MOST_OF_ONE_IDEA or len(chosen) > 1):
            yield (
                f"Page {page.code!r} is more than one idea: easy read can show one question and a "
                "box to say more together, and nothing else."
            )
    easy = [screen.code for screen in definition.in_style("easy").screens]
    plain = [screen.code for screen in definition.screens]
    for code in sorted({*_twice(easy)} - {*_twice(plain)}):
        yield f"Two pages have the code {code!r} in easy read."


def _pages_closed_in_easy_read(definition: Definition) -> Iterator[str]:
    for page in definition.pages:
        for code, allowed in page.show_when.items():
            question = definition.questions.get(code)
            options = definition.options_of(question, "easy") if question else []
            if options and not any(option.code in allowed for option in options):
                yield (
                    f"Nobody reaches page {page.code!r} in easy read: it waits for an answer to "
                    f"{code!r} that easy read leaves out."
                )


def _all_questions(definition: Definition) -> Iterator[tuple[Page, Question]]:
    for page in definition.pages:
        for question in page.questions:
            yield page, question


def _twice(codes: Iterable[str]) -> list[str]:
    return sorted(code for code, count in Counter(codes).items() if count > 1)


def _code_mistakes(definition: Definition) -> Iterator[str]:
    pages = [screen.code for screen in definition.screens]
    asked = [code for screen in definition.screens for code in screen.codes]
    asked += [each.code for _page, each in _all_questions(definition) if each.statements]
    yield from (f"Two pages have the code {code!r}." for code in _twice(pages))
    yield from (f"Two questions have the code {code!r}." for code in _twice(asked))
    for code in sorted({*pages, *asked}):
        if not is_usable_code(code):
            yield f"The code {code!r} is needed by the platform itself."
    for code in definition.another.copies if definition.another else []:
        if code not in definition.questions:
            yield f"The answer {code!r} cannot be copied: there is no such question."


def _option_mistakes(definition: Definition) -> Iterator[str]:
    for name in definition.scales:
        if name not in SCALES:
            yield f"There is no scale {name!r}."
    for _page, question in _all_questions(definition):
        options_in_plain = definition.options_of(question)
        options = [option.code for option in options_in_plain]
        is_choice = question.type in CHOICE_TYPES
        scale = SCALES.get(question.type, ())
        known = KNOWN_OPTIONS.get(question.code, set())
        shown = {option.code for option in definition.options_of(question, "easy")}
        stood_for = {option.easy_as for option in options_in_plain if option.easy_as}
        wrong = {
            "needs at least two options": is_choice and len(options) < 2,
            f"is of type {question.type} and cannot have options": bool(options) and not is_choice,
            "has the same option twice": bool(_twice(options)),
            f"must begin with the points {', '.join(scale)}": (
                bool(scale) and tuple(options[: len(scale)]) != scale
            ),
            f"has no option {question.alone!r} to stand alone": bool(
                question.alone and (question.type != "many" or question.alone not in options)
            ),
            "can be kept on a device only if it is answered by choosing": (
                question.tell_once and question.type not in {"one", "many"}
            ),
            "has statements, which only scales can have": bool(question.statements) and not scale,
            "cannot be answered by speaking": question.spoken and question.type != "text",
            "is for a child's own words, so it must be answered in words": (
                question.code == CHILDS_WORDS and question.type != "text"
            ),
            "must have ideas if it is an info page, and none otherwise": (
                (question.type == "info") != bool(question.ideas)
            ),
            f"may offer only {', '.join(sorted(known))}": bool(known)
            and (question.type != "one" or not set(options) <= known),
            "has an answer that easy read leaves out, and names no other answer that easy read "
            "shows instead": not stood_for <= shown,
            "has answers that easy read may not leave out": bool(stood_for)
            and (bool(known) or question.type not in {"one", "many"}),
        }
        yield from (
            f"Question {question.code!r} {words}." for words, is_so in wrong.items() if is_so
        )


def _picture_mistakes(definition: Definition) -> Iterator[str]:
    for screen in definition.screens:
        for question in screen.questions:
            for name in question.pictures:
                if name not in definition.pictures:
                    yield f"Picture {name!r} has no words for those who cannot see it."


def _without_picture(definition: Definition) -> Iterator[str]:
    """Find what easy read shows with words alone: a screen needs one picture at least."""
    for screen in definition.in_style("easy").screens:
        ideas = [idea for question in screen.questions for idea in question.ideas]
        shown = [each.pictures for each in screen.questions] + [each.picture for each in ideas]
        if not any(shown):
            yield (
                f"Question {screen.questions[0].code!r} has no picture in easy read. Choose one "
                "that fits what it asks."
            )


def _branch_mistakes(definition: Definition) -> Iterator[str]:
    """Find branches that loop, lead nowhere, or can never be taken."""
    seen: dict[str, Question] = {}
    #: What must have been answered for a question to be asked: {code: {question: options}}.
    needs: dict[str, dict[str, set[str]]] = {}
    for page in definition.pages:
        required: dict[str, set[str]] = {}
        for code, allowed in page.show_when.items():
            question = seen.get(code)
            if question is None or question.type not in CHOICE_TYPES:
                yield (
                    f"Page {page.code!r} depends on {code!r}, which is not a choice on an "
                    "earlier page (that would be a loop)."
                )
                continue
            options = {option.code for option in definition.options_of(question)}
            if not allowed or not set(allowed) <= options:
                yield f"Page {page.code!r} waits for an answer that {code!r} does not offer."
            required = _merge(required, needs[code], seen)
            required = _merge(required, {code: set(allowed)}, seen)
        if any(not allowed for allowed in required.values()):
            yield f"Page {page.code!r} can never be reached."
        for question in page.questions:
            for code in [question.code, *(each.code for each in question.statements)]:
                seen[code] = question
                needs[code] = required


def _merge(
    first: dict[str, set[str]], second: dict[str, set[str]], questions: dict[str, Question]
) -> dict[str, set[str]]:
    """Return what meets both; where several answers may be given, the second stands."""
    merged = dict(first)
    for code, allowed in second.items():
        several = questions[code].type == "many"
        merged[code] = allowed if several or code not in merged else merged[code] & allowed
    return merged


def _translation_mistakes(definition: Definition) -> Iterator[str]:
    known = collect_words(definition)
    for locale, translation in definition.translations.items():
        for key in translation.words:
            if key not in known:
                yield f"The translation {locale!r} has words for {key!r}, which is not asked."

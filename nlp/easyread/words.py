"""Checks of words and phrases: short forms nobody explains, hard words, wordy phrases, idioms."""

import re
from collections.abc import Iterator

from nlp.easyread.findings import WORD, Finding, Text, like
from nlp.easyread.lists import word_lists
from nlp.text import Span

_ACRONYM = re.compile(r"\b(?:[A-Z]{2,6}s?|[A-Z]&[A-Z]|SENDIASS)\b")


def acronym(text: Text) -> Iterator[Finding]:
    """Find acronyms that nobody writes out, each once."""
    lists, seen = word_lists(), set()
    for match in _ACRONYM.finditer(text.whole):
        letters = match.group()
        if letters in seen or letters in lists.known or letters.rstrip("s") in lists.known:
            continue
        if letters in lists.shouted:
            continue
        seen.add(letters)
        if not _spelled_out(text.whole, match.start(), match.end()):
            yield Finding(
                *match.span(), "acronym", f"Write out what {letters} means the first time.", None
            )


def shouted(text: Text) -> Iterator[Finding]:
    """Find short words in capitals that stand for themselves."""
    lists = word_lists()
    for match in _ACRONYM.finditer(text.whole):
        if match.group() in lists.shouted:
            yield Finding(
                *match.span(),
                "capitals",
                "Words in capitals are hard to read.",
                match.group().lower(),
            )


def _spelled_out(whole: str, start: int, end: int) -> bool:
    after = whole[end : end + 40].lstrip()
    return (
        (whole[start - 1 : start] == "(" and whole[end : end + 1] == ")")
        or after.startswith("(")
        or re.match(r"(?:means|stands for|is short for)\b", after) is not None
        or re.search(
            r"(?:called|short for|,\sor)\s(?:an?\s|the\s)?$", whole[max(0, start - 20) : start]
        )
        is not None
    )


def hard_word(text: Text) -> Iterator[Finding]:
    """Find hard words that the next sentence does not explain, each once."""
    lists, seen = word_lists(), set()
    for at, span in enumerate(text.sentences):
        for match in WORD.finditer(text.whole, span.start, span.end):
            form = match.group().lower().replace("’", "'")
            word = form if form in lists.hard else lists.forms.get(form)
            if word is None or word in seen:
                continue
            seen.add(word)
            following = text.sentences[at + 1] if at + 1 < len(text.sentences) else None
            if any(_explained(text.whole, each, span, following) for each in {form, word}):
                continue
            easier = lists.hard[word]
            # Another form of the easier word is for the writer to find.
            hint = f", a form of “{easier}”, say" if easier and form != word else ""
            yield Finding(
                *match.span(),
                "hard word",
                f"“{match.group()}” is a hard word. Use an easier one{hint}, "
                "or say in the next sentence what it means.",
                like(match.group(), easier) if form == word else None,
            )


def _explained(whole: str, word: str, span: Span, following: Span | None) -> bool:
    here = whole[span.start : span.end].lower()
    if re.search(re.escape(word) + r"[\"”’']?\s(?:means|is when|are when|is a word)", here):
        return True
    if following is None:
        return False
    after = whole[following.start : following.end].lower()
    return after.startswith(
        (
            "this means",
            "that means",
            "this is when",
            "it means",
            "this is a",
            word + " is",
            word + " means",
            "a " + word,
            "an " + word,
        )
    )


def phrase(text: Text) -> Iterator[Finding]:
    """Find wordy phrases and idioms."""
    lists = word_lists()
    for match in lists.phrases.finditer(text.whole):
        phrase = re.sub(r"[\s-]", " ", match.group().lower())
        if phrase in lists.wordy:
            yield Finding(
                *match.span(),
                "wordy",
                "There is a shorter way to say this.",
                like(match.group(), lists.wordy[phrase]),
            )
        else:
            yield Finding(
                *match.span(),
                "idiom",
                "Some people take this word for word. Say what you mean.",
                like(match.group(), lists.idioms.get(phrase, "")),
            )

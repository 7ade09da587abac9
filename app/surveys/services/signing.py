"""Who says that a survey's words in another language were read by a speaker of it, and since when.

A signature is for the words that were read, and the English beside them: either one's change ends
it, and everybody reads again that nobody has checked the words yet.
"""

from app.accounts.models import User
from app.db import today
from app.surveys.services.texts import Data, english_of

#: What a signature is made of.
SIGNATURE = ("signed_by", "signed_on")


def is_signed(translation: Data) -> bool:
    """Return True while the words stand as a speaker of the language read them."""
    return bool(translation.get("checked")) and not translation.get("stale")


def sign(translation: Data, *, by: User) -> None:
    """Note that the words were read beside the English as it is now, on whose word."""
    translation |= {
        "checked": True,
        "stale": [],
        "signed_by": by.name,
        "signed_on": today().isoformat(),
    }


def unsign(translation: Data) -> None:
    """Note that nobody has read the words as they are now."""
    translation["checked"] = False
    for name in SIGNATURE:
        translation.pop(name, None)


def follow_changes(before: Data, after: Data) -> None:
    """Note in every translation whose English has changed; end signatures of what has changed."""
    if not after.get("translations"):
        return
    old, new = english_of(before), english_of(after)
    changed = {key for key, text in new.items() if key in old and old[key] != text}
    for locale, translation in after["translations"].items():
        was = before.get("translations", {}).get(locale, {})
        stale = {*translation.get("stale", []), *changed} & {*translation["words"]} & {*new}
        translation["stale"] = sorted(stale)
        translation["words"] = {k: w for k, w in translation["words"].items() if k in new}
        known = was.get("words", {})
        other = any(known.get(key) != text for key, text in translation["words"].items())
        # Words that change while it is signed were not read; those that are signed now were.
        if stale or (other and is_signed(was)):
            unsign(translation)


def signatures_changed(before: Data, after: Data) -> list[tuple[str, bool]]:
    """Return (locale, is signed now) of every language that is signed now and was not, or was."""
    old, new = before.get("translations", {}), after.get("translations", {})
    return [
        (locale, is_signed(new.get(locale, {})))
        for locale in sorted({*old, *new})
        if is_signed(old.get(locale, {})) != is_signed(new.get(locale, {}))
    ]

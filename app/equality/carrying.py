"""What was answered so far, between two screens: sealed in this browser's cookie, kept nowhere.

A screen that is the direct answer to a POST is gone for Back: browsers may not keep our pages. So
each screen has an address, and what its person said travels in the cookie, in neither the address
nor the database. It is gone when it is sent, and after half an hour.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from flask import session

from app.db import utc_now
from app.sealed import seal_text, unseal_text
from app.security import keyed_hash

_NAME = "about-you"
_PURPOSE = "equality answers"
LIFETIME = timedelta(minutes=30)
#: A browser drops a cookie of more than 4 KB; only something made up is as long as this.
_LONGEST = 2000


class Held(NamedTuple):
    """The answers of one form so far."""

    form_key: str
    answers: dict[str, list[str]]


def hold(who: str, form_key: str, answers: Mapping[str, Sequence[str]]) -> bool:
    """Carry these answers to the next screen; return False when they are too long for that."""
    until = int((utc_now() + LIFETIME).timestamp())
    content = {"who": who, "key": form_key, "until": until, "answers": answers}
    sealed = seal_text(_PURPOSE, json.dumps(content, separators=(",", ":")))
    if len(sealed) > _LONGEST:
        return False
    session[_NAME] = sealed
    return True


def held(who: str) -> Held | None:
    """Return what this browser carries for this kind of person; None when that is nothing."""
    sealed = session.get(_NAME)
    opened = unseal_text(_PURPOSE, sealed) if isinstance(sealed, str) else None
    content = json.loads(opened) if opened else {}
    if content.get("who") != who or content["until"] < utc_now().timestamp():
        return None
    return Held(content["key"], content["answers"])


def place_of(form_key: str, step: str) -> str:
    """Return what a screen is called in an address: its own name can tell what was answered."""
    return keyed_hash("equality screen", f"{form_key} {step}")[:12]


def let_go() -> None:
    """Forget what was carried."""
    session.pop(_NAME, None)

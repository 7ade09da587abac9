"""What tests of translations share: words that are not English, and pressing the page's buttons."""

import html
import re

from app.analysis import services
from app.analysis.services import Found, QueueFilter, translating
from app.db import db
from app.responses.models import Comment
from app.safeguarding.models import Outcome, SafeguardingDecision
from tests.conftest import token_in
from tests.integration.factories import (
    make_comment,
)

POLISH = "Czekamy na logopedę czternaście miesięcy. Pani Zofia nikomu nie odpisała."
ENGLISH = "We have waited fourteen months for speech therapy. Mrs Zofia wrote back to nobody."
URDU = "میٹنگ میں مترجم نہیں تھا۔"
HALF_POLISH = "Pani Zofia, ten months, nikt nie zadzwonił do nas, bardzo długo"
HARM = "My stepdad hits me and I want to kill myself."


def found(language="en", *, tags=(), redactions=()):
    return Found("m1", "neutral", False, language, "none", list(tags), list(redactions))


def make_foreign(text=POLISH, *, language="pl", **facts) -> Comment:
    """A comment that the machine has read, and found to be in another language."""
    comment = make_comment(text, waiting=True, **facts)
    assert services.store_reading(comment.id, found(language))
    db.session.commit()
    return comment


def translate(comment, text=ENGLISH, *, by, language="pl"):
    translating.translate(comment, text, language=language, by=by)
    db.session.commit()


def waiting():
    page = services.list_queue(QueueFilter(state="other-language"))
    return [row.comment.id for row in page.rows]


def field_in(page, name):
    return html.unescape(re.search(rf'name="{name}" value="([^"]*)"', page)[1])


def press(browser, comment, do="keep", *, page=None, **typed):
    """Press a button of the page, as a browser without JavaScript would."""
    url = f"/staff/translations/{comment.id}"
    page = page or browser.get(url).text
    data = {"language": "pl", "text": ENGLISH, "worry": "", **typed}
    data |= {"csrf_token": token_in(page), "seen": field_in(page, "seen"), "do": do}
    return browser.post(url, data=data)


def close(comment, person):
    db.session.add(
        SafeguardingDecision(
            comment_id=comment.id,
            outcome=Outcome.NO_ACTION,
            reason="I had it read to me",
            is_closed=True,
            decided_by_id=person.id,
        )
    )
    db.session.commit()

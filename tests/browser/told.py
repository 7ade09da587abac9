"""Let people tell the running site something, without a browser: `python -m tests.browser.told`.

Each line that comes in is one person's answer to "How are things at home while you wait?". It goes
in by the door that the pages use, is screened and waits for the worker. What comes out is one id of
a comment a line, in the same order, and no words.
"""

import sys

from app import create_app
from app.db import begin_write, db, random_id
from app.responses import services as responses
from app.responses.models import Style
from app.safeguarding import services as safeguarding
from app.surveys import services as surveys
from app.worker import nudge

SURVEY, QUESTION = "waiting-well", "at-home"


def tell(texts: list[str]) -> list[str]:
    """Send one form for each text; return the ids of the comments."""
    version_id, definition = surveys.latest_definition(surveys.get_survey(SURVEY))
    begin_write()
    told = []
    for text in texts:
        submission, _code = responses.store_submission(
            definition,
            {"role": "parent", QUESTION: text, "consent": "quote", "receipt": "no"},
            slug=SURVEY,
            version_id=version_id,
            style=Style.PLAIN,
            locale="en",
            form_key=random_id(),
            screen=safeguarding.screen_text,
        )
        told.append(submission.comments[0].id)
    db.session.commit()
    nudge()
    return told


if __name__ == "__main__":
    with create_app().app_context():
        sys.stdout.write("".join(f"{each}\n" for each in tell(sys.stdin.read().splitlines())))

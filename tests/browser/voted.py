"""Let people vote on the running site, each from a browser of their own:
`python -m tests.browser.voted SLUG ANSWER NUMBER`."""

import sys

from app import create_app
from app.db import begin_write, db, random_id
from app.tracker import services as tracker
from app.tracker.models import Helped


def vote(slug: str, answer: Helped, number: int) -> None:
    """Count so many votes by the door that the page uses."""
    begin_write()
    entry = tracker.get_shown_entry(slug)
    for _each in range(number):
        tracker.vote_from_page(entry.action, browser=random_id(), answer=answer)
    db.session.commit()


if __name__ == "__main__":
    with create_app().app_context():
        vote(sys.argv[1], Helped(sys.argv[2]), int(sys.argv[3]))

"""How long the server works on a question page, and whether a long survey makes it longer.

The requests run outside of any application context, as those of a server do: inside one they would
share what the first of them read.
"""

import re
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.config import Settings
from app.db import db
from app.surveys import services as surveys
from app.surveys.definition import Definition
from app.surveys.models import Survey
from tests.bench.measures import Figure

#: Warm-up requests, then so many rounds of so many; the best round is one that nobody disturbed.
WARM_UP, ROUNDS, REQUESTS = 20, 7, 40
MOST_MS = 4.0
#: (survey, page, style): a free text, and faces beside a free text in easy read.
PAGES = (("tell-us", "going-well", "plain"), ("my-voice", "trust", "easy"))
SHORT, LONG, LONGER_BY = 6, 60, 1.5
#: A page depends on the answer to the question so many before it.
BRANCHES_BACK = 3


def make_definition(questions: int) -> Definition:
    """Return a survey of so many choices; from the fourth on an earlier answer opens each."""
    options = [{"code": code, "words": code.title()} for code in ("yes", "no", "not-sure")]
    pages = []
    for number in range(questions):
        question = {"code": f"q{number}", "type": "one", "words": f"Is it so, number {number}?"}
        page = {"code": f"q{number}", "questions": [question | {"options": options}]}
        if number >= BRANCHES_BACK:
            page["show_when"] = {f"q{number - BRANCHES_BACK}": ["yes", "not-sure"]}
        pages.append(page)
    words = {"title": "Branches", "summary": "Many.", "for_whom": "Everybody."}
    return Definition.model_validate(words | {"pages": pages})


def begin(app: Flask, slug: str) -> FlaskClient:
    """Return a browser that has begun a survey; `check_page` of the tests is left out."""
    client = FlaskClient(app, app.response_class)
    _send(client, f"/surveys/{slug}", go="start", understood="y")
    return client


def _send(client: FlaskClient, url: str, **fields: str) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(url).text)
    assert token, f"no form at {url}"
    answer = client.post(url, data={"csrf_token": token[1], **fields})
    assert answer.status_code == 303, (url, answer.status_code)


def median_ms(client: FlaskClient, url: str) -> float:
    """Return the middle of the CPU time that one GET takes, of the quickest round."""
    for _time in range(WARM_UP):
        assert client.get(url).status_code == 200, url
    return min(_round(client, url) for _time in range(ROUNDS))


def _round(client: FlaskClient, url: str) -> float:
    times = []
    for _time in range(REQUESTS):
        began = time.process_time()
        client.get(url)
        times.append(time.process_time() - began)
    return 1000 * statistics.median(times)


def last_page_ms(app: Flask, questions: int) -> float:
    """Return the time of the last page of a new survey in which everything was answered."""
    slug = f"branches-{questions}"
    with app.app_context():
        survey = Survey(slug=slug)
        db.session.add(survey)
        db.session.flush()
        surveys.store_version(survey, make_definition(questions))
        db.session.commit()
    client = begin(app, slug)
    for number in range(questions - 1):
        _send(client, f"/surveys/{slug}/q{number}", go="next", **{f"q{number}": "yes"})
    return median_ms(client, f"/surveys/{slug}/q{questions - 1}")


def measure_server_time(folder: Path) -> Iterator[Figure]:
    """The time of the server alone: no network, no other process."""
    app = create_app(Settings.from_environment({"DATA_DIR": str(folder)}))
    middle = {
        style: median_ms(begin(app, f"{slug}?style={style}"), f"/surveys/{slug}/{page}")
        for slug, page, style in PAGES
    }
    short, long = (last_page_ms(app, questions) for questions in (SHORT, LONG))
    found = ", ".join(f"{style} {each:.1f} ms" for style, each in middle.items())
    yield Figure(
        "A question page, of the server's CPU, in the middle",
        found,
        f"at most {MOST_MS:.0f} ms",
        max(middle.values()) <= MOST_MS,
    )
    yield Figure(
        f"A page of {LONG} questions with branches, beside one of {SHORT}",
        f"{long / short:.2f} times as long ({long:.1f} against {short:.1f} ms)",
        f"at most {LONGER_BY} times",
        long <= LONGER_BY * short,
    )

"""A class of thirty-five on one school's address is welcome, and the web process stays light."""

import re
import threading
import time

import pytest
import sqlalchemy as sa

from app import limits
from app.db import db, today
from app.responses.models import Submission
from tests.integration.responses.conftest import SMALL, Taker, store_survey
from tests.security.real import rows, running_web
from tests.security.test_crash import fill_in, send

CLASS_OF = 35
WITHIN_SECONDS = 2.0
LONGEST_SECONDS = 3.0
MOST_MEGABYTES = 150
PAGES = [
    "/",
    "/you-said-we-did",
    "/you-said-we-did/feed.atom",
    "/surveys/tell-us",
    "/surveys/my-voice",
    "/help-now",
    "/privacy",
    "/receipt",
    "/staff/sign-in",
    "/no-such-page",
]


def test_thirty_five_from_one_address_are_all_taken(app, monkeypatch):
    # The count's key changes each day, and the children may be writing over midnight.
    day = today()
    monkeypatch.setattr("app.limits.today", lambda: day)
    store_survey("small", SMALL)
    codes = set()
    for number in range(CLASS_OF):
        taker = Taker(app.test_client(), "small").begin().skip_to("story")
        codes.add(taker.press(story=f"Child {number} wants a quiet room").send().code)

    assert len(codes - {None}) == CLASS_OF
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Submission)) == CLASS_OF
    keys = set(db.session.scalars(sa.select(limits.Attempt.key)))
    assert len({key for key in keys if key.startswith("submit:")}) == 1, "one address, one count"


@pytest.mark.slow
def test_thirty_five_who_send_within_two_seconds_each_wait_less_than_three(house):
    """With the Procfile's own web process; `make bench` measures the same on a quiet machine."""
    with running_web(house) as web:
        children = [fill_in(web.port, f"Child {number} waits") for number in range(CLASS_OF)]
        took: list[float] = []
        began = time.perf_counter()

        def press(number: int) -> None:
            time.sleep(max(0.0, began + number * WITHIN_SECONDS / CLASS_OF - time.perf_counter()))
            pressed = time.perf_counter()
            send(children[number])
            took.append(time.perf_counter() - pressed)

        threads = [threading.Thread(target=press, args=(number,)) for number in range(CLASS_OF)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    codes = {re.search(r'class="sd-code"[^>]*>([^<]+)<', each.html)[1] for each in children}
    assert len(codes) == CLASS_OF
    assert {each.status for each in children} == {200}
    assert rows(house, "SELECT count(*) FROM submission") == [(CLASS_OF,)]
    assert max(took) < LONGEST_SECONDS


def test_after_two_hundred_pages_a_web_process_is_light_and_has_loaded_no_model(house):
    """tests/integration/analysis looks at Python's modules; this looks at the process itself."""
    with running_web(house) as web:
        visitors = [fill_in(web.port, "My uncle shouts at me and I am scared.") for _ in range(5)]
        assert [send(each).status for each in visitors] == [200] * 5
        for number in range(200):
            visitors[0].get(PAGES[number % len(PAGES)])

        assert web.memory_mb() < MOST_MEGABYTES
        assert web.heavy_libraries() == []

"""Whatever is done with themes and whoever takes words back: what was published stays, on every
page, feed and API, and nobody can read anywhere that it was a handful of people (R-SDC-1)."""

import json
import re
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.analysis import services as analysis
from app.analysis.models import InPublic, Theme, ThemeComment, ThemeStep, ThemeVoice
from app.db import db, random_id, today
from app.responses.models import Comment, Submission
from app.responses.services.receipts import as_code, hash_code
from app.tracker import services
from app.tracker.models import Action, Entry, EntryStatus
from tests.conftest import token_in
from tests.integration.factories import make_comment, make_staff, make_submission, make_theme
from tests.integration.tracker.makers import make_action, make_published_entry
from tests.stateful import steps_on_pages

LONG_AGO = 70
SMALLEST = 10
#: A number of people, however a page may say it, in English.
PEOPLE = re.compile(
    r"(?<![\d,.])(\d+)\s+(?:more\s+|other\s+)?(?:people|persons?|families|parents|children|voices)\b"
)
CODE = as_code(0x1234_5678_9ABC_DEF0_1234)


def addresses() -> list[str]:
    """Every public address that may say how many people there were, of whatever exists now."""
    entries = db.session.scalars(
        sa.select(Entry).where(Entry.status != EntryStatus.DRAFT).order_by(Entry.id)
    )
    years, each_entry = {today().year}, []
    for entry in entries:
        years.add(entry.published_on.year)
        each_entry += [
            f"/you-said-we-did/{entry.slug}",
            f"/you-said-we-did/{entry.slug}?style=easy",
            f"/api/v1/entries/{entry.slug}",
            f"/embed/you-said-we-did/{entry.slug}",
        ]
    themes = db.session.scalars(sa.select(Theme.id).order_by(Theme.id)).all()
    each_theme = [
        address
        for theme_id in themes
        for address in (
            f"/themes/{theme_id}",
            f"/you-said-we-did/feed.atom?theme={theme_id}",
            f"/you-said-we-did/feed.json?theme={theme_id}",
        )
    ]
    each_year = [f"/local-offer/{year}{end}" for year in years for end in ("", "/csv")]
    lists = ["/", "/?style=easy", "/you-said-we-did", "/you-said-we-did?style=easy", "/themes",
             "/themes?style=easy", "/promises", "/you-said-we-did/feed.atom",
             "/you-said-we-did/feed.json", "/api/v1/entries", "/api/v1/themes?per_page=50",
             "/api/v1/counts", "/embed/you-said-we-did?number=10"]  # fmt: skip
    return [*lists, *each_entry, *each_theme, *each_year]


def numbers_of_people(data: Any) -> list[dict[str, int | None]]:
    """Return every "people" in an answer of the API, at whatever depth."""
    if isinstance(data, list):
        return [found for each in data for found in numbers_of_people(each)]
    if not isinstance(data, dict):
        return []
    here = [data] if set(data) == {"fewer_than", "about"} else []
    return here + [found for each in data.values() for found in numbers_of_people(each)]


class InPublicView(RuleBasedStateMachine):
    """Deeds of staff and of writers; after each of them somebody reads everything."""

    client: Any = None
    staff: Any = None

    @initialize()
    def begin(self):
        self.number = 0
        #: What the page of each published entry said of people, on the day it was published.
        self.told: dict[str, dict[str, str]] = {}
        ours = make_submission(days_ago=LONG_AGO, receipt_hash=hash_code(CODE))
        self.ours = ours.id
        for people in (9, 9, 3):
            mine = make_comment(submission=ours)
            make_theme(self.name(), people=people, comments=[mine], days_ago=LONG_AGO)

    def name(self):
        self.number += 1
        return f"Theme called {self.number}-{random_id()[:6]}"

    def themes(self):
        return analysis.list_themes()

    def pick(self, rows, at):
        return rows[at % len(rows)]

    places = st.integers(0, 1000)

    @precondition(lambda self: len(self.told) < 3)
    @rule(at=places)
    def publish(self, at):
        theme = self.pick(self.themes(), at)
        action = make_action(theme, title=f"Action {self.name()}")
        entry = make_published_entry(action, title=f"Answer {self.name()}")
        self.told[entry.slug] = self.said_of(entry.slug)

    @rule(at=places, number=st.integers(1, 3), days_ago=st.sampled_from([0, LONG_AGO]))
    def fill(self, at, number, days_ago):
        ids = [make_comment(days_ago=days_ago).id for _ in range(number)]
        analysis.add_comments(self.pick(self.themes(), at), ids, by=self.staff)
        db.session.commit()

    @precondition(lambda self: len(self.themes()) > 1)
    @rule(at=places)
    def merge(self, at):
        theme, into = self.pick(self.themes(), at), self.pick(self.themes(), at + 1)
        analysis.merge_themes(theme, into, by=self.staff)
        db.session.commit()

    @rule(at=places, size=st.integers(1, 4))
    def split(self, at, size):
        theme = self.pick(self.themes(), at)
        ids = [member.comment_id for member in theme.members]
        if size < len(ids):
            name = self.name()
            analysis.split_theme(theme, ids[:size], name=name, easy_read_name=name, by=self.staff)
        db.session.commit()

    @rule(at=places)
    def rename(self, at):
        name = self.name()
        theme = self.pick(self.themes(), at)
        analysis.change_theme(theme, name=name, easy_read_name=name, description="", by=self.staff)
        db.session.commit()

    @rule(at=places, may=st.sampled_from(list(InPublic)))
    def say_whether_it_may_be_named(self, at, may):
        self.pick(self.themes(), at).in_public = may
        db.session.commit()

    def some_of(self, at, number):
        """Return a few people of one theme: those whose leaving may take its name off a page."""
        query = (
            sa.select(Submission)
            .join(Comment)
            .join(ThemeComment)
            .where(
                ThemeComment.theme_id == self.pick(self.themes(), at).id,
                Submission.id != self.ours,
                Submission.withdrawn_on.is_(None),
            )
        )
        return db.session.scalars(query.order_by(Submission.id).limit(number)).unique().all()

    @rule(at=places, number=st.integers(1, 3))
    def withdraw(self, at, number):
        for submission in self.some_of(at, number):
            services.withdraw_submission(submission)
        db.session.commit()

    @rule(at=places, number=st.integers(1, 3))
    def erase(self, at, number):
        for submission in self.some_of(at, number):
            services.erase_submission(submission)
        db.session.commit()

    # What somebody reads

    def said_of(self, slug: str) -> dict[str, str]:
        """Return what every page says of the people behind an entry, and nothing else."""
        pages = {
            "plain": f"/you-said-we-did/{slug}",
            "easy": f"/you-said-we-did/{slug}?style=easy",
            "embed": f"/embed/you-said-we-did/{slug}",
        }
        said = {
            name: " ".join(re.findall(r"[^.>]*\bpeople\b[^.<]*", self.client.get(url).text))
            for name, url in pages.items()
        }
        answer = self.client.get(f"/api/v1/entries/{slug}").json
        return said | {"api": json.dumps([answer["people"], answer.get("period")])}

    def counted(self) -> dict[str, int]:
        """Return how many people each theme may count in public, worked out here once more."""
        rows = db.session.execute(
            sa.select(Theme.name, sa.func.count(sa.distinct(Comment.submission_id)).label("people"))
            .join(ThemeComment, ThemeComment.theme_id == Theme.id)
            .join(Comment, Comment.id == ThemeComment.comment_id)
            .join(Submission, Submission.id == Comment.submission_id)
            .where(
                Submission.withdrawn_on.is_(None), Submission.received_on < today().replace(day=1)
            )
            .group_by(Theme.id)
        )
        return {row.name: row.people for row in rows}

    def pages(self) -> dict[str, str]:
        token = token_in(self.client.get("/receipt").text)
        pages = {}
        for address in addresses():
            answer = self.client.get(address)
            assert answer.status_code in {200, 301, 404}, address
            pages[address] = answer.text
        asked = {"csrf_token": token, "code": CODE}
        for style in ("", "?style=easy"):
            pages[f"receipt{style}"] = self.client.post(f"/receipt{style}", data=asked).text
            assert "We received" in pages[f"receipt{style}"]
        return pages

    @invariant()
    def nothing_says_that_it_was_a_handful(self):
        if not hasattr(self, "ours"):
            return
        db.session.rollback()
        db.session.expire_all()
        counted = self.counted()
        quiet = [
            theme.name
            for theme in db.session.scalars(sa.select(Theme))
            if theme.in_public == InPublic.NO
            or (theme.in_public == InPublic.BY_COUNT and counted.get(theme.name, 0) < SMALLEST)
        ]
        for address, text in self.pages().items():
            for number in map(int, PEOPLE.findall(text)):
                assert number >= SMALLEST, f"{address} says {number} people"
                assert number % 5 == 0, f"{address} counts {number} people out"
            if text.startswith("{"):
                for people in numbers_of_people(json.loads(text)):
                    assert people in (
                        {"fewer_than": SMALLEST, "about": None},
                        {"fewer_than": None, "about": 5 * round((people["about"] or 0) / 5)},
                    ), f"{address}: {people}"
                    assert people["about"] is None or people["about"] >= SMALLEST
            if not address.startswith("receipt"):  # whose holder is one of them
                for name in quiet:
                    assert name not in text, f"{address} names what few people said"

    @invariant()
    def what_was_published_of_people_stays(self):
        for slug, said in getattr(self, "told", {}).items():
            assert self.said_of(slug) == said
            entry = db.session.scalars(sa.select(Entry).where(Entry.slug == slug)).one()
            step = analysis.get_count(entry.counted_at_step_id)
            assert analysis.people_at(step) == entry.people


def test_any_sequence_of_deeds_keeps_what_was_published_and_picks_nobody_out(app):
    staff_who = make_staff()

    class Fresh(InPublicView):
        client = FlaskClient(app)  # not the one that reads as an editor would: it is slower
        staff = staff_who

        def teardown(self):
            db.session.rollback()
            for model in (Entry, Action, ThemeVoice, ThemeStep, ThemeComment):
                db.session.execute(sa.delete(model))
            db.session.execute(sa.update(Theme).values(merged_into_id=None))
            db.session.execute(sa.delete(Theme))
            db.session.execute(sa.delete(Submission))
            db.session.commit()

    run_state_machine_as_test(Fresh, settings=steps_on_pages(examples=4, steps=9))

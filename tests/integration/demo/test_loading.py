"""The invented year, as a visitor and the platform's own rules find it."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import User
from app.analysis.models import ExportKind, Reading, Review, Tag, Theme
from app.analysis.services import exporting
from app.config import Settings
from app.db import db, today
from app.demo import story
from app.responses import services as responses
from app.responses.models import Answer, Comment, Consent, ScreenState, Submission, WaitingComment
from app.safeguarding import services as safeguarding
from app.strategy import services as strategy
from app.surveys import services as surveys
from app.surveys.models import Survey
from app.tracker import services as tracker
from app.tracker.models import Action, ActionKind, Entry, EntryStatus
from app.tracker.services import entries as entry_rules
from tests.integration.demo.conftest import run
from tests.integration.factories import make_submission


def every(model):
    return list(db.session.scalars(sa.select(model)))


def test_about_150_people_speak_in_both_surveys_over_the_last_year(demo):
    comments = every(Comment)
    days = [submission.received_on for submission in every(Submission)]
    slugs = set(db.session.scalars(sa.select(Survey.slug).join(Survey.versions).join(Submission)))

    assert 130 <= len(comments) <= 170
    assert slugs == {"tell-us", "my-voice"}
    assert today() - timedelta(days=366) < min(days) < today() - timedelta(days=330)
    assert max(days) == today()


def test_every_answer_is_one_that_the_survey_offers(demo):
    for answer in every(Answer):
        definition = surveys.definition_of(
            answer.submission.survey_version_id, answer.submission.survey_version.checksum
        )
        question = definition.questions[answer.question_code]
        offered = {option.code for option in definition.options_of(question)}
        assert set(answer.choices) <= offered, answer.question_code


def test_nothing_that_was_written_is_lost_on_the_way_in(demo):
    written = [comment.text for comment in story.all_comments(story.read_surveys())]

    assert sorted(written) == sorted(comment.text for comment in every(Comment))


def test_consent_language_style_and_helpers_vary(demo):
    submissions = every(Submission)

    assert {each.consent for each in submissions} == set(Consent)
    assert {each.locale for each in submissions} == {"en", "pl", "ur"}
    assert len({each.style for each in submissions}) == 2
    assert len({each.whose_words for each in submissions}) >= 5
    assert len({each.channel for each in submissions}) >= 3


def test_the_machine_has_read_nothing_and_everything_waits_for_it(demo):
    assert every(Reading) == []
    assert len(every(WaitingComment)) == len(every(Comment))


def test_a_person_has_reviewed_a_good_share_and_not_the_newest(demo):
    reviewed = {review.comment_id for review in every(Review)}
    share = len(reviewed) / len(every(Comment))
    newest = [c for c in every(Comment) if c.submission.received_on == today()]

    assert 0.5 < share < 0.9
    assert newest
    assert not reviewed & {comment.id for comment in newest}


def test_every_tag_rests_on_words_of_its_comment_and_on_a_code_of_the_strategy(demo):
    tags = every(Tag)
    priorities = {item.code for item in strategy.list_items(strategy.Family.PRIORITY)}
    known = {item.code for item in strategy.list_items()}

    assert len(tags) > 100
    for tag in tags:
        assert tag.comment.text[tag.start_at : tag.end_at] == tag.evidence
        assert tag.code in known
        assert (tag.sign is None) == (tag.code in priorities), tag.code


def test_every_priority_value_and_outcome_is_heard_at_least_once(demo):
    assert {tag.code for tag in every(Tag)} == {item.code for item in strategy.list_items()}


def test_every_theme_holds_comments_and_every_comment_says_a_theme_that_exists(demo):
    codes = {theme.code for theme in story.read_themes()}
    said = {code for each in story.all_comments(story.read_surveys()) for code in each.themes}

    assert said == codes
    assert all(theme.members for theme in every(Theme))


def test_some_comments_wait_in_the_duty_inbox_and_some_were_decided(demo):
    flagged = [c for c in every(Comment) if c.screen_state == ScreenState.FLAGGED]
    open_ones = list(db.session.scalars(safeguarding.open_comments()))

    assert len(flagged) >= 4
    assert 3 <= len(open_ones) < len(flagged)


def test_only_numbers_that_ofcom_keeps_for_drama_are_used():
    text = " ".join(path.read_text(encoding="utf-8") for path in story.DATA_DIR.glob("*.yaml"))
    numbers = [re.sub(r"\D", "", found) for found in re.findall(r"\b0\d[\d ]{8,}\d\b", text)]

    assert len(numbers) >= 3
    for number in numbers:
        assert re.fullmatch(r"07700900\d{3}|01614960\d{3}|01632960\d{3}", number), number
    for address in re.findall(r"[\w.-]+@[\w.-]+\w", text):
        assert address.endswith(("@example.org", "@demo.example")), address


def test_the_twelve_examples_are_published_with_their_frozen_counts(demo):
    published = {e.slug: e for e in every(Entry) if e.status == EntryStatus.PUBLISHED}
    counts = [41, 63, 27, 35, 14, 19, 22, 31, 12, 17, 24, 15]

    assert [entry.people for entry in published.values()][:12] == counts
    assert all(entry.signed_off_by_id != entry.author_id for entry in published.values())
    assert all(entry.easy_read_we_did and entry.pictures for entry in published.values())


def test_one_entry_waits_for_the_parent_representative(demo):
    waiting = [entry for entry in every(Entry) if entry.status == EntryStatus.WAITING]

    assert [entry.slug for entry in waiting] == ["clubs-that-say-yes"]


def test_promises_show_every_way_that_they_can_go(demo):
    states = {tracker.promise_state(action) for action in every(Action)}

    assert states >= {
        tracker.PromiseState.KEPT,
        tracker.PromiseState.LATE,
        tracker.PromiseState.MOVED,
        tracker.PromiseState.OVERDUE,
        tracker.PromiseState.OPEN,
    }
    assert sum(action.is_overdue for action in every(Action)) == 1


def test_actions_and_entries_keep_the_rules_of_the_tracker(demo):
    for action in every(Action):
        assert action.themes
        if action.kind == ActionKind.CANNOT:
            assert action.why
            assert action.instead
        else:
            assert action.place
            assert action.for_whom
        for change in action.promise_changes:
            assert change.reason
    for entry in every(Entry):
        entry_rules.check_words(tracker.words_of(entry))


def test_every_quote_could_have_been_chosen_on_the_day_of_publishing(demo):
    for entry in every(Entry):
        assert len(tracker.quotes_to_show(entry)) == len(entry.quotes) > 0
        quotable = {c.id for c in tracker.voices_of(entry.action, on=entry.published_on)}
        assert {quote.comment_id for quote in entry.quotes} <= quotable, entry.slug


def test_easy_read_sentences_are_short(demo):
    for entry in every(Entry):
        for words in (entry.easy_read_title, entry.easy_read_you_said, entry.easy_read_we_did):
            for sentence in re.split(r"[.!?]\s", words):
                assert len(sentence.split()) <= 15, sentence


def test_loading_twice_changes_nothing(demo):
    before = len(every(Comment))

    assert "already here" in run(demo, "load")
    assert len(every(Comment)) == before


def test_where_other_machines_can_reach_us_the_demo_is_refused(surveyed, monkeypatch):
    settings = surveyed.config["SETTINGS"]
    public = Settings(
        data_dir=settings.data_dir,
        secret_key=settings.secret_key,
        public_base_url="https://feedback.example.org",
    )
    monkeypatch.setitem(surveyed.config, "SETTINGS", public)

    result = surveyed.test_cli_runner().invoke(args=["demo", "load"])

    assert result.exit_code != 0
    assert "own address" in result.output
    assert every(Submission) == []


def test_show_prints_an_address_and_sign_ins_that_work(demo, client):
    printed = run(demo, "show")
    people = story.read_people()

    assert demo.config["SETTINGS"].public_base_url in printed
    assert all(person.email in printed for person in people.staff)
    code = re.search(r"(?:[0-9A-Z]{4} ){3}[0-9A-Z]{4}", printed)[0]
    assert responses.find_submission(code).is_demo
    assert len(people.password) >= 15
    page = client.get("/staff/sign-in")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[1]
    form = {
        "csrf_token": token,
        "email": "reviewer@demo.example",
        "password": people.password,
    }
    assert client.post("/staff/sign-in", data=form).status_code == 302
    assert client.get("/staff").status_code == 200


def test_whoever_takes_files_away_in_the_demo_can_look_for_what_is_in_them(demo):
    people = db.session.scalars(sa.select(User).where(User.is_demo)).all()

    may = {each.email for each in people if exporting.may_have(ExportKind.WORDS, each)}

    assert may == {"exporter@demo.example"}


def test_show_without_the_demo_says_how_to_begin(surveyed):
    assert "flask accounts invite" in run(surveyed, "show")


@pytest.mark.parametrize("address", ["/", "/you-said-we-did"])
def test_pages_say_that_everything_is_invented_only_while_it_is(surveyed, client, address):
    words = "everything here is invented"

    make_submission()
    assert words not in client.get(address).text
    run(surveyed, "load")
    assert words in client.get(address).text
    run(surveyed, "clear")
    assert words not in client.get(address).text

"""The accuracy pages: signs, ways of telling, what writers say, and what is too little to say."""

import re

import pytest
import sqlalchemy as sa

from app.accounts.models import RoleName
from app.analysis import services
from app.analysis.models import Correction, Look, SecondReading, SecondTag, Settled
from app.analysis.services.accuracy import Mode, Score
from app.db import db
from app.responses.models import Channel, Recording, Style, WhoseWords
from app.responses.services.receipts import hash_code
from app.strategy import services as strategy
from tests.conftest import token_in
from tests.integration.factories import make_comment, make_staff, make_submission, make_tag
from tests.integration.sign_in import sign_in

CODE = "7K3M 9QXT 0V2B 8HNR"
PAGE = "/how-right-is-the-computer"


first = pytest.fixture(lambda app: make_staff(name="First"), name="first")
second = pytest.fixture(lambda app: make_staff(name="Second"), name="second")


def read_twice(first, second, *, said=(), found=(), **of_comment):
    """A comment with the tags that the machine said and `first` accepted, and those found again."""
    comment = make_comment(reviewed_by=first, commit=False, **of_comment)
    for code, sign in said:
        make_tag(comment, code, sign, accepted_by=first, commit=False)
    again = SecondReading(comment_id=comment.id, read_by_id=second.id, result="coded")
    again.tags = [SecondTag(code=code, sign=sign) for code, sign in found]
    db.session.add(again)
    db.session.flush()
    return comment


def text_of(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def rows_of(page, name):
    """The words of the rows of tables that begin with `name`."""
    rows = [text_of(row) for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL)]
    return [row.removeprefix(name).strip() for row in rows if row.startswith(name)]


def name_of(code):
    return strategy.get_item(code).name


def test_signs_are_compared_where_both_named_the_tag(first, second):
    both = [("timeliness", None), ("open-honest", "-")]
    read_twice(first, second, said=both, found=both)
    read_twice(first, second, said=[("open-honest", "-")], found=[("open-honest", "+")])
    read_twice(first, second, said=[("open-honest", "-")], found=[("safe", "-")])
    db.session.commit()

    people = services.measure_accuracy().people

    assert people.scores["open-honest"] == Score(3, 2, 1, 0, signed=2, same_sign=1)
    assert people.scores["timeliness"] == Score(3, 1, 0, 0), "a priority has no sign to compare"
    assert people.overall.sign_share == 0.5
    assert people.scores["safe"].sign_share is None


def test_a_sign_that_the_reviewer_changed_is_the_machines_mistake(first):
    comment = make_comment(reviewed_by=first, tags=[("open-honest", "+")])
    services.change_sign(comment, "open-honest", "-", by=first)
    db.session.commit()

    score = services.measure_reviewers().scores["open-honest"]

    assert (score.both, score.signed, score.same_sign) == (1, 1, 0)


def test_what_was_taken_back_and_codes_that_are_switched_off_count_nowhere(first, second):
    read_twice(first, second, said=[("safe", "+")], found=[("safe", "+")], withdrawn=True)
    db.session.commit()

    accuracy = services.measure_accuracy()

    assert (accuracy.people.n, accuracy.people.modes) == (0, {})
    assert set(accuracy.people.scores) == {item.code for item in accuracy.items}


@pytest.mark.parametrize(
    ("mode", "facts"),
    [
        (Mode.PLAIN, {}),
        (Mode.EASY, {"style": Style.EASY}),
        (Mode.OTHER_LANGUAGE, {"style": Style.EASY, "locale": "pl"}),
        (Mode.PAPER, {"style": Style.EASY, "channel": Channel.PAPER}),
        (Mode.ELSEWHERE, {"channel": Channel.IMPORT}),
        (Mode.GROUP, {"channel": Channel.GROUP, "locale": "pl"}),
        (Mode.GROUP, {"whose_words": WhoseWords.GROUP}),
    ],
)
def test_each_comment_has_one_way_in_which_it_came(first, second, mode, facts):
    channel = facts.pop("channel", Channel.WEB)
    submission = make_submission(commit=False, **facts)
    submission.channel = channel
    said = [("safe", "+"), ("timeliness", None)]
    read_twice(first, second, said=said, found=said[:1], submission=submission)
    db.session.commit()

    people = services.measure_accuracy().people

    (found,) = people.modes
    assert found == mode
    score = people.modes[mode]
    assert (score.n, score.both, score.only_first, score.only_second) == (1, 1, 1, 0)


def test_a_comment_that_was_spoken_is_one_whatever_its_style(first, second):
    comment = read_twice(first, second, style=Style.EASY)
    spoken = Recording(
        submission_id=comment.submission_id, question_code="q", seconds=9, comment_id=comment.id
    )
    db.session.add(spoken)
    db.session.commit()

    assert list(services.measure_accuracy().people.modes) == [Mode.SPOKEN]


def test_the_public_is_told_nothing_of_a_rare_tag_and_how_many_comments_of_another(
    client, first, second
):
    for number in range(40):
        said = [("timeliness", None)] + ([("safe", "+")] if number < 29 else [])
        read_twice(first, second, said=said, found=said)
    db.session.commit()

    page = client.get(PAGE).text

    enough, few = "100 of 100 from about 40", "too few"
    assert rows_of(page, name_of("timeliness")) == [f"{enough} {enough}"]
    assert rows_of(page, name_of("safe")) == [f"{few} {few}"]
    assert "those to which at least one of the two gave this tag" in text_of(page)


def test_ways_with_too_few_comments_give_the_public_no_figure(client, first, second):
    for number in range(42):
        style = Style.EASY if number < 12 else Style.PLAIN
        read_twice(first, second, said=[("safe", "+")], found=[("safe", "-")], style=style)
    db.session.commit()

    page = client.get(PAGE).text

    enough, few = "100 of 100 from about 30", "too few"
    assert rows_of(page, "Standard words") == [f"{enough} {enough}"]
    assert rows_of(page, "Easy read") == [f"{few} {few}"]
    assert "they said the same about this in 0 of 100" in text_of(page)


def test_staff_see_n_beside_each_figure_and_no_interval_on_few(app, first, second):
    for number in range(40):
        said = [("timeliness", None)] + ([("safe", "+")] if number < 29 else [])
        read_twice(first, second, said=said, found=said)
    db.session.commit()
    client, _person = sign_in(app, RoleName.BOARD)

    page = client.get("/staff/accuracy").text

    tags, signs = rows_of(page, name_of("safe"))
    assert tags == "1.00 n = 29 1.00 n = 29 1.00 n = 29 1.00"
    assert signs == "1.00 n = 29 1.00 n = 29 1.00 n = 29"
    enough = "1.00 (0.95–1.00) n = 40"
    assert rows_of(page, name_of("timeliness")) == [f"{enough} {enough} {enough} –"]
    pot = "1.00 (0.95–1.00) n = 69"
    assert rows_of(page, "Standard words") == [f"40 {pot} {pot} {pot}"]


# What writers say


@pytest.fixture
def comment(app):
    """A comment with two tags that a reviewer accepted, and a receipt."""
    submission = make_submission(receipt_hash=hash_code(CODE))
    return make_read(submission, make_staff())


def make_read(submission, reviewer):
    comment = make_comment(submission=submission, reviewed_by=reviewer, commit=False)
    make_tag(comment, "timeliness", accepted_by=reviewer, commit=False)
    make_tag(comment, "open-honest", "-", accepted_by=reviewer, commit=False)
    db.session.commit()
    return comment


def look(client):
    token = token_in(client.get("/receipt").text)
    return client.post("/receipt", data={"csrf_token": token, "code": CODE})


def test_whoever_sees_what_we_understood_is_counted_once_without_a_day(client, comment):
    for _ in range(3):
        look(client)

    assert services.measure_corrections().looked == 1
    assert {column.name for column in Look.__table__.columns} == {"submission_id"}


def test_nobody_has_looked_where_there_is_nothing_to_see(client, app):
    make_comment(submission=make_submission(receipt_hash=hash_code(CODE)))

    look(client)

    assert services.measure_corrections().looked == 0


def test_a_look_goes_with_the_words(client, comment):
    look(client)
    comment.submission.withdrawn_on = comment.submission.received_on
    db.session.commit()
    assert services.measure_corrections().looked == 0

    db.session.execute(sa.delete(type(comment.submission)))
    db.session.commit()
    assert db.session.scalars(sa.select(Look)).all() == []


def say(comment, *, wrong=(), meant=None, words=None):
    services.correct(comment, wrong=wrong, meant=meant, words=words)
    db.session.commit()


def reject(*codes):
    def deed(comment, by):
        for code in codes:
            services.reject(comment, code, by=by)

    return deed


def add(code, sign=None):
    def deed(comment, by):
        services.add_tag(comment, code=code, sign=sign, evidence="waited", by=by)

    return deed


def turn(comment, by):
    services.change_sign(comment, "open-honest", "+", by=by)


@pytest.mark.parametrize(
    ("said", "deeds", "outcome"),
    [
        ({"wrong": ["timeliness"]}, [reject("timeliness")], Settled.AGREED),
        ({"wrong": ["timeliness"]}, [], Settled.KEPT),
        ({"wrong": ["timeliness"]}, [reject("open-honest")], Settled.KEPT),
        ({"wrong": ["open-honest"]}, [turn], Settled.AGREED),
        ({"wrong": ["timeliness", "open-honest"]}, [reject("timeliness")], Settled.PARTLY),
        ({"meant": "early-help"}, [add("early-help")], Settled.AGREED),
        ({"meant": "early-help"}, [], Settled.KEPT),
        ({"wrong": ["timeliness"], "meant": "early-help"}, [add("early-help")], Settled.PARTLY),
        ({"words": True}, [reject("timeliness")], Settled.AGREED),
        ({"words": True}, [], Settled.KEPT),
    ],
)
def test_what_became_of_a_correction_is_kept_with_it(comment, said, deeds, outcome):
    if said.get("words"):
        said = {"words": make_comment("It was about the house.", submission=comment.submission)}
    say(comment, **said)
    assert services.measure_corrections().waiting == 1
    reviewer = make_staff()
    for deed in deeds:
        deed(comment, reviewer)
    services.finish(comment, services.CODED, by=reviewer)
    db.session.commit()

    writers = services.measure_corrections()

    assert (writers.looked, writers.said, writers.waiting) == (1, 1, 0)
    assert writers.settled == {each: int(each == outcome) for each in Settled}
    assert writers.followed == int(outcome != Settled.KEPT)


def test_undoing_lets_the_correction_wait_again(comment):
    say(comment, wrong=["timeliness"])
    reviewer = make_staff()
    services.finish(comment, services.CODED, by=reviewer)
    services.undo_step(comment, by=reviewer)
    db.session.commit()
    assert services.measure_corrections().waiting == 1
    assert services.waiting_correction(comment) is not None

    services.reject(comment, "timeliness", by=reviewer)
    services.finish(comment, services.CODED, by=reviewer)
    db.session.commit()

    assert services.measure_corrections().settled[Settled.AGREED] == 1


def test_people_are_counted_once_and_tags_each_time(comment):
    other = make_read(comment.submission, make_staff())
    say(comment, wrong=["timeliness"], meant="early-help")
    say(other, wrong=["timeliness", "open-honest"])
    make_comment(withdrawn=True)

    writers = services.measure_corrections()

    assert (writers.looked, writers.said, writers.waiting) == (1, 1, 2)
    named = {each.item.code: (each.wrong, each.meant) for each in writers.tags}
    assert named["timeliness"] == (2, 0)
    assert named["open-honest"] == (1, 0)
    assert named["early-help"] == (0, 1)
    assert set(named.values()) == {(2, 0), (1, 0), (0, 1), (0, 0)}


def test_what_was_settled_before_we_kept_how_is_told_apart(comment):
    db.session.add(
        Correction(
            comment_id=comment.id, wrong=["timeliness"], settled_on=comment.submission.received_on
        )
    )
    db.session.commit()

    writers = services.measure_corrections()

    assert (writers.waiting, writers.settled_before, sum(writers.settled.values())) == (0, 1, 0)


def many_writers(looked, said, agreed=0):
    reviewer = make_staff()
    for number in range(looked):
        comment = make_read(make_submission(commit=False), reviewer)
        services.note_look(comment.submission)
        if number < said:
            services.correct(comment, wrong=["timeliness"], meant=None, words=None)
            if number < agreed:
                services.reject(comment, "timeliness", by=reviewer)
            services.finish(comment, services.CODED, by=reviewer)
    db.session.commit()


@pytest.mark.parametrize(
    ("looked", "said", "expected"),
    [
        (9, 9, ["understood: fewer than 10 people.", "meant: fewer than 10 people."]),
        (33, 9, ["understood: about 35 people.", "meant: fewer than 10 people."]),
        (28, 12, ["understood: about 30 people.", "meant: about 10 people."]),
    ],
)
def test_the_public_is_told_of_few_writers_that_they_are_few(client, app, looked, said, expected):
    many_writers(looked, said)

    page = text_of(client.get(PAGE).text)

    for sentence in expected:
        assert sentence in page
    assert "That is" not in page


def test_the_public_and_staff_are_told_what_many_writers_say(app, client):
    many_writers(40, 14, agreed=11)

    page = text_of(client.get(PAGE).text)
    assert "Looked at what we understood: about 40 people." in page
    assert "Said that it is not what they meant: about 15 people. That is 38 of 100." in page
    assert "agreed and changed the tags: about 10 times." in page
    assert "kept the tags: fewer than 10 times." in page

    staff, _person = sign_in(app, RoleName.BOARD)
    page = text_of(staff.get("/staff/accuracy").text)
    assert "People who looked 40" in page
    assert "it is not what they meant 14 0.35 (0.22–0.50) n = 40" in page
    assert "The reviewer agreed 11" in page
    assert "The reviewer kept the tags fewer than 5" in page
    assert "Called wrong" in page


def test_measuring_asks_the_database_as_few_questions_of_much_as_of_little(app, first, second):
    def questions():
        asked = []

        def note(*facts):
            asked.append(facts[2])

        sa.event.listen(db.engine, "before_cursor_execute", note)
        services.measure_accuracy()
        services.measure_corrections()
        sa.event.remove(db.engine, "before_cursor_execute", note)
        return len(asked)

    few = questions()
    many_writers(20, 10)
    for _ in range(20):
        read_twice(first, second, said=[("safe", "+")], found=[("safe", "+")])
    db.session.commit()

    assert questions() == few

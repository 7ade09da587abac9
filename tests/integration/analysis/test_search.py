"""Search: found by words and filters, by whoever may read them; what was typed stays private."""

import logging
import re

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.accounts.models import RoleName
from app.analysis import services
from app.analysis.jobs import forget_searches, keep_index
from app.analysis.models import StoredSearch
from app.analysis.services import Criteria, finding
from app.analysis.services.asking import parse
from app.db import checkpoint, db, today, utc_now
from app.responses.models import (
    Channel,
    Recording,
    ScreenState,
    Style,
    Submission,
    WhoseWords,
)
from tests.conftest import token_in
from tests.integration.factories import (
    make_comment,
    make_redaction,
    make_staff,
    make_submission,
    make_tag,
    make_theme,
)
from tests.integration.sign_in import sign_in

CANARY = "zqcanary7f3a91d2b8e64c05a1f9zq77"


def found(*, masked=False, **criteria) -> set[str]:
    keep_index()
    page = services.find(Criteria(**criteria), only_reviewed=masked)
    return {row.comment.id for row in page.rows}


def look_for(client, follow=True, **fields):
    """Type into the form and press Search."""
    page = client.get("/staff/search")
    return client.post(
        "/staff/search",
        data={"csrf_token": token_in(page.text), **fields},
        follow_redirects=follow,
    )


def test_words_are_found_with_their_endings_and_together(app):
    waiting = make_comment("We waited ten months and nobody rang.")
    school = make_comment("The school was kind, not only once.")

    assert found(words="waiting month") == {waiting.id}
    assert found(words="SCHOOL") == {school.id}
    assert found(words="waited school") == set()
    assert found(words='"nobody rang"') == {waiting.id}
    assert found(words="“nobody rang”") == {waiting.id}
    assert found(words='"rang nobody"') == set()
    assert found(words="“rang nobody”") == set()
    assert found(words="-school") == {waiting.id}
    assert found(words="nobo*") == {waiting.id}
    assert found(words="not") == {school.id}
    assert found(words="***") == set()
    assert found() == {waiting.id, school.id}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    asked=st.one_of(st.text(max_size=60), st.text("\"*()-:^{}+ ANDORNEAR'\\&|!<>a", max_size=30))
)
def test_no_way_of_asking_is_an_error(app, asked):
    for masked in (False, True):
        assert services.find(Criteria(words=asked), only_reviewed=masked).total == 0


def test_what_was_asked_is_read_in_words_and_phrases():
    terms = parse('wait* "ten months" -school don\'t "unfinished phrase')

    assert [(term.words, term.is_excluded, term.is_beginning) for term in terms] == [
        (("wait",), False, True),
        (("ten", "months"), False, False),
        (("school",), True, False),
        (("don", "t"), False, False),
        (("unfinished", "phrase"), False, False),
    ]


def test_every_filter_narrows(app):
    staff = make_staff()
    submission = make_submission(
        survey="other", days_ago=40, role="child", style=Style.EASY, whose_words=WhoseWords.GROUP
    )
    submission.channel = Channel.GROUP
    one = make_comment("Uno", submission=submission, reviewed_by=staff)
    make_tag(one, "listen", "-", accepted_by=staff)
    theme = make_theme(comments=[one])
    polish = make_comment("Dzień dobry", language="pl")
    make_tag(polish, "listen", "+", rejected_by=staff)
    make_tag(polish, "timeliness", strength="maybe")

    for criteria in (
        {"code": "listen"},
        {"sign": "-"},
        {"code": "listen", "sign": "-"},
        {"theme": str(theme.id)},
        {"survey": "other"},
        {"question": f"other/{one.question_code}"},
        {"channel": "group"},
        {"style": "easy"},
        {"whose": "group"},
        {"role": "child"},
        {"status": "reviewed"},
        {"status": "coded"},
        {"until": str(today().replace(year=today().year) - (today() - submission.received_on))},
    ):
        assert found(**criteria) == {one.id}, criteria
    assert found(language="pl") == {polish.id}
    assert found(status="to-review") == {polish.id}
    assert found(since=str(today())) == {polish.id}
    for nonsense in (
        {"code": "no-such-tag"}, {"channel": "pigeon"}, {"theme": "9" * 40},
        {"status": "coded", "sign": "+"}, {"code": "timeliness"}, {"question": "other/none"},
    ):  # fmt: skip
        assert found(**nonsense) == set(), nonsense
    assert found(since="no day") == {one.id, polish.id}


def test_a_childs_own_words_are_found_as_theirs_and_not_as_their_familys(app):
    """F11: an adult's account and a child's words are never counted together."""
    adults = make_comment("The school said nothing", whose_words=WhoseWords.NOT_SAID)
    childs = make_comment("It is too loud", submission=adults.submission, is_childs=True)

    assert found(role="parent") == {adults.id}
    assert found(role="young-person") == {childs.id}
    assert found(whose="childs-own") == {childs.id}
    assert found(whose="not-said") == {adults.id}


def test_what_was_spoken_is_found_by_how_it_came(app):
    typed = make_comment("We wait")
    spoken = make_comment("We wait and wait", submission=typed.submission)
    db.session.add_all(
        Recording(
            submission_id=each.submission_id, question_code="q", seconds=9, comment_id=comment
        )
        for each, comment in ((spoken, spoken.id), (make_comment("Paper"), None))
    )
    db.session.commit()

    assert found(channel="spoken") == {spoken.id}
    assert found(channel="spoken", words="nothing") == set()
    reader, _person = sign_in(app, RoleName.REVIEWER)
    assert '<option value="spoken">Spoken, then written down' in reader.get("/staff/search").text


def test_every_language_that_somebody_wrote_in_can_be_chosen(app):
    arabic = make_comment("شكرا", language="ar")
    make_comment("?!", language="und")
    reader, _person = sign_in(app, RoleName.REVIEWER)

    page = reader.get("/staff/search").text

    assert '<option value="ar">Arabic' in page
    assert '<option value="ur">' in page
    assert page.count('<option value="en">') == 1
    assert '"und"' not in page
    assert look_for(reader, language="ar").text.count("sd-their-words") == 1
    assert found(language="ar") == {arabic.id}


@pytest.mark.parametrize("most_counted", [services.MOST_COUNTED, 30, 26, 25])
def test_pages_follow_each_other_and_miss_nothing(app, monkeypatch, most_counted):
    """Pages that lie further on than we counted, too."""
    monkeypatch.setattr(finding, "MOST_COUNTED", most_counted)
    made = {make_comment(days_ago=number // 7, commit=False).id for number in range(60)}
    db.session.commit()

    seen, after = [], ""
    while after is not None:
        page = services.find(Criteria(), only_reviewed=False, after=after)
        seen += [row.comment.id for row in page.rows]
        after = page.after

    assert len(seen) == 60
    assert set(seen) == made


def test_found_words_are_marked_and_far_ones_brought_near(app, client):
    reader, _person = sign_in(app, RoleName.REVIEWER)
    make_comment("<b>So</b> " + "it went on and on " * 60 + "until the taxi came. " + "Yes " * 90)
    keep_index()

    text = look_for(reader, words="taxis").text

    assert '<mark class="sd-found">taxi</mark>' in text
    assert "1 comment" in text
    assert "<b>So</b>" not in text
    snippet = re.search(r'class="sd-their-words".*?</p>', text, re.DOTALL)[0]
    assert "…" in snippet
    assert len(snippet) < 700


def test_what_was_typed_is_in_no_address_and_no_log(app, caplog):
    reader, _person = sign_in(app, RoleName.REVIEWER)
    with caplog.at_level(logging.DEBUG):
        answer = look_for(reader, follow=False, words=CANARY)
        page = reader.get(answer.location)

    assert CANARY not in answer.location
    assert CANARY not in caplog.text
    assert f'value="{CANARY}"' in page.text
    assert "No comment matches" in page.text


def test_somebody_elses_search_is_not_there(app):
    reader, _person = sign_in(app, RoleName.REVIEWER)
    other, _other = sign_in(app, RoleName.REVIEWER)
    address = look_for(reader, follow=False, words="taxi").location

    assert other.get(address).status_code == 404
    assert reader.get(address).status_code == 200


def test_a_search_is_saved_under_a_name_and_removed(app):
    reader, person = sign_in(app, RoleName.REVIEWER)
    address = look_for(reader, follow=False, words="taxi", status="reviewed").location
    token = token_in(reader.get(address).text)

    empty = reader.post(f"{address}/name", data={"csrf_token": token, "name": " "})
    assert empty.status_code == 422
    assert "Enter a name" in empty.text
    reader.post(f"{address}/name", data={"csrf_token": token, "name": "Taxis"})
    assert [each.name for each in services.list_searches(person)] == ["Taxis"]
    again = look_for(reader, follow=False, words="bus").location
    taken = reader.post(f"{again}/name", data={"csrf_token": token, "name": "TAXIS"})
    assert "You have a saved search with this name already" in taken.text
    db.session.execute(
        sa.update(StoredSearch).values(made_at=utc_now().replace(year=utc_now().year - 1))
    )
    db.session.commit()

    assert forget_searches() == 1
    assert 'href="' + address + '"' in reader.get("/staff/search").text
    reader.post(f"{address}/remove", data={"csrf_token": token})
    assert services.list_searches(person) == []


def test_too_many_words_are_said_so_and_kept(app):
    reader, _person = sign_in(app, RoleName.REVIEWER)

    answer = look_for(reader, words="word " * 90)

    assert answer.status_code == 422
    assert "too long" in answer.text
    assert "word word" in answer.text


def test_nobody_finds_what_is_masked_and_others_find_what_was_reviewed(app):
    staff = make_staff()
    text = "Mrs Oakley at school was kind."
    unread = make_comment(text)
    read = make_comment(text, reviewed_by=staff)
    open_one = make_comment(text, reviewed_by=staff, state=ScreenState.FLAGGED)
    for comment in (unread, read, open_one):
        make_redaction(comment, "Mrs Oakley")

    assert found(masked=True, words="kind") == {read.id}
    assert found(masked=True, words="Oakley") == set()
    assert found(masked=True, words="name") == {read.id}
    assert found(words="Oakley") == set()
    assert found(words="name kind") == {unread.id, read.id, open_one.id}

    reviewer, _person = sign_in(app, RoleName.REVIEWER)
    page = look_for(reviewer, words="kind").text
    assert page.count("[name] at school was") == 3
    assert "Oakley" not in page

    publisher, _person = sign_in(app, RoleName.PUBLISHER)
    page = look_for(publisher, words="kind").text
    assert "[name] at school was" in page
    assert "Oakley" not in page
    assert f"/staff/comments/{read.id}" not in page


def test_a_new_mask_hides_at_once_from_a_search(app):
    """Before the worker comes: neither the words nor that they were there."""
    staff = make_staff()
    comment = make_comment("Tarn Howe primary was kind.", reviewed_by=staff)
    assert found(masked=True, words="Howe") == {comment.id}

    services.add_redaction(comment, words="Tarn Howe", label="school", by=staff)
    db.session.commit()

    page = services.find(Criteria(words="Howe"), only_reviewed=True)
    assert list(page.rows) == []
    everything = services.find(Criteria(), only_reviewed=True)
    shown = "".join(piece.text for row in everything.rows for piece in row.pieces)
    assert shown == "[school] primary was kind."
    assert found(masked=True, words="Howe") == set()


def test_withdrawn_words_are_found_by_nobody_at_once(app):
    staff = make_staff()
    comment = make_comment("The taxi was late", reviewed_by=staff)
    assert found(words="taxi") == {comment.id}

    comment.submission.withdrawn_on = today()
    db.session.commit()

    for masked in (False, True):
        assert services.find(Criteria(words="taxi"), only_reviewed=masked).total == 0
        assert found(masked=masked, words="taxi") == set()


@pytest.mark.parametrize("way", ["erased", "withdrawn"])
def test_taken_back_words_leave_the_index_and_the_file(app, way):
    """R-RET-2: after the job and a checkpoint not one byte of the index holds them."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL indexes the row itself, and vacuums it away")
    staff = make_staff()
    for number in range(30):
        make_comment(f"Other words {number}", commit=False)
    comment = make_comment(f"Before {CANARY} after", reviewed_by=staff)
    keep_index()
    assert found(words=CANARY) == {comment.id}

    if way == "erased":
        db.session.execute(sa.delete(Submission).where(Submission.id == comment.submission_id))
    else:
        comment.submission.withdrawn_on = today()
    db.session.commit()
    keep_index()

    for table in ("content", "data", "idx", "docsize"):
        for row in db.session.execute(sa.text(f"SELECT * FROM comment_words_{table}")):  # noqa: S608
            assert CANARY.encode() not in b"".join(
                value if isinstance(value, bytes) else str(value).encode() for value in row
            )
    if way == "erased":
        db.session.rollback()
        checkpoint()
        folder = app.config["SETTINGS"].data_dir
        for path in folder.glob("test.db*"):
            assert CANARY.encode() not in path.read_bytes(), path.name

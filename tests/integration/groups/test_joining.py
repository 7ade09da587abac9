"""Everybody on their own device: a code leads in, a number is all the facilitator sees."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import RoleName
from app.audit import AuditEvent
from app.db import db, utc_now
from app.groups import jobs, services
from app.groups.joining import MOST_WRONG_CODES
from app.groups.models import GroupSession, GroupTaking
from app.groups.services import joining
from app.groups.services.joining import CODE_LENGTH, LETTERS
from app.responses import services as responses
from app.responses.models import Channel, Submission, WhoseWords
from app.surveys.models import Survey
from tests.conftest import token_in
from tests.integration.groups.conftest import PIN, URL, Session, code_in, every
from tests.integration.sign_in import sign_in
from tests.person import Person


def later(monkeypatch, moment):
    """Let the rules of joining believe that it is this moment."""
    monkeypatch.setattr(joining, "utc_now", lambda: moment)


UNKNOWN = "We cannot find that code."


def taken():
    return services.count_taken(every(GroupSession)[-1])


def test_a_code_leads_to_the_ordinary_survey_and_what_is_sent_is_counted(own, device):
    phone = device().join(own.code.lower())
    assert phone.url.startswith("/surveys/my-voice?")
    assert "Before you start" in phone.text, "what everybody agrees to is asked here too"

    phone.answer(like_doing="lego with my cousin")

    [submission] = every(Submission)
    [comment] = submission.comments
    assert comment.text == "lego with my cousin"
    assert (submission.channel, submission.style) == (Channel.WEB, "easy")
    assert submission.whose_words is WhoseWords.NOT_SAID, "one person's words, not the group's"
    assert "1 of 5" in own.look()


def test_what_is_sent_for_a_group_is_screened_like_any_other(own, device):
    device().join(own.code).answer(like_doing="her uncle hits her")

    assert every(Submission)[0].comments[0].screen_level == "urgent"


def test_the_facilitator_sees_a_number_and_no_word_of_anybody(own, device):
    device().join(own.code).answer(like_doing="zebra crossing")
    words = own.look() + own.helper.open(URL).words + own.helper.open(f"{own.url}/close").words
    own.close()

    assert "zebra" not in words + own.helper.words


def test_nothing_that_is_kept_says_when_somebody_answered_or_in_which_order(own, device):
    device().join(own.code).answer()
    columns = {column.name for column in GroupTaking.__table__.columns}
    assert columns == {"submission_id", "group_session_id"}
    assert GroupTaking.__table__.dialect_options["sqlite"]["with_rowid"] is False

    own.close()
    assert (own.row.join_code, own.row.join_until) == (None, None), "nor the hour of the meeting"
    event = db.session.scalar(
        sa.select(AuditEvent).where(AuditEvent.action == "submission.receive")
    )
    assert event.at.hour == event.at.minute == 0


def test_a_device_is_counted_once_and_later_answers_are_for_no_group(own, device):
    phone = device().join(own.code).answer()
    phone.go("/surveys/my-voice").answer(like_doing="and again at home")

    assert len(every(Submission)) == 2
    assert taken() == 1


def test_a_double_click_is_one_person(own, device):
    phone = device().join(own.code).press("start", understood="y").press(like_doing="lego")
    phone.skip_to("check-your-answers")
    sent = phone.hidden() | {"go": "send"}
    phone.client.post(phone.url, data=sent)
    again = phone.client.post(phone.url, data=sent)

    assert "Thank you" in again.text
    assert (len(every(Submission)), taken()) == (1, 1)


def test_another_survey_is_not_counted_with_the_group(own, device):
    phone = device().join(own.code)
    phone.slug = "charter-check"
    phone.begin().skip_to("check-your-answers").send()

    assert len(every(Submission)) == 1
    assert taken() == 0


def test_no_letter_of_a_code_can_be_taken_for_another():
    assert not set("AEIOULSVQG0123456789") & set(LETTERS)
    assert len(LETTERS) ** CODE_LENGTH > 16_000_000


@pytest.mark.parametrize("why", ["wrong", "closed", "stopped", "old", "full", "over", "renewed"])
def test_a_code_that_leads_nowhere_says_the_same_whatever_the_reason(own, device, why, monkeypatch):
    code = own.code
    if why == "wrong":
        code = "BBBBBB" if code != "BBBBBB" else "CCCCCC"
    elif why == "closed":
        device().join(code).answer()
        own.close()
    elif why == "stopped":
        own.helper.open(own.url).press("Stop this code")
    elif why == "renewed":
        own.helper.open(own.url).press("Make a new code")
    elif why == "full":
        monkeypatch.setattr(joining, "MOST_PEOPLE", 0)
    elif why == "over":
        db.session.execute(sa.update(Survey).values(closes_on=utc_now().date() - timedelta(days=1)))
        db.session.commit()
    else:
        later(monkeypatch, utc_now() + timedelta(hours=8, seconds=1))
    phone = device().join(code)

    assert UNKNOWN in phone.text
    assert "my-voice" not in phone.text
    assert f'value="{code}"' in phone.page.text, "what was typed is still there"


def test_a_code_works_until_eight_hours_are_over(own, device, monkeypatch):
    later(monkeypatch, utc_now() + timedelta(hours=7, minutes=59))

    assert "/surveys/" in device().join(own.code).url


def test_codes_cannot_be_guessed_by_trying(own, device):
    phone = device()
    for _try in range(MOST_WRONG_CODES):
        phone.join("ZZZZZZ")

    assert phone.join("ZZZZZZ").page.status_code == 429
    assert phone.join(own.code).page.status_code == 429, "nor found out by going on"


def test_the_worker_forgets_codes_that_are_past_their_time(own, monkeypatch):
    assert jobs.forget_old_codes() == 0
    later(monkeypatch, utc_now() + timedelta(hours=9))

    assert jobs.forget_old_codes() == 1
    assert own.code is None


def test_a_stopped_code_can_be_replaced_by_a_new_one(own, device):
    old = own.code
    own.helper.open(own.url).press("Stop this code")
    assert "Nobody can join now" in own.look()
    own.helper.press("Make a new code")

    assert own.code not in {None, old}
    assert "/surveys/" in device().join(own.code).url


def test_closing_tells_how_many_took_part_and_gives_a_code(own, device):
    for _person in range(2):
        device().join(own.code).answer()
    code = own.close()

    assert "2 of 5 people took part" in own.helper.words
    assert services.find_closed(code).id == own.row.id
    assert responses.find_submission(code) is None, "the group's code opens nobody's words"


def test_a_session_nobody_answered_is_not_closed_but_thrown_away(own):
    own.press("close", "Close the session")
    assert "Nobody has sent answers yet" in own.helper.words
    own.throw_away()

    assert every(GroupSession) == []


def test_a_session_that_somebody_answered_is_not_thrown_away(own, device):
    device().join(own.code).answer()
    own.throw_away()

    assert "Close the session instead" in own.helper.words
    assert len(every(GroupSession)) == 1


def test_who_sends_after_the_end_is_heard_and_not_counted(own, device):
    early, late = device().join(own.code), device().join(own.code)
    early.answer()
    own.close()
    late.answer(like_doing="I was slow")

    assert len(every(Submission)) == 2
    assert taken() == 1


def test_another_facilitator_cannot_watch_close_or_change_it(app, own):
    other, _user = sign_in(app, RoleName.FACILITATOR)
    sent = {"csrf_token": token_in(other.get(URL).text)}
    before = own.code
    for path in ("", "/close", "/discard"):
        assert other.get(own.url + path).status_code == 404
    for path in ("/code", "/use-this-device", "/discard", "/close", "/lock"):
        assert other.post(own.url + path, data=sent).status_code == 404

    assert own.code == before


def test_a_group_that_comes_back_is_linked_to_what_it_did_before(own, device):
    device().join(own.code).answer()
    code, first = own.close(), own.row.id
    own.helper.open(URL).press("Find what it did last time", {"The group’s code": code.lower()})
    assert "Last time, on" in own.helper.words
    own.helper.press("Begin", {"people": "4", "pin": "97531"})

    second = next(each for each in every(GroupSession) if each.id != first)
    assert (second.follows_id, second.people, second.way) == (first, 4, "own")
    assert "This group was here before" in own.helper.words


def test_another_facilitator_can_go_on_with_a_group_that_has_its_code(app, own, device):
    device().join(own.code).answer()
    code, first = own.close(), own.row.id
    other, _user = sign_in(app, RoleName.FACILITATOR)
    person = Person(other).open(URL)
    person.press("Find what it did last time", {"The group’s code": code})
    person.press("Begin", {"pin": PIN})

    assert first in {each.follows_id for each in every(GroupSession)}


def test_a_wrong_code_of_a_group_is_said_beside_it_and_nothing_begins(own):
    own.helper.open(URL).press("Find what it did last time", {"The group’s code": "AAAA"})
    assert "We cannot find that code" in own.helper.words
    plan = {"survey": "my-voice", "people": "9", "way": "own", "style": "easy", "language": "en"}
    token = token_in(own.helper.html)
    sent = plan | {"csrf_token": token, "earlier": "BBBB", "pin": PIN}
    page = own.client.post(URL, data=sent)

    assert "We cannot find that code" in page.text
    assert 'value="9"' in page.text
    assert len(every(GroupSession)) == 1


def test_a_survey_that_is_closed_cannot_be_answered_alone(app, library):
    db.session.execute(sa.update(Survey).values(closes_on=utc_now().date() - timedelta(days=1)))
    db.session.commit()

    assert "nobody can answer it alone" in Session(app, "own").helper.words
    assert every(GroupSession) == []


@pytest.mark.parametrize("way", ["hands", "own", "tablet"])
@pytest.mark.parametrize("pin", ["", "12", "abcd", "123456789"])
def test_every_way_of_running_a_session_needs_a_pin_of_digits(app, library, way, pin):
    client, _user = sign_in(app, RoleName.FACILITATOR)
    answers = {"survey": "My voice", "people": "5", "way": way, "pin": pin}
    person = Person(client).open(URL).press("Begin", answers)

    assert "Write a PIN of 4 to 8 digits" in person.words
    assert every(GroupSession) == []


def test_a_pin_is_kept_as_a_hash(tablet):
    assert PIN not in repr(db.session.execute(sa.text("SELECT * FROM group_session")).all())
    assert services.is_pin(tablet.row, PIN)
    assert not services.is_pin(tablet.row, "2469")


def test_the_page_that_closes_shows_its_code_this_once(own, device):
    device().join(own.code).answer()
    code = own.close()

    assert code_in(own.helper.html) == code
    assert code not in own.helper.open(URL).html


def test_a_code_that_was_typed_stays_when_the_page_is_read_in_another_language(own, device):
    phone = device().go("/join")
    phone.press("lang:pl", code=own.code)
    assert 'lang="pl"' in phone.text
    assert f'value="{own.code}"' in phone.text
    phone.press("join", code=own.code)
    assert phone.url.startswith("/surveys/my-voice")
    assert 'lang="pl"' in phone.text

"""A sub-group's meeting: its pack since the last one, and decisions that are actions at once."""

import io

import docx
import pytest

from app import pdf, word
from app.accounts.models import RoleName
from app.analysis.models import Status, ThemeComment
from app.db import db
from app.responses.models import Answer, Consent, Style
from app.surveys import services as surveys
from app.tracker import services
from app.tracker.models import ActionKind, Meeting
from app.tracker.services import ActionError
from tests.conftest import token_in
from tests.integration.factories import (
    make_comment,
    make_redaction,
    make_staff,
    make_submission,
    make_theme,
)
from tests.integration.sign_in import sign_in
from tests.integration.tracker.makers import facts, in_days, make_action, make_person

GROUP = "co-production"


def make_meeting(days=0, *, group=GROUP) -> Meeting:
    writer = make_person(RoleName.PUBLISHER)
    meeting = services.add_meeting(group_code=group, held_on=in_days(days), by=writer)
    db.session.commit()
    return meeting


def pack_of(meeting):
    return services.make_pack(meeting)


def test_a_meeting_is_added_on_a_page_once_a_day(app):
    browser, _user = sign_in(app, RoleName.PUBLISHER)
    token = token_in(browser.get("/staff/meetings/add").text)
    day = in_days(9)
    data = {"csrf_token": token, "group_code": GROUP}
    parts = {f"held_on-{part}": getattr(day, part) for part in ("day", "month", "year")}

    nothing = browser.post("/staff/meetings/add", data={"csrf_token": token}).text
    assert "Choose which group meets" in nothing
    assert "Give the day" in nothing
    assert "Give the day" in browser.post("/staff/meetings/add", data=data).text
    page = browser.post("/staff/meetings/add", data=data | parts, follow_redirects=True).text
    assert "Meeting pack: Co-production, Communication and Engagement" in page
    again = browser.post("/staff/meetings/add", data=data | parts).text
    assert "has a meeting on that day already" in again
    assert "Meeting pack" not in again


def test_a_pack_says_what_is_new_since_the_last_meeting_only(app):
    old = make_theme("Taxis", people=6, days_ago=50)
    make_theme("Lunch", people=7, days_ago=3)
    make_theme("Long ago", people=9, days_ago=80)
    for _each in range(5):
        db.session.add(ThemeComment(theme=old, comment=make_comment(days_ago=2)))
    make_theme("Another time", people=5, days_ago=3, withdrawn=True)
    make_meeting(-30)
    db.session.commit()

    pack = pack_of(make_meeting())

    news = {each.theme.name: (each.new_people, each.people, each.is_new) for each in pack.news}
    assert news == {"Lunch": (7, 7, True), "Taxis": (5, 11, False)}
    assert pack.people == 12


def test_the_page_masks_few_people(app):
    make_theme("Rare thing", people=3, days_ago=2)
    meeting = make_meeting()
    browser, _user = sign_in(app, RoleName.PARENT_REP)

    page = browser.get(f"/staff/meetings/{meeting.id}").text

    assert "Rare thing" in page
    assert "fewer than 5 people" in page
    assert "3 people" not in page


def test_a_pack_quotes_only_what_may_be_quoted_with_names_taken_out(app):
    reader = make_staff()
    quotable = make_comment("Mrs Oak said no to us.", days_ago=20, reviewed_by=reader)
    make_redaction(quotable, "Mrs Oak", status=Status.ACCEPTED, by=make_staff())
    kept_back = [
        make_comment("Too young to quote.", days_ago=3, reviewed_by=reader),
        make_comment("Counted only.", days_ago=20, reviewed_by=reader, consent=Consent.COUNT),
        make_comment("Not read yet.", days_ago=20),
        make_comment("Too long. " * 60, days_ago=20, reviewed_by=reader),
    ]
    make_theme("Taxis", comments=[quotable, *kept_back])
    meeting = make_meeting()
    browser, _user = sign_in(app, RoleName.YOUTH_REP)

    page = browser.get(f"/staff/meetings/{meeting.id}").text

    assert "[name] said no to us." in page
    assert "Mrs Oak" not in page
    for comment in kept_back:
        assert comment.text[:12] not in page


def test_a_pack_holds_silence_and_the_groups_own_promises(app):
    make_theme("Nobody answered", people=6, days_ago=40)
    make_action(promised_on=in_days(-3), title="Ours, late")
    make_action(promised_on=in_days(20), title="Ours, soon")
    make_action(promised_on=in_days(200), title="Ours, later")
    make_action(promised_on=in_days(-3), title="Not ours", owner_code="quality")
    meeting = make_meeting()
    pack = pack_of(meeting)

    assert [each.action.title for each in pack.overdue] == ["Ours, late"]
    assert [each.action.title for each in pack.due] == ["Ours, soon"]
    assert ("Nobody answered", 40) in {(each.theme.name, each.days) for each in pack.silent}


def test_a_pack_says_who_was_not_heard(app):
    for _each in range(5):
        make_submission(role="family", days_ago=1)
        make_submission(role="child", style=Style.EASY, days_ago=1)
    for _each in range(4):
        make_submission(role="grandparent", locale="pl", days_ago=1)
    for _each in range(5):
        make_submission(role="foster-carer", days_ago=1, withdrawn=True)
        make_submission(role="adopter", days_ago=90)

    missing = pack_of(make_meeting()).not_heard

    assert {"grandparent", "foster-carer", "adopter", "other-language"} <= set(missing)
    assert not {"parent", "young-person", "easy-read"} & set(missing)


def answer_charter(version, *, meeting, choice, days_ago=5):
    submission = make_submission(days_ago=days_ago)
    submission.survey_version_id = version
    submission.answers = [
        Answer(question_code="meeting", choices=[meeting]),
        Answer(question_code="was-listening", choices=[choice]),
    ]


def test_the_charter_check_of_the_last_meeting_shows_from_ten_answers_on(app):
    surveys.load_library()
    version, _definition = surveys.latest_definition(surveys.get_survey("charter-check"))
    make_meeting(-6)
    for choice in ["agree"] * 6 + ["disagree"] * 3 + ["does-not-apply"] * 4:
        answer_charter(version, meeting=GROUP, choice=choice)
    for _each in range(12):
        answer_charter(version, meeting="quality", choice="agree")
    meeting = make_meeting()
    assert pack_of(meeting).charter is None

    answer_charter(version, meeting=GROUP, choice="strongly-agree")
    db.session.commit()

    lines = pack_of(meeting).charter
    assert [(line.statement, line.agreed, line.people) for line in lines] == [
        ("People listened.", 7, 10)
    ]
    browser, _user = sign_in(app, RoleName.REVIEWER)
    page = browser.get(f"/staff/meetings/{meeting.id}").text
    assert "fewer than 10 people of about 10 people agreed" in page


def test_what_is_said_on_the_day_of_this_meeting_is_not_about_the_last(app):
    surveys.load_library()
    version, _definition = surveys.latest_definition(surveys.get_survey("charter-check"))
    make_meeting(-60)
    for _each in range(10):
        answer_charter(version, meeting=GROUP, choice="agree")
        answer_charter(version, meeting=GROUP, choice="disagree", days_ago=0)
    meeting = make_meeting()
    db.session.commit()

    assert [(line.agreed, line.people) for line in pack_of(meeting).charter] == [(10, 10)]


def test_a_group_that_the_charter_check_does_not_name_reads_what_was_said_of_other_meetings(app):
    surveys.load_library()
    version, _definition = surveys.latest_definition(surveys.get_survey("charter-check"))
    make_meeting(-6, group="youth-justice")
    meeting = make_meeting(group="youth-justice")
    for _each in range(10):
        answer_charter(version, meeting="other", choice="agree")
        answer_charter(version, meeting=GROUP, choice="disagree")
    db.session.commit()

    assert [(line.agreed, line.people) for line in pack_of(meeting).charter] == [(10, 10)]
    browser, _user = sign_in(app, RoleName.REVIEWER)
    page = browser.get(f"/staff/meetings/{meeting.id}").text
    assert "It does not name this group: these are the answers about" in page
    assert "“The SEND Board, or another meeting”" in page
    named = make_meeting()
    assert "It does not name this group" not in browser.get(f"/staff/meetings/{named.id}").text


DECISION = {
    "kind": "planned",
    "title": "Quieter halls",
    "what": "Halls get panels.",
    "place": "Six schools",
    "for_whom": "Pupils who find noise hard",
    "owner_title": "Head of buildings",
    "promised_on-day": "1",
    "promised_on-month": "9",
    "promised_on-year": "2030",
}


def test_decisions_become_actions_one_after_another(app, client):
    theme = make_theme("Noise", people=6)
    meeting = make_meeting()
    browser, _user = sign_in(app, RoleName.PUBLISHER)
    address = f"/staff/meetings/{meeting.id}/decide"
    data = {"csrf_token": token_in(browser.get(address).text), "theme": theme.id, **DECISION}

    page = browser.post(address, data=data).text
    assert "Choose at least one priority that it serves." in page
    data["item_codes"] = ["timeliness", "semh"]
    page = browser.post(address, data={**data, "place": ""}).text
    assert "Say where it happens." in page
    assert "Halls get panels." in page

    page = browser.post(address, data=data, follow_redirects=True).text
    assert "Quieter halls" in page
    assert 'value="Head of buildings"' not in page
    no = {**data, "kind": "cannot", "title": "A lift", "why": "No money.", "instead": "A ramp."}
    browser.post(address, data=no)

    actions = services.get_meeting(meeting.id).actions
    assert [(each.kind, each.owner_code) for each in actions] == [
        (ActionKind.PLANNED, GROUP),
        (ActionKind.CANNOT, GROUP),
    ]
    assert actions[0].decision == "Co-production, Communication and Engagement"
    assert actions[0].decided_on == meeting.held_on
    assert actions[0].themes == [theme]
    assert {item.code for item in actions[0].items} == {"timeliness", "semh"}
    assert services.list_actions(item="semh") == actions


def test_nothing_is_decided_in_a_meeting_that_is_still_to_come(app):
    theme = make_theme(people=3)
    meeting = make_meeting(5)

    with pytest.raises(ActionError, match="still to come"):
        services.decide(meeting, by=make_person(RoleName.PUBLISHER), **facts(theme))


@pytest.mark.parametrize(("days", "is_asked"), [(5, False), (0, True)])
def test_nobody_is_asked_for_decisions_before_the_day(app, days, is_asked):
    meeting = make_meeting(days)
    browser, _user = sign_in(app, RoleName.PUBLISHER)
    pack = browser.get(f"/staff/meetings/{meeting.id}").text
    page = browser.get(f"/staff/meetings/{meeting.id}/decide").text

    assert ("Write down decisions" in pack) == is_asked
    assert ("Write it down" in page) == is_asked
    assert ("still to come" in page) != is_asked


def test_what_is_missing_is_listed_as_the_page_asks_for_it(app):
    meeting = make_meeting()
    browser, _user = sign_in(app, RoleName.PUBLISHER)
    address = f"/staff/meetings/{meeting.id}/decide"
    page = browser.post(address, data={"csrf_token": token_in(browser.get(address).text)}).text

    assert page.index("Choose the theme") < page.index("Choose at least one priority")


def test_the_board_reads_no_pack(app):
    meeting = make_meeting()
    browser, _user = sign_in(app, RoleName.BOARD)

    assert browser.get(f"/staff/meetings/{meeting.id}").status_code == 403


@pytest.mark.skipif(not pdf.is_available(), reason="Pango is missing")
def test_a_pack_is_a_tagged_pdf(app):
    make_theme("Noise", people=6, days_ago=2)
    meeting = make_meeting()
    browser, _user = sign_in(app, RoleName.PUBLISHER)

    answer = browser.get(f"/staff/meetings/{meeting.id}/pdf")

    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    assert b"/StructTreeRoot" in answer.data or b"/ObjStm" in answer.data


def test_a_pack_is_a_word_document_that_says_what_the_page_says(app):
    make_theme("Taxis that come late", people=6, days_ago=2)
    make_theme("Rare thing", people=3, days_ago=2)
    meeting = make_meeting()
    browser, _user = sign_in(app, RoleName.PARENT_REP)

    assert "Keep it as a Word document" in browser.get(f"/staff/meetings/{meeting.id}").text
    answer = browser.get(f"/staff/meetings/{meeting.id}/word")

    assert answer.mimetype == word.KIND
    assert answer.headers["Content-Disposition"] == 'attachment; filename="meeting-pack.docx"'
    document = docx.Document(io.BytesIO(answer.data))
    headings = [each.text for each in document.paragraphs if each.style.name == "Heading 1"]
    assert headings[0] == "What is new"
    assert "Who we have not heard from" in headings
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert ["Taxis that come late New theme", "6 people", "6 people"] in cells
    assert ["Rare thing New theme", "fewer than 5 people", "fewer than 5 people"] in cells
    assert "Write down decisions" not in " ".join(each.text for each in document.paragraphs)


@pytest.mark.parametrize(
    ("group", "named"), [(GROUP, GROUP), ("youth-justice", "other"), ("workforce", "workforce")]
)
def test_a_pack_gives_a_link_to_the_charter_check_that_names_its_meeting(app, group, named):
    surveys.load_library()
    meeting = make_meeting(group=group)
    browser, _user = sign_in(app, RoleName.PARENT_REP)
    page = browser.get(f"/staff/meetings/{meeting.id}").text

    link = f"/surveys/charter-check?meeting={named}"
    assert f'{link}"' in page
    assert "A QR code that opens the charter check of this meeting" in page
    begun = app.test_client().get(link).text
    assert f'name="meeting" value="{named}"' in begun


def test_a_pack_gives_no_link_to_a_charter_check_that_is_not_open(app):
    surveys.load_library()
    surveys.get_survey("charter-check").closes_on = in_days(-1)
    meeting = make_meeting()
    browser, _user = sign_in(app, RoleName.PARENT_REP)

    assert "/surveys/charter-check" not in browser.get(f"/staff/meetings/{meeting.id}").text

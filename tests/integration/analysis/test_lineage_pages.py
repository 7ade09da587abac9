"""Merging, splitting and the story of a count, on their pages."""

from app.accounts.models import RoleName
from app.analysis import services
from app.analysis.models import InPublic
from app.db import db
from tests.conftest import token_in
from tests.integration.factories import make_comment, make_theme
from tests.integration.sign_in import sign_in
from tests.integration.tracker.makers import make_action, make_entry


def test_a_reviewer_merges_and_the_old_page_says_where_to(app):
    reader, _person = sign_in(app, RoleName.REVIEWER)
    one, two = make_theme("Long waits", people=2), make_theme("Nobody rings", people=1)
    address = f"/staff/themes/{one.id}/merge"
    token = token_in(reader.get(address).text)

    nothing = reader.post(address, data={"csrf_token": token, "into": ""})
    assert nothing.status_code == 422
    assert "Choose a theme" in nothing.text
    assert reader.post(address, data={"csrf_token": token, "into": "999999"}).status_code == 422
    done = reader.post(
        address, data={"csrf_token": token, "into": str(two.id)}, follow_redirects=True
    )

    assert "2 comments moved" in done.text
    assert "“Long waits” was merged into “Nobody rings”. Comments: 2." in done.text
    old = reader.get(f"/staff/themes/{one.id}").text
    assert "This theme was merged" in old
    assert f"/staff/themes/{one.id}/merge" not in old


def test_a_reviewer_splits_and_keeps_what_was_typed_when_something_is_missing(app):
    reader, _person = sign_in(app, RoleName.REVIEWER)
    theme = make_theme("100% transport", people=3)
    ids = [member.comment_id for member in theme.members]
    address = f"/staff/themes/{theme.id}/split"
    token = token_in(reader.get(address).text)
    sent = {"csrf_token": token, "name": "Taxis", "easy_read_name": "Late taxis"}

    missing = reader.post(address, data=sent)
    assert missing.status_code == 422
    assert "Tick at least one comment" in missing.text
    assert 'value="Late taxis"' in missing.text
    everything = reader.post(address, data=sent | {"comment": ids})
    assert "These are all of its comments" in everything.text
    done = reader.post(address, data=sent | {"comment": ids[:1]}, follow_redirects=True)

    assert "“Taxis” was split from “100% transport”. Comments: 1." in done.text
    assert services.voices_in([theme])[0] == 2


def test_what_is_split_from_a_name_that_nobody_may_read_is_not_public_either(app):
    reader, person = sign_in(app, RoleName.REVIEWER)
    theme = make_theme("At one small school", people=3)
    services.change_theme(
        theme,
        name=theme.name,
        easy_read_name="At school",
        description="",
        in_public=InPublic.NO,
        by=person,
    )
    db.session.commit()
    ids = [member.comment_id for member in theme.members]
    address = f"/staff/themes/{theme.id}/split"
    page = reader.get(address).text
    sent = {"csrf_token": token_in(page), "name": "Taxis", "easy_read_name": "Late taxis"}

    assert 'value="no" checked' in page
    reader.post(address, data=sent | {"comment": ids[:1]})
    open_to_all = sent | {"name": "Lunch", "in_public": "by-count", "comment": ids[1:2]}
    reader.post(address, data=open_to_all)

    names = {each.name: each.in_public for each in services.list_themes()}
    assert names["Taxis"] == InPublic.NO
    assert names["Lunch"] == InPublic.BY_COUNT


def test_comments_for_a_theme_that_was_merged_meanwhile_stay_where_they_are(app):
    reader, person = sign_in(app, RoleName.REVIEWER)
    one, two = make_theme("Long waits", people=2), make_theme("Nobody rings", people=1)
    comment = make_comment(reviewed_by=person)
    address = f"/staff/themes/{one.id}/comments"
    token = token_in(reader.get(address).text)
    services.merge_themes(one, two, by=person)
    db.session.commit()

    sent = {"csrf_token": token, "comment": comment.id}
    answer = reader.post(address, data=sent, follow_redirects=True)

    assert "This theme was merged into “Nobody rings”. Use that one." in answer.text
    assert services.themes_of(comment) == []


def test_the_story_of_a_published_count(app):
    publisher, person = sign_in(app, RoleName.PUBLISHER)
    theme = make_theme("Before", people=12)
    entry = make_entry(make_action(theme))
    services.change_theme(theme, name="After", easy_read_name="A", description="", by=person)
    db.session.commit()

    link = f"/staff/themes/counts/{entry.counted_at_step_id}"
    assert link in publisher.get(f"/staff/entries/{entry.id}").text
    page = publisher.get(link).text
    assert "Before" in page
    assert "The name was changed. It was “Before” before." in page
    assert page.count("12") >= 2
    assert publisher.get("/staff/themes/counts/999").status_code == 404
    assert publisher.get(f"/staff/themes/{theme.id}/merge").status_code == 403

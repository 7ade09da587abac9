"""The pages of suggested groups, as a browser without JavaScript uses them."""

import re

import sqlalchemy as sa

from app.accounts.models import RoleName
from app.analysis import services
from app.analysis.jobs_groups import keep_groups
from app.analysis.models import Grouping, SuggestedGroup, Theme
from app.db import db
from tests.conftest import token_in
from tests.integration.analysis.grouping import (
    ask_and_group,
    group_about,
    look_for_groups,
    make_read_comments,
    open_groups,
)
from tests.integration.factories import make_theme
from tests.integration.sign_in import sign_in


def press(client, group, do, **extra):
    """Press a button of the group's page."""
    url = f"/staff/themes/suggested/{group.grouping_id}/{group.id}"
    page = client.get(url).text
    data = {"csrf_token": token_in(page), "do": do, **extra}
    data.setdefault("seen", re.search(r'name="seen" value="(\d+)"', page)[1])
    return client.post(url, data=data)


def test_from_a_search_to_a_theme(app):
    make_read_comments()
    reader, _person = sign_in(app, RoleName.REVIEWER)
    token = token_in(reader.get("/staff/search").text)
    found = reader.post("/staff/search", data={"csrf_token": token, "words": "the"})
    page = reader.get(found.location).text
    assert "Look for groups" in page

    asked = reader.post(f"{found.location}/groups", data={"csrf_token": token_in(page)})
    assert "The machine is looking" in reader.get(asked.location).text
    assert "Being looked for" in reader.get("/staff/themes/suggested").text
    look_for_groups()

    page = reader.get(asked.location).text
    assert "Made by groups-1 (scikit-learn" in page
    assert "10 comments were compared." in page
    assert "Stability: " in page
    assert "Words: <strong" in page
    grouping = db.session.scalars(sa.select(Grouping)).one()
    group = group_about(grouping, "taxi")
    one = f"/staff/themes/suggested/{grouping.id}/{group.id}"
    assert one in page
    form = reader.get(f"{one}/theme")
    assert group.label in form.text
    data = {"csrf_token": token_in(form.text), "seen": group.size}
    nameless = reader.post(f"{one}/theme", data=data)
    assert nameless.status_code == 422
    assert "Enter a name in easy read" in nameless.text
    data |= {"name": "Drivers <b>change</b> 100%d", "easy_read_name": "New drivers"}
    done = reader.post(f"{one}/theme", data=data | {"in_public": "no"}, follow_redirects=True)

    assert "Drivers &lt;b&gt;change&lt;/b&gt; 100%d" in done.text
    assert "Comments that stand for it" in done.text
    assert "chosen by the machine" in done.text
    assert "A machine suggested them: groups-1" in done.text
    assert "In a theme" in reader.get(one).text
    assert reader.post(f"{one}/theme", data=data | {"name": "Other"}).status_code == 422
    assert len(db.session.scalars(sa.select(Theme)).all()) == 1


def test_a_group_is_changed_by_its_buttons(app):
    make_read_comments()
    reader, _person = sign_in(app, RoleName.REVIEWER)
    grouping = ask_and_group()
    group, other = group_about(grouping, "taxi"), group_about(grouping, "swimming")
    ids, sizes = services.member_ids(group), (group.size, other.size)

    nothing = press(reader, group, "take-out")
    assert nothing.status_code == 422
    assert "Tick at least one comment" in nothing.text
    everything = press(reader, group, "split", comment=ids)
    assert "Dismiss the group instead" in everything.text
    assert everything.text.count("checked") == len(ids)
    press(reader, group, "take-out", comment=ids[:1])
    assert "Not named yet" in reader.get(f"/staff/themes/suggested/{grouping.id}").text
    split = press(reader, group, "split", comment=ids[1:2])
    keep_groups()
    db.session.expire_all()

    new = db.session.get(SuggestedGroup, int(split.location.rpartition("/")[2]))
    assert (new.size, new.stability) == (1, None)
    assert "not measured: a person made this group" in reader.get(split.location).text
    assert group.size == sizes[0] - 2
    assert press(reader, new, "merge", into="").status_code == 422
    assert press(reader, new, "merge", into=str(new.id)).status_code == 422
    press(reader, new, "merge", into=str(other.id))
    db.session.expire_all()
    assert other.size == sizes[1] + 1
    assert (
        "measured before a person changed it"
        in reader.get(f"/staff/themes/suggested/{grouping.id}/{other.id}").text
    )
    assert "Open that group" in reader.get(split.location).text
    press(reader, other, "dismiss")
    assert [each.id for each in open_groups(grouping)].count(other.id) == 0
    press(reader, other, "bring-back")
    assert [each.id for each in open_groups(grouping)].count(other.id) == 1


def test_a_group_fills_a_theme_that_there_is(app):
    make_read_comments()
    reader, _person = sign_in(app, RoleName.REVIEWER)
    theme = make_theme("100%s taxis", people=1)
    group = group_about(ask_and_group(), "taxi")

    assert "Choose a theme" in press(reader, group, "fill", theme="").text
    assert press(reader, group, "fill", theme="999999").status_code == 422
    done = press(reader, group, "fill", theme=str(theme.id))

    assert done.location == f"/staff/themes/{theme.id}"
    assert services.voices_in([theme])[0] == 1 + group.size


def test_two_people_do_not_decide_twice(app):
    make_read_comments()
    reader, _person = sign_in(app, RoleName.REVIEWER)
    group = group_about(ask_and_group(), "taxi")
    press(reader, group, "dismiss")

    again = press(reader, group, "fill", theme=str(make_theme(people=1).id))
    assert again.status_code == 422
    assert "Somebody has decided about this group already" in again.text
    group = open_groups(group.grouping)[0]
    stale = press(reader, group, "dismiss", seen="999")
    assert "This group has changed since you opened it" in stale.text
    assert press(reader, group, "nonsense").status_code == 422
    assert press(reader, group, "bring-back").status_code == 422


def test_only_reviewers_ask_and_decide(app):
    make_read_comments()
    grouping = ask_and_group()
    publisher, _person = sign_in(app, RoleName.PUBLISHER)
    for address in ("", f"/{grouping.id}", f"/{grouping.id}/1", f"/{grouping.id}/1/theme"):
        assert publisher.get(f"/staff/themes/suggested{address}").status_code == 403
    reader, _person = sign_in(app, RoleName.REVIEWER)
    assert reader.get("/staff/themes/suggested/nonsense").status_code == 404
    assert reader.get(f"/staff/themes/suggested/{grouping.id}/999").status_code == 404


def test_what_did_not_work_can_be_tried_again(app):
    make_read_comments()
    reader, person = sign_in(app, RoleName.REVIEWER)
    asked = services.ask_for_groups(services.Criteria(), by=person)
    asked.tries = 3
    db.session.commit()
    address = f"/staff/themes/suggested/{asked.id}"
    page = reader.get(address).text
    assert "could not finish" in page
    assert "Did not work" in reader.get("/staff/themes/suggested").text

    reader.post(f"{address}/again", data={"csrf_token": token_in(page)})
    look_for_groups()

    assert "15 comments were compared." in reader.get(address).text


def test_a_person_chooses_what_stands_for_a_theme(app):
    reader, _person = sign_in(app, RoleName.REVIEWER)
    theme = make_theme("Long waits", people=6)
    ids = [member.comment_id for member in theme.members]
    token = token_in(reader.get(f"/staff/themes/{theme.id}").text)

    def choose(comment_id, do="choose"):
        return reader.post(
            f"/staff/themes/{theme.id}/typical/{comment_id}",
            data={"csrf_token": token, "do": do},
            follow_redirects=True,
        ).text

    assert "chosen by a person" in choose(ids[0])
    for each in ids[1:5]:
        choose(each)
    assert "5 comments stand for this theme. Take one of them away first." in choose(ids[5])
    choose(ids[0], "drop")
    db.session.expire_all()
    assert {comment.id for comment, _by in services.typical_comments(theme)} == set(ids[1:5])
    assert "not in the theme any more" in choose("nonsense")
    # They go along when comments move.
    into = make_theme("Waiting", people=1)
    services.merge_themes(theme, into, by=_person)
    assert {comment.id for comment, _by in services.typical_comments(into)} == set(ids[1:5])

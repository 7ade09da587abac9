"""Words of an entry that name a promised date which has moved since."""

from datetime import date

import pytest

from app.accounts.models import RoleName
from app.db import db
from app.tracker import services
from tests.integration.sign_in import sign_in
from tests.integration.tracker.makers import make_action, make_entry


@pytest.mark.parametrize(
    ("words", "is_named"),
    [
        ("We promise it by 4 February 2027.", True),
        ("It comes on 4 February.", True),
        ("Ready by 04/02/2027, we said.", True),
        ("Since 4 February 2019 nothing was done.", False),
        ("On 14 February 2027 we meet.", False),
        ("On 14/02/2027 we meet.", False),
        ("We promise it by 30 April 2027.", False),
        ("", False),
    ],
)
def test_words_that_name_a_date_which_has_moved_are_pointed_out(app, words, is_named):
    old, new = date(2027, 2, 4), date(2027, 4, 30)
    client, writer = sign_in(app, RoleName.PUBLISHER)
    action = make_action(promised_on=old)
    entry = make_entry(action, what_next=words, easy_read_what_next="Soon." if words else "")
    said = "still name 4 February 2027"
    assert services.moved_dates_named(entry) == [], "it has not moved yet"
    services.change_promised_date(action, new_date=new, reason="We need a room.", by=writer)
    db.session.commit()

    assert services.moved_dates_named(entry) == ([old] if is_named else [])
    for page in (f"/staff/entries/{entry.id}", f"/staff/actions/{action.id}"):
        assert (said in client.get(page).text) is is_named


def test_a_translation_that_names_a_date_which_has_moved_is_pointed_out_too(app):
    action = make_action(promised_on=date(2027, 2, 4))
    entry = make_entry(action)
    words = {"what_next": "Obiecujemy do 4 lutego 2027."}
    seen = services.fingerprint(entry, "pl")
    services.save_translation(entry, "pl", words, is_checked=False, seen=seen, by=entry.author)
    by = entry.author
    services.change_promised_date(action, new_date=date(2027, 4, 30), reason="Ill.", by=by)
    services.change_promised_date(action, new_date=date(2027, 2, 4), reason="A mistake.", by=by)
    assert services.moved_dates_named(entry) == [], "it is the date that is promised again"
    services.change_promised_date(action, new_date=date(2027, 5, 1), reason="Ill.", by=by)
    assert services.moved_dates_named(entry) == [date(2027, 2, 4)]

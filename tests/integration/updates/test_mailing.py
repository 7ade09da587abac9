"""News by mail: what is followed, never twice, not too much; mail may be down (T-MAIL-1)."""

import sqlalchemy as sa

from app import mail
from app.accounts.models import RoleName
from app.db import begin_write, db
from app.tracker import services as tracker
from app.tracker.models import ActionKind
from app.updates import services
from app.updates.jobs import forget_followers, send_updates
from app.updates.models import Follow, Follower
from tests.integration.factories import make_theme
from tests.integration.tracker.makers import (
    WORDS,
    facts,
    in_days,
    make_action,
    make_person,
    make_published_entry,
)
from tests.integration.updates.conftest import ask_for, press


def withdraw(entry):
    tracker.withdraw_entry(entry, by=entry.author, reason="It was wrong.")
    db.session.commit()


def test_whoever_follows_everything_is_told_once(sink, follow, later):
    follow("all")
    entry = make_published_entry()

    assert send_updates() == 1
    later(days=1)
    assert send_updates() == 0
    message = sink.mails[0]
    assert f"http://localhost:8000/you-said-we-did/{entry.slug}" in message.get_content()
    assert "a new answer" in message.get_content()
    assert message["Subject"] == "There is something new"


def test_a_mail_holds_days_and_addresses_and_nobodys_words(sink, follow):
    follow("all")
    theme = make_theme("School taxis", people=12)
    make_published_entry(make_action(theme, title="Taxis on time"))
    send_updates()

    text = sink.mails[0].get_content() + sink.mails[0]["Subject"]
    words = [str(value) for name, value in WORDS.items() if name != "pictures"]
    for said in [*words, "School taxis", "Taxis on time", "We waited ten months"]:
        assert said not in text, said


def test_a_priority_and_a_theme_are_told_of_what_is_theirs_only(sink, follow, later):
    theme = make_theme("School taxis", people=12, days_ago=60)
    follow("priority:timeliness", address="priority@example.org")
    follow(f"theme:{theme.id}", address="theme@example.org", query=f"?theme={theme.id}")
    follow("priority:slcn", address="other@example.org")
    make_published_entry(make_action(item_codes=["timeliness"]))
    assert send_updates() == 1
    later(hours=2)
    make_published_entry(make_action(theme, item_codes=["listen"]))
    assert send_updates() == 1

    told = [message.recipients for message in sink.mails]
    assert told == [["priority@example.org"], ["theme@example.org"]]


def test_a_theme_that_was_merged_is_still_followed(sink, follow):
    theme = make_theme("School taxis", people=12, days_ago=60)
    other = make_theme("Taxis", people=12, days_ago=60)
    follow(f"theme:{theme.id}", query=f"?theme={theme.id}")
    theme.merged_into = other
    db.session.commit()
    make_published_entry(make_action(other))

    assert send_updates() == 1


def test_changes_and_withdrawals_are_told_and_drafts_are_not(sink, follow, later):
    entry = make_published_entry()
    follow("all")
    make_action()
    assert send_updates() == 0

    tracker.change_promised_date(entry.action, new_date=in_days(90), reason="Ill.", by=entry.author)
    db.session.commit()
    assert send_updates() == 1
    assert "an answer has changed" in sink.mails[-1].get_content()
    later(hours=2)
    withdraw(entry)
    assert send_updates() == 1
    assert "an answer was withdrawn" in sink.mails[-1].get_content()


def test_nobody_gets_a_mail_because_a_language_came(sink, follow):
    entry = make_published_entry()
    follow("all")
    seen = tracker.fingerprint(entry, "pl")
    tracker.save_translation(
        entry, "pl", {"title": "Plan"}, is_checked=False, seen=seen, by=entry.author
    )
    db.session.commit()

    assert send_updates() == 0


def test_several_changes_of_one_entry_are_one_line(sink, follow):
    follow("all")
    entry = make_published_entry()
    for days in (70, 80):
        tracker.change_promised_date(
            entry.action, new_date=in_days(days), reason="Ill.", by=entry.author
        )
    db.session.commit()
    send_updates()

    text = sink.mails[0].get_content()
    assert text.count("/you-said-we-did/") == 1
    assert "a new answer" in text


def test_nobody_gets_more_than_one_an_hour_and_three_a_day(sink, follow, later):
    follow("all")  # its mail counts too
    for _hour in range(8):
        make_published_entry()
        send_updates()
        send_updates()
        later(minutes=61)
    assert len(sink.mails) == 2

    later(days=1)
    assert send_updates() == 1
    assert sink.mails[-1].get_content().count("a new answer") == 6, "nothing was lost"


def test_no_more_than_so_many_go_in_an_hour_in_all(client, sink, later, monkeypatch):
    monkeypatch.setattr(mail, "MOST_AN_HOUR_IN_ALL", 3)
    for number in range(5):
        ask_for(client, "all", address=f"r{number}@example.org")

    assert send_updates() == 3
    later(minutes=61)
    assert send_updates() == 2


def test_reminders_and_updates_share_the_limit_of_an_address(client, sink, later):
    mail.note("rose@example.org")
    db.session.commit()
    ask_for(client, "all", address="Rose@example.org")

    assert send_updates() == 0
    later(minutes=61)
    assert send_updates() == 1


def test_a_server_that_refuses_loses_nothing_and_is_left_alone_for_a_while(
    client, sink, follow, later
):
    follow("all")
    make_published_entry()
    ask_for(client, "all", address="second@example.org")
    sink.is_broken, before = True, sink.connections
    for _sweep in range(5):
        assert send_updates() == 0
    assert sink.connections == before + 1

    sink.is_broken = False
    later(minutes=16)
    assert send_updates() == 2
    assert sorted(str(message["Subject"]) for message in sink.mails) == [
        "Is this your e-mail address?",
        "There is something new",
    ]


def test_the_page_answers_when_the_server_is_away(client, sink):
    sink.close()

    assert "Look in your e-mail" in ask_for(client, "all").text
    assert send_updates() == 0


def test_a_worker_that_dies_between_sending_and_noting_never_tells_twice(
    sink, follow, later, monkeypatch
):
    follow("all")
    make_published_entry()

    class KilledError(BaseException):
        """The worker is gone."""

    real = mail.send

    def send_and_die(**message):
        real(**message)
        raise KilledError

    monkeypatch.setattr(mail, "send", send_and_die)
    try:
        send_updates()
    except KilledError:
        db.session.rollback()
    monkeypatch.setattr(mail, "send", real)
    later(hours=3)

    assert send_updates() == 0
    assert len(sink.mails) == 1


def test_two_workers_do_not_send_one_letter_twice(sink, follow):
    follow("all")
    make_published_entry()
    begin_write()
    due = services.due_followers()
    first = services.take_letter(due[0])
    db.session.commit()
    begin_write()
    second = services.take_letter(due[0])

    assert first is not None
    assert second is None


def test_switched_off_nothing_goes_and_what_was_missed_is_told_when_it_is_on_again(
    sink, follow, later
):
    follow("all")
    admin = make_person(RoleName.ADMIN)
    services.switch_updates(is_on=False, by=admin)
    db.session.commit()
    make_published_entry()
    assert send_updates() == 0
    services.switch_updates(is_on=True, by=admin)
    db.session.commit()

    assert send_updates() == 1


def test_a_month_after_it_was_switched_off_the_addresses_are_gone(sink, follow, later):
    follow("all")
    services.switch_updates(is_on=False, by=make_person(RoleName.ADMIN))
    db.session.commit()
    later(days=29)
    assert forget_followers() == 0
    later(days=1)

    assert forget_followers() == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Follow)) == 0


def test_a_theme_with_its_last_answer_is_forgotten_after_thirty_days(sink, follow, later):
    theme = make_theme("School taxis", people=12, days_ago=60)
    action = make_action(theme)
    entry = make_published_entry(action)
    follow(f"theme:{theme.id}", query=f"?theme={theme.id}")
    later(days=40)
    assert forget_followers() == 0, "it is promised, not done"
    tracker.edit_action(
        action, by=entry.author, **facts(theme, kind=ActionKind.CANNOT, why="No.", instead="None.")
    )
    db.session.commit()
    later(days=31)

    assert forget_followers() == 1


def test_after_a_year_we_ask_again_and_without_a_yes_the_address_goes(client, sink, follow, later):
    path = follow("all")
    later(days=365)
    assert send_updates() == 1
    assert sink.mails[0]["Subject"] == "Do you still want updates?"
    assert send_updates() == 0
    assert "Yes, go on" in client.get(path).text
    later(days=30)

    assert forget_followers() == 1


def test_a_yes_after_a_year_keeps_it_for_one_more(client, sink, follow, later):
    path = follow("all")
    later(days=365)
    send_updates()
    press(client, path, "yes")
    later(days=31)

    assert forget_followers() == 0
    assert db.session.scalars(sa.select(Follower)).one().asked_again_on is None


def test_mails_are_in_the_language_and_style_of_whoever_asked(client, sink, follow):
    follow("all", query="?lang=pl&style=easy")
    make_published_entry()
    send_updates()

    text = sink.mails[0].get_content()
    assert "lang=pl" in text
    assert "style=easy" in text

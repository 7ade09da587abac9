"""The second step: codes from an app, recovery codes, and who may not go without."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from passlib.totp import TOTP

from app import create_app
from app.accounts.models import NEED_TWO_STEPS, RoleName, User
from app.audit import AuditEvent
from app.db import db
from tests.conftest import make_settings, token_in
from tests.integration.accounts.pages import PASSWORD, give_password, make_person, send
from tests.integration.sign_in import browser_of
from tests.page_reader import PageReader


def show_key(client) -> str:
    """Begin setting up an app; return the key that the page shows."""
    page = send(client, "/staff/second-step", setup="authenticator").text
    assert "<svg" in page
    return re.search(r"<code>([A-Z0-9 -]+)</code>", page)[1]


def code_for(key: str, *, steps_ahead=0) -> str:
    app = TOTP(key=key)
    return app.generate(app.normalize_time(None) + 30 * steps_ahead).token


def set_up(client) -> str:
    """Set up an app for someone who is signed in; return its key."""
    key = show_key(client)
    response = send(client, "/staff/code", code=code_for(key, steps_ahead=-1))
    assert response.location == "/staff/account", response.text
    return key


@pytest.fixture
def key(app):
    return set_up(browser_of(app, make_person(RoleName.REVIEWER)))


def at_the_code_page(app) -> PageReader:
    """A browser in which Sam has given the right password, and no code yet."""
    client = app.test_client()
    assert give_password(client).location == "/staff/code"
    return client


def test_a_password_alone_opens_nothing_once_a_second_step_is_set_up(app, key):
    client = at_the_code_page(app)

    assert client.get("/staff").status_code == 303


def test_the_right_code_opens_the_desk(app, key):
    client = at_the_code_page(app)

    response = send(client, "/staff/code", code=code_for(key))

    assert response.location == "/staff"
    assert client.get("/staff").status_code == 200


def test_a_code_with_a_space_in_the_middle_is_taken(app, key):
    code = code_for(key)

    response = send(at_the_code_page(app), "/staff/code", code=f"{code[:3]} {code[3:]}")

    assert response.location == "/staff"


def test_a_code_opens_the_door_once(app, key):
    code = code_for(key)
    send(at_the_code_page(app), "/staff/code", code=code)

    again = send(at_the_code_page(app), "/staff/code", code=code)

    assert "was used already" in again.text


def test_of_twenty_browsers_with_one_code_one_comes_in(app, key):
    clients = [at_the_code_page(app) for _number in range(3)]
    code = code_for(key)
    jobs = []
    for number in range(20):
        # Twenty posts from the three sessions: enough to race, and few enough to hash for.
        client = app.test_client()
        client.set_cookie("sid", clients[number % 3].get_cookie("sid").value)
        jobs.append((client, token_in(client.get("/staff/code").text)))
    db.session.commit()

    def post(job):
        client, token = job
        answer = client.post("/staff/code", data={"csrf_token": token, "code": code})
        return answer.location

    with ThreadPoolExecutor(20) as pool:
        locations = list(pool.map(post, jobs))

    assert locations.count("/staff") == 1


def test_wrong_codes_are_counted_and_the_password_does_not_reset_the_count(app, key):
    for _try in range(5):
        page = send(at_the_code_page(app), "/staff/code", code="000000").text
        assert "That code is not right" in page
    client = app.test_client()

    assert "Too many tries went wrong." in give_password(client).text


def test_the_code_page_is_shut_without_a_password(client):
    assert client.get("/staff/code").location == "/staff/sign-in"
    assert client.get("/staff/recovery-code").location == "/staff/sign-in"
    assert client.get("/staff/second-step").location == "/staff/sign-in"


def test_opening_the_code_page_signs_nobody_out(app):
    client = browser_of(app, make_person())

    assert client.get("/staff/code").location == "/staff/account"
    assert client.get("/staff").status_code == 200


def test_a_password_waits_ten_minutes_for_its_code(app, key):
    client = at_the_code_page(app)
    client.get("/staff/code")
    with client.session_transaction() as session:
        session["half_in_since"] -= 601

    assert client.get("/staff/code").location == "/staff/sign-in"


def make_recovery_codes(app) -> list[str]:
    client = browser_of(app, db.session.scalars(sa.select(User)).one())
    page = send(client, "/staff/recovery-codes", generate_new_codes="yes").text
    return re.findall(r"<code>([a-z0-9-]{29})</code>", page)


def test_a_recovery_code_opens_the_door_once(app, key):
    codes = make_recovery_codes(app)
    assert len(set(codes)) == 10

    client = at_the_code_page(app)
    assert send(client, "/staff/recovery-code", code=codes[0].upper()).location == "/staff"
    again = send(at_the_code_page(app), "/staff/recovery-code", code=codes[0])

    assert "was used already" in again.text
    assert "9 unused codes" in client.get("/staff/account").text


def test_recovery_codes_and_keys_are_not_in_the_database_as_they_are(app, key):
    codes = make_recovery_codes(app)

    rows = str(db.session.execute(sa.select(User.__table__)).all())
    for code in codes:
        assert code not in rows
        assert code.replace("-", "") not in rows
    assert key.replace("-", "").replace(" ", "") not in rows


def test_recovery_codes_are_shown_only_when_they_are_made(app, key):
    codes = make_recovery_codes(app)
    client = browser_of(app, db.session.scalars(sa.select(User)).one())

    assert codes[0] not in client.get("/staff/recovery-codes?show_codes=yes").text


def test_setting_up_needs_the_password_again_after_five_minutes(app):
    client = browser_of(app, make_person())
    with client.session_transaction() as session:
        session["fs_paa"] -= 301
        session.pop("fs_gexp", None)

    asked = client.get("/staff/second-step").location
    assert asked == "/staff/password-again?next=/staff/second-step"
    assert "That is not your password." in send(client, asked, password="wrong").text

    answer = send(client, asked, password=PASSWORD, next="/staff/second-step")
    assert answer.location == "/staff/second-step"
    assert client.get("/staff/second-step").status_code == 200


def test_a_second_step_that_is_not_forced_can_be_removed(app, key):
    client = browser_of(app, db.session.scalars(sa.select(User)).one())

    send(client, "/staff/second-step", setup="disable")

    assert "Your second step is removed." in client.get("/staff/account").text
    assert give_password(app.test_client()).location == "/staff"
    actions = set(db.session.scalars(sa.select(AuditEvent.action)))
    assert {"account.set-second-step", "account.remove-second-step"} <= actions


# In production

HERE = "https://send.example.org"


@pytest.fixture
def live(app, tmp_path):
    """Our application as it would run in production."""
    changes = {"public_base_url": HERE}
    if db.engine.dialect.name != "sqlite":  # one server: the test's own database, already empty
        changes["database_url"] = app.config["SETTINGS"].database_url
    application = create_app(make_settings(tmp_path, **changes))
    application.test_client_class = SecurePageReader
    with application.app_context():
        db.create_all()
        yield application
        db.session.remove()
        db.engine.dispose()


class SecurePageReader(PageReader):
    """A browser that comes over TLS."""

    def open(self, *args, **kwargs):
        return super().open(*args, base_url=HERE, **kwargs)


@pytest.mark.parametrize("role", sorted(NEED_TWO_STEPS))
def test_in_production_a_role_that_reads_comments_must_set_up_a_second_step(live, role):
    make_person(role)
    client = live.test_client()

    assert give_password(client).location == "/staff/second-step"
    assert client.get("/staff").status_code == 303


def test_in_production_the_second_step_can_be_set_up_while_signing_in(live):
    make_person(RoleName.REVIEWER)
    client = live.test_client()
    give_password(client)

    key = show_key(client)
    response = send(client, "/staff/code", code=code_for(key))

    assert response.location == "/staff"
    assert "You have no recovery codes." in client.get("/staff").text


def test_in_production_a_forced_second_step_cannot_be_removed(live):
    make_person(RoleName.REVIEWER)
    client = live.test_client()
    give_password(client)
    send(client, "/staff/code", code=code_for(show_key(client)))

    page = client.get("/staff/second-step").text
    client.post("/staff/second-step", data={"csrf_token": token_in(page), "setup": "disable"})

    assert "Remove my second step" not in page
    assert db.session.scalars(sa.select(User)).one().has_second_step


def test_in_production_others_may_sign_in_with_a_password(live):
    make_person(RoleName.BOARD)

    assert give_password(live.test_client()).location == "/staff"


def test_in_production_the_cookie_belongs_to_this_host_and_to_tls_only(live):
    make_person(RoleName.BOARD)

    cookie = give_password(live.test_client()).headers["Set-Cookie"]

    assert cookie.startswith("__Host-sid=")
    assert all(word in cookie for word in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"))
    assert "Domain" not in cookie
    assert "Expires" not in cookie


# Demo accounts


def test_a_production_start_serves_nothing_while_demo_accounts_exist(live, caplog):
    make_person(RoleName.BOARD, is_demo=True)

    assert live.test_client().get("/staff/sign-in").status_code == 503
    assert live.test_client().get("/health").status_code == 503
    assert "flask demo clear" in caplog.text


def test_it_serves_once_they_are_gone(live):
    demo = make_person(RoleName.BOARD, is_demo=True)
    assert live.test_client().get("/staff/sign-in").status_code == 503

    db.session.delete(demo)
    db.session.commit()

    assert live.test_client().get("/staff/sign-in").status_code == 200


def test_a_demo_account_that_appears_later_cannot_sign_in_there(live):
    assert live.test_client().get("/staff/sign-in").status_code == 200
    make_person(RoleName.BOARD, is_demo=True)

    assert "do not go together" in give_password(live.test_client()).text


def test_on_this_machine_demo_accounts_sign_in_without_a_second_step(client):
    make_person(RoleName.REVIEWER, is_demo=True)

    assert give_password(client).location == "/staff"

"""A production start refuses what would put people at risk, and says what to do instead."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest
import sqlalchemy as sa

from app import create_app
from app.accounts.sign_in import assert_no_demo_sign_ins
from app.config import UnsafeSettingError
from app.db import db
from tests.bench.servers import ROOT
from tests.conftest import SECRET, make_settings
from tests.security.real import DATABASE, environ_of, rows

PUBLIC = "https://feedback.example.org"
BAD = {
    "a short secret": ({"SECRET_KEY": "short"}, "SECRET_KEY"),
    "a secret of spaces": ({"SECRET_KEY": " " * 40}, "SECRET_KEY"),
    "a secret of one letter": ({"SECRET_KEY": "a" * 40}, "SECRET_KEY"),
    "a secret to be changed": ({"SECRET_KEY": "change-me-change-me-change-me-change-me"}, "SECRET"),
    "no encryption": ({"PUBLIC_BASE_URL": "http://feedback.example.org"}, "https://"),
    "no encryption on the network": ({"PUBLIC_BASE_URL": "http://192.168.1.20:8000"}, "https://"),
    "no encryption, any address": ({"PUBLIC_BASE_URL": "http://0.0.0.0:8000"}, "https://"),
    "an address without a scheme": ({"PUBLIC_BASE_URL": "feedback.example.org"}, "PUBLIC_BASE_URL"),
    "an address of another kind": ({"PUBLIC_BASE_URL": "ftp://localhost"}, "PUBLIC_BASE_URL"),
    "an address without a host": ({"PUBLIC_BASE_URL": "https://"}, "PUBLIC_BASE_URL"),
    "an address with a password": ({"PUBLIC_BASE_URL": "https://me:pw@x.org"}, "PUBLIC_BASE_URL"),
    "an address with a path": ({"PUBLIC_BASE_URL": "https://x.org/a?b=c"}, "PUBLIC_BASE_URL"),
    "a port in words": ({"PORT": "eight"}, "PORT"),
    "a port that is none": ({"PORT": "99999"}, "PORT"),
    "debug mode": ({"PUBLIC_BASE_URL": PUBLIC, "FLASK_DEBUG": "1"}, "FLASK_DEBUG"),
    "a database in memory": ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL"),
    "a database of another kind": ({"DATABASE_URL": "mysql://db/x"}, "DATABASE_URL"),
    "mail of another kind": ({"MAIL_URL": "http://relay.example.org"}, "MAIL_URL"),
}


def start(folder, **environ):
    """Import wsgi as gunicorn does, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "import wsgi; print('started')"],
        cwd=ROOT,
        env=os.environ | environ_of(folder) | environ,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("environ", "named"), BAD.values(), ids=BAD)
def test_a_bad_setting_refuses_to_start_and_is_named(tmp_path, monkeypatch, environ, named):
    for name, value in (environ_of(tmp_path) | environ).items():
        monkeypatch.setenv(name, value)

    with pytest.raises(UnsafeSettingError, match=named):
        create_app()


def test_settings_made_by_hand_are_refused_too(tmp_path):
    with pytest.raises(UnsafeSettingError, match="SECRET_KEY"):
        create_app(replace(make_settings(tmp_path), secret_key="short"))


def test_a_refused_start_says_why_on_its_last_line_and_without_the_secret(tmp_path):
    secret = "short but private"
    ran = start(tmp_path, SECRET_KEY=secret)

    assert ran.returncode == 1
    assert "SECRET_KEY must have at least 32 characters" in ran.stderr.splitlines()[-1]
    assert secret not in ran.stderr


def test_good_settings_start(tmp_path):
    ran = start(tmp_path, PUBLIC_BASE_URL=PUBLIC)

    assert ran.stdout == "started\n"
    assert ran.stderr == ""


def test_demo_sign_ins_refuse_a_public_start(house):
    insert = (
        "INSERT INTO staff (display_name, is_demo, email, active, fs_uniquifier, last_code_step)"
        " VALUES ('Demo', 1, 'demo@demo.example', 1, 'x', 0) RETURNING id"
    )
    app = create_app(make_settings(house, database_url=f"sqlite:///{house}/{DATABASE}"))
    with app.app_context():
        db.session.execute(sa.text(insert))
        db.session.commit()
        assert_no_demo_sign_ins()  # on this machine's own address they may be there
        db.session.remove()
        db.engine.dispose()
    assert rows(house, "SELECT is_demo FROM staff") == [(1,)]

    ran = start(house, PUBLIC_BASE_URL=PUBLIC)

    assert ran.returncode == 1
    assert "Run `flask demo clear`" in ran.stderr.splitlines()[-1]


def test_the_demo_cannot_be_loaded_where_others_can_reach_us(tmp_path):
    settings = make_settings(tmp_path, public_base_url=PUBLIC)
    result = create_app(settings).test_cli_runner().invoke(args=["demo", "load"])

    assert result.exit_code == 1
    assert "this machine's own address" in result.output


def test_a_crash_shows_no_debugger_and_no_trace(tmp_path):
    app = create_app(make_settings(tmp_path, public_base_url=PUBLIC))
    app.view_functions["public.privacy"] = lambda: 1 / 0
    assert not app.debug
    assert not app.testing
    client = app.test_client()

    for path, status in (("/privacy", 500), ("/console", 404)):
        for query in ("", "?__debugger__=yes&cmd=resource&f=style.css"):
            response = client.get(path + query, base_url=PUBLIC)
            assert response.status_code == status
            page = response.text.replace("?__debugger__=yes", "")
            for word in ("Traceback", "ZeroDivision", "debugger", "Werkzeug", SECRET):
                assert word not in page
    with app.app_context():
        db.engine.dispose()

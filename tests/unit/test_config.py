"""Settings are safe by default and refused when they would put people at risk."""

import stat

import pytest

from app.config import Settings, UnsafeSettingError


def settings_from(tmp_path, **environ):
    return Settings.from_environment({"DATA_DIR": str(tmp_path), **environ})


def test_the_secret_is_made_once_and_only_its_owner_can_read_it(tmp_path):
    first = settings_from(tmp_path)
    second = settings_from(tmp_path)

    assert first.secret_key == second.secret_key
    assert len(first.secret_key) == 64
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"PUBLIC_BASE_URL": "http://feedback.example.org"}, "https://"),
        ({"PUBLIC_BASE_URL": "feedback.example.org"}, "PUBLIC_BASE_URL"),
        ({"PUBLIC_BASE_URL": "ftp://localhost"}, "PUBLIC_BASE_URL"),
        ({"PORT": "eight thousand"}, "PORT"),
        ({"TABLET_IDLE_SECONDS": "9"}, "TABLET_IDLE_SECONDS"),
        ({"TABLET_IDLE_SECONDS": "301"}, "TABLET_IDLE_SECONDS"),
    ],
)
def test_an_unsafe_setting_is_refused_by_name(tmp_path, environ, named):
    with pytest.raises(UnsafeSettingError, match=named):
        settings_from(tmp_path, **environ)


def test_over_tls_the_cookie_is_host_bound_and_secure(tmp_path):
    config = settings_from(
        tmp_path, PUBLIC_BASE_URL="https://feedback.example.org"
    ).as_flask_config()

    assert config["SESSION_COOKIE_NAME"] == "__Host-sid"
    assert config["SESSION_COOKIE_SECURE"] is True
    assert config["TRUSTED_HOSTS"] == ["feedback.example.org"]


@pytest.mark.parametrize("given", ["postgres://db/x", "postgresql://db/x"])
def test_a_postgresql_address_uses_psycopg_3(tmp_path, given):
    config = settings_from(tmp_path, DATABASE_URL=given).as_flask_config()

    assert config["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://db/x"

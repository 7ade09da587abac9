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
        ({"WEBHOOK_URLS": "http://www.example.org/hook"}, "WEBHOOK_URLS"),
        ({"WEBHOOK_URLS": "https://name:word@example.org/"}, "WEBHOOK_URLS"),
        ({"WEBHOOK_URLS": "file:///etc/passwd"}, "WEBHOOK_URLS"),
        (
            {
                "PUBLIC_BASE_URL": "https://feedback.example.org",
                "WEBHOOK_URLS": "http://localhost:9/hook",
            },
            "WEBHOOK_URLS",
        ),
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


def test_sites_to_tell_are_read_and_a_key_in_a_refused_one_is_not_repeated(tmp_path):
    urls = "https://a.example.org/hook?key=1 http://localhost:9/hook"
    settings = settings_from(tmp_path, WEBHOOK_URLS=urls, WEBHOOK_PRIVATE_HOSTS="intranet")
    assert settings.webhook_urls == tuple(urls.split())
    assert settings.webhook_private_hosts == ("intranet",)

    with pytest.raises(UnsafeSettingError) as refused:
        settings_from(tmp_path, WEBHOOK_URLS="http://a.example.org/hook?key=hidden")
    assert "hidden" not in str(refused.value)


@pytest.mark.parametrize("given", ["postgres://db/x", "postgresql://db/x"])
def test_a_postgresql_address_uses_psycopg_3(tmp_path, given):
    config = settings_from(tmp_path, DATABASE_URL=given).as_flask_config()

    assert config["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://db/x"

"""Settings: read from the environment, safe by default, refused when unsafe in production."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

LOOPBACK_HOSTS = {"localhost", "127.0.0.1", "::1"}
#: Shorter secrets than this can be guessed; `make run` writes 64 hexadecimal characters.
SHORTEST_SECRET = 32
#: "aaaa…" and "change-me-change-me…" have fewer different characters; 64 random ones have more.
FEWEST_CHARACTERS_OF_A_SECRET = 10
LARGEST_PORT = 65_535
#: In seconds: time to read the warning, and none for the next child to read the last one's words.
SHORTEST_IDLE, LONGEST_IDLE = 10, 300
#: A file, not a database in memory that is gone at the next start; or PostgreSQL.
DATABASES = re.compile(r"sqlite:///(?!:memory:).+|postgres(ql(\+psycopg)?)?://.*")
#: A site by its exact name; http only on this machine. No wildcard: it would let in strangers.
ORIGIN = re.compile(r"(https://[a-z0-9.-]+|http://(localhost|127\.0\.0\.1))(:[0-9]{1,5})?")
#: An address that we may tell of changes, and the same while only this machine can reach us.
WEBHOOK = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[!-~]*)?")
WEBHOOK_HERE = re.compile(
    rf"{WEBHOOK.pattern}|http://(localhost|127\.0\.0\.1)(:[0-9]{{1,5}})?(/[!-~]*)?"
)


class UnsafeSettingError(Exception):
    """A setting that would put families' words at risk; the message says which and what to do."""


def default_data_dir() -> Path:
    """Return the folder for the database, the secret and the model when none is named."""
    return Path(__file__).resolve().parent.parent / "instance"


def read_or_make_secret(data_dir: Path) -> str:
    """Return the secret kept in `data_dir`; make one, readable by its owner only, when absent."""
    path = data_dir / "secret"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
    return path.read_text().strip()


def _whole_number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isdigit():
        raise UnsafeSettingError(f"{name} must be a number, not {text!r}.")
    return int(text)


@dataclass(frozen=True)
class Settings:
    """What an operator may set, each by the environment variable of the same name."""

    data_dir: Path = field(default_factory=default_data_dir)
    database_url: str = ""
    broker_url: str = ""
    secret_key: str = ""
    public_base_url: str = ""
    port: int = 8000
    mail_url: str = ""
    #: Flask's own FLASK_DEBUG, which shows what nobody outside may see.
    is_debug: bool = False
    #: How many reverse proxies of ours stand in front; what others claim to be is not believed.
    proxies: int = 0
    #: A device that goes round in a group forgets what nobody touches for so long (R-KIO-1).
    tablet_idle_seconds: int = 90
    #: The area's own door for worries about a child; an empty number is shown as "to be confirmed".
    front_door_name: str = "Multi-Agency Safeguarding and Support Hub (MASSH)"
    front_door_phone: str = ""
    contact_email: str = ""
    #: Sites that may show our embeddable pages in a frame, such as the Local Offer's.
    embed_origins: tuple[str, ...] = ()
    #: Addresses that are told when an entry is published or changes; no page can add one.
    webhook_urls: tuple[str, ...] = ()
    #: Hosts among them that may lie in a private network.
    webhook_private_hosts: tuple[str, ...] = ()

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read the environment; fill in what is not there; raise UnsafeSettingError."""
        data_dir = Path(environ.get("DATA_DIR") or default_data_dir()).resolve()
        data_dir.mkdir(parents=True, exist_ok=True)
        port = _whole_number(environ, "PORT", 8000)
        settings = cls(
            data_dir=data_dir,
            database_url=environ.get("DATABASE_URL") or f"sqlite:///{data_dir}/said-and-done.db",
            broker_url=environ.get("BROKER_URL") or f"sqla+sqlite:///{data_dir}/broker.db",
            secret_key=environ.get("SECRET_KEY") or read_or_make_secret(data_dir),
            public_base_url=environ.get("PUBLIC_BASE_URL") or f"http://localhost:{port}",
            port=port,
            mail_url=environ.get("MAIL_URL", ""),
            is_debug=environ.get("FLASK_DEBUG", "").lower() not in {"", "0", "false", "no"},
            proxies=_whole_number(environ, "PROXIES", 0),
            tablet_idle_seconds=_whole_number(environ, "TABLET_IDLE_SECONDS", 90),
            front_door_name=environ.get("FRONT_DOOR_NAME") or cls.front_door_name,
            front_door_phone=environ.get("FRONT_DOOR_PHONE", ""),
            contact_email=environ.get("CONTACT_EMAIL", ""),
            embed_origins=tuple(environ.get("EMBED_ORIGINS", "").split()),
            webhook_urls=tuple(environ.get("WEBHOOK_URLS", "").split()),
            webhook_private_hosts=tuple(environ.get("WEBHOOK_PRIVATE_HOSTS", "").split()),
        )
        settings.refuse_when_unsafe()
        return settings

    @property
    def migrations_dir(self) -> Path:
        """The folder of the numbered migrations."""
        return Path(__file__).resolve().parent.parent / "migrations"

    @property
    def model_dir(self) -> Path:
        """The folder where the trained tagger is kept."""
        return self.data_dir / "model"

    @property
    def is_production(self) -> bool:
        """True when the address is one that other machines can reach."""
        return urlsplit(self.public_base_url).hostname not in LOOPBACK_HOSTS

    @property
    def uses_https(self) -> bool:
        """True when visitors come over TLS; cookies are then Secure and `__Host-`."""
        return urlsplit(self.public_base_url).scheme == "https"

    def refuse_when_unsafe(self) -> None:
        """Raise UnsafeSettingError when these settings would put people at risk."""
        self._refuse_guessable_secret()
        self._refuse_unsafe_address()
        if not 0 < self.port <= LARGEST_PORT:
            raise UnsafeSettingError(f"PORT must be a number from 1 to {LARGEST_PORT}.")
        if not SHORTEST_IDLE <= self.tablet_idle_seconds <= LONGEST_IDLE:
            raise UnsafeSettingError(
                f"TABLET_IDLE_SECONDS must be a number from {SHORTEST_IDLE} to {LONGEST_IDLE}."
            )
        if self.is_production and self.is_debug:
            raise UnsafeSettingError(
                "FLASK_DEBUG must be off where other machines can reach PUBLIC_BASE_URL."
            )
        if not DATABASES.fullmatch(self.database_url):
            raise UnsafeSettingError(
                "DATABASE_URL must name a SQLite file (sqlite:////path/to/file.db) or start with "
                "postgresql://."
            )
        if self.mail_url and urlsplit(self.mail_url).scheme not in {"smtp", "smtps"}:
            raise UnsafeSettingError("MAIL_URL must start with smtp:// or smtps://.")
        for origin in self.embed_origins:
            if not ORIGIN.fullmatch(origin):
                raise UnsafeSettingError(
                    "EMBED_ORIGINS must be addresses like https://www.example.org, with spaces "
                    f"between them and nothing after the name: {origin!r} is none."
                )
        self._refuse_unsafe_webhooks()

    def _refuse_unsafe_webhooks(self) -> None:
        """Take https only; http only on this machine, while nobody else can reach us (R-NET-1)."""
        for url in self.webhook_urls:
            pattern = WEBHOOK if self.is_production else WEBHOOK_HERE
            if not pattern.fullmatch(url):
                # The address may hold a key of the other side: it is not repeated.
                raise UnsafeSettingError(
                    "WEBHOOK_URLS must be addresses like https://www.example.org/told, with "
                    "spaces between them and no name or password in them."
                )

    def _refuse_guessable_secret(self) -> None:
        if len(self.secret_key) < SHORTEST_SECRET:
            raise UnsafeSettingError(
                f"SECRET_KEY must have at least {SHORTEST_SECRET} characters. "
                "Leave it out and one is written into the data folder."
            )
        if len(set(self.secret_key)) < FEWEST_CHARACTERS_OF_A_SECRET:
            raise UnsafeSettingError(
                "SECRET_KEY must be random, not one thing said again and again. "
                "Leave it out and one is written into the data folder."
            )

    def _refuse_unsafe_address(self) -> None:
        address = urlsplit(self.public_base_url)
        if address.scheme not in {"http", "https"} or not address.hostname:
            raise UnsafeSettingError("PUBLIC_BASE_URL must start with http:// or https://.")
        if address.path.strip("/") or address.query or address.fragment or address.username:
            raise UnsafeSettingError(
                "PUBLIC_BASE_URL must be an address alone, like https://feedback.example.org, "
                "with no name, path or question mark."
            )
        if self.is_production and not self.uses_https:
            raise UnsafeSettingError(
                "PUBLIC_BASE_URL must start with https:// unless it is this machine's own "
                "address (localhost)."
            )

    def as_flask_config(self) -> dict[str, Any]:
        """Return the settings under the names that Flask and its extensions read."""
        address = urlsplit(self.public_base_url)
        url = self.database_url.replace("postgres://", "postgresql://", 1)
        if url.startswith("postgresql://"):
            url = url.replace("postgresql://", "postgresql+psycopg://", 1)
        return {
            "SETTINGS": self,
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": url,
            # Host headers other than ours are answered 400 (R-NET-3).
            "TRUSTED_HOSTS": [address.hostname, *(() if self.is_production else LOOPBACK_HOSTS)],
            "SESSION_COOKIE_NAME": "__Host-sid" if self.uses_https else "sid",
            "SESSION_COOKIE_SECURE": self.uses_https,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "MAX_CONTENT_LENGTH": 256 * 1024,  # R-LIM-1
            "MAX_FORM_MEMORY_SIZE": 128 * 1024,  # R-LIM-2
            "MAX_FORM_PARTS": 300,
            "WTF_CSRF_TIME_LIMIT": None,  # bound to the session: a slow writer loses nothing
            # `security` checks every route itself, so that a form can hand words back.
            "WTF_CSRF_CHECK_DEFAULT": False,
            # We send no Referrer; the token and Sec-Fetch-Site decide.
            "WTF_CSRF_SSL_STRICT": False,
            "TEMPLATES_AUTO_RELOAD": False,
            "SMALLEST_PUBLIC_COUNT": 10,
            "SMALLEST_STAFF_COUNT": 5,
            "QUOTE_DELAY_DAYS": 14,  # R-PUB-1
            "TABLET_IDLE_SECONDS": self.tablet_idle_seconds,
            "FRONT_DOOR_NAME": self.front_door_name,
            "FRONT_DOOR_PHONE": self.front_door_phone,
            "CONTACT_EMAIL": self.contact_email,
            "AREA_NAME": "Stockport",
            "FRAMEWORK_KEY": "stockport-2024-27",
        }

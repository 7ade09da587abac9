"""Mail goes to a real relay, in plain text, and never stops the work that asked for it."""

import contextlib
import dataclasses
import socket
import ssl
import threading
from datetime import timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app import mail
from app.db import utc_now


class Relay(threading.Thread):
    """An SMTP relay for one message; what it was told is in `lines`.

    With a context for `tls` it offers STARTTLS, and `lines` tell what was said in secret then.
    """

    def __init__(self, tls=None):
        super().__init__(daemon=True)
        self.tls = tls
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.lines = []
        more = "250-STARTTLS\n" if tls else ""
        self.answers = {
            "EHLO": f"250-relay\n{more}250 AUTH PLAIN",
            "AUTH": "235 come in",
            "DATA": "354 go on",
            "STARTTLS": "220 go on",
            "QUIT": "221 bye",
        }

    def run(self):
        peer, _ = self.server.accept()
        with peer, contextlib.suppress(OSError):
            if self._talk(peer, "220 relay") == "STARTTLS":
                with self.tls.wrap_socket(peer, server_side=True) as secret:
                    self._talk(secret, "", "in secret: ")
        self.server.close()

    def _talk(self, peer, first, start=""):
        """Answer until the talk is over or goes on in secret; return the word that ended it."""
        with peer.makefile("rw", newline="\r\n") as stream:
            if first:
                self._say(stream, first)
            in_data = False
            for sent in stream:
                line = sent.rstrip("\r\n")
                self.lines.append(start + line)
                in_data = in_data and line != "."
                if in_data:
                    continue
                word = line.split(" ")[0].upper()
                self._say(stream, self.answers.get(word, "250 ok"))
                in_data = word == "DATA"
                if word in {"QUIT", "STARTTLS"}:
                    return word
        return "QUIT"

    @staticmethod
    def _say(stream, line):
        stream.write(line + "\n")
        stream.flush()


@pytest.fixture
def mail_url(app):
    """Set MAIL_URL for one test."""
    before = app.config["SETTINGS"]

    def set_to(url):
        app.config["SETTINGS"] = dataclasses.replace(before, mail_url=url)

    yield set_to
    app.config["SETTINGS"] = before


def test_a_message_reaches_the_relay(mail_url):
    relay = Relay()
    relay.start()
    mail_url(f"smtp://127.0.0.1:{relay.port}/?from=said-and-done@example.org")

    assert mail.send(to="owner@example.org", subject="A promise is due", body="See the list.")

    relay.join(timeout=5)
    assert "Subject: A promise is due" in relay.lines
    assert "From: said-and-done@example.org" in relay.lines


@pytest.fixture
def tls(tmp_path):
    """(file of a certificate for 127.0.0.1 that nobody vouches for, a server's context with it)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "relay")])
    now = utc_now()
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    file, pem = tmp_path / "relay.pem", serialization.Encoding.PEM
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(certificate.public_bytes(pem) + key.private_bytes(pem, *plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return file, context


@pytest.fixture
def far_away(monkeypatch):
    """Treat this machine as any other."""
    monkeypatch.setattr(mail, "_HERE", frozenset())


def talk(mail_url, relay, who=""):
    """Send one mail to a relay; return whether it went, and what the relay was told in clear."""
    relay.start()
    mail_url(f"smtp://{who}127.0.0.1:{relay.port}/?from=us@example.org")
    is_sent = mail.send(to="owner@example.org", subject="A promise is due", body="See the list.")
    relay.join(timeout=5)
    return is_sent, [line for line in relay.lines if not line.startswith("in secret: ")]


def test_a_password_goes_only_to_the_relay_that_was_named_and_in_secret(
    mail_url, far_away, tls, monkeypatch
):
    file, context = tls
    is_sent, in_clear = talk(mail_url, Relay(context), "us:secret@")
    assert not is_sent, "nobody vouches for this relay"
    assert in_clear[1:] == ["STARTTLS"]

    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    relay = Relay(context)
    is_sent, in_clear = talk(mail_url, relay, "us:secret@")
    assert is_sent
    assert in_clear[1:] == ["STARTTLS"]
    assert "in secret: Subject: A promise is due" in relay.lines
    assert any(line.startswith("in secret: AUTH") for line in relay.lines)


def test_no_password_goes_to_a_relay_that_offers_no_secrecy(mail_url, far_away):
    is_sent, in_clear = talk(mail_url, Relay(), "us:secret@")

    assert not is_sent
    assert [line.split()[0] for line in in_clear] == ["ehlo", "QUIT"]


def test_a_relay_in_our_house_needs_nobody_to_vouch_for_it(mail_url, far_away, tls):
    is_sent, in_clear = talk(mail_url, Relay(tls[1]))

    assert is_sent
    assert in_clear[1:] == ["STARTTLS"]


def test_a_relay_that_is_down_is_not_our_failure(mail_url):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    mail_url(f"smtp://127.0.0.1:{port}")

    assert mail.send(to="owner@example.org", subject="A promise is due", body="x") is False


def test_a_line_break_in_a_header_is_refused(mail_url):
    mail_url("smtp://127.0.0.1:1")

    with pytest.raises(mail.UnsafeAddressError):
        mail.send(to="a@example.org\nBcc: b@example.org", subject="x", body="x")

"""Mail goes to a real relay, in plain text, and never stops the work that asked for it."""

import dataclasses
import socket
import threading

import pytest

from app import mail


class Relay(threading.Thread):
    """An SMTP relay for one message; what it was told is in `lines`."""

    def __init__(self):
        super().__init__(daemon=True)
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.lines = []

    def run(self):
        peer, _ = self.server.accept()
        with peer, peer.makefile("rw", newline="\r\n") as stream:
            self._say(stream, "220 relay")
            in_data = False
            for sent in stream:
                line = sent.rstrip("\r\n")
                self.lines.append(line)
                if in_data:
                    if line == ".":
                        in_data = False
                        self._say(stream, "250 taken")
                elif line.upper() == "DATA":
                    in_data = True
                    self._say(stream, "354 go on")
                elif line.upper() == "QUIT":
                    self._say(stream, "221 bye")
                    break
                else:
                    self._say(stream, "250 ok")
        self.server.close()

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


def test_a_relay_that_is_down_is_not_our_failure(mail_url):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    mail_url(f"smtp://127.0.0.1:{port}")

    assert mail.send(to="owner@example.org", subject="A promise is due", body="x") is False


def test_a_line_break_in_a_header_is_refused(mail_url):
    mail_url("smtp://127.0.0.1:1")

    with pytest.raises(mail.UnsafeAddressError):
        mail.send(to="a@example.org\nBcc: b@example.org", subject="x", body="x")

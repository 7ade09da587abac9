"""A mail server for tests: it speaks SMTP on a real socket and keeps what it is given."""

import email
import email.policy
import socketserver
import threading


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        sink: SmtpSink = self.server.sink
        sink.connections += 1
        if sink.is_broken:
            self._say("421 not now")
            return
        self._say("220 sink")
        recipients = []
        for raw in self.rfile:
            line = raw.decode("ascii").rstrip("\r\n")
            word = line.upper()
            if word.startswith("RCPT TO:"):
                recipients.append(line[8:].strip(" <>").partition(">")[0])
            if word == "DATA":
                self._say("354 go on")
                sink.take(recipients, self._data())
                recipients = []
            if word == "QUIT":
                self._say("221 bye")
                return
            self._say("250 ok")

    def _data(self) -> bytes:
        lines = []
        for raw in self.rfile:
            if raw == b".\r\n":
                break
            lines.append(raw.removeprefix(b".") if raw.startswith(b"..") else raw)
        return b"".join(lines)

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class SmtpSink:
    """`mails` are parsed messages, each with `recipients`; `is_broken` answers 421."""

    def __init__(self) -> None:
        self.mails, self.connections, self.is_broken = [], 0, False
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk)
        self.server.daemon_threads = True
        self.server.sink = self
        self.url = f"smtp://127.0.0.1:{self.server.server_address[1]}/?from=updates@example.org"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, recipients: list[str], raw: bytes) -> None:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        message.recipients, message.raw = recipients, raw
        self.mails.append(message)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

"""Posting a signed message: to an address from the settings, and nowhere that it leads on to.

The only requests that this server makes of its own, besides mail (R-NET-1). The name is looked up
once, each address that it has is checked, and the connection goes to the one that was checked, so
that a name cannot lead into our own network after the check.
"""

import contextlib
import hmac
import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

#: For all of it: a site that answers letter by letter is cut off too.
DEADLINE_SECONDS = 10
SIGNATURE = "Said-And-Done-Signature"
DELIVERY = "Said-And-Done-Delivery"
#: Addresses of IPv6 that stand for an address of IPv4, which may be anybody's: mapped, NAT64, 6to4,
#: Teredo.
_LED_ON = [
    ipaddress.ip_network(each)
    for each in ("::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
]
_LOOPBACK = {"localhost", "127.0.0.1"}


class RefusedError(Exception):
    """We do not post there; the text is a short code for the log."""


@dataclass(frozen=True)
class Outcome:
    """What came of a try: a short code that holds nothing of the answer."""

    code: str
    is_delivered: bool = False


def sign(secret: str, body: bytes, *, at: int) -> str:
    """Return the signature header: seconds since 1970; HMAC-SHA-256 of them, a dot and the body."""
    made = hmac.digest(secret.encode(), b"%d." % at + body, "sha256").hex()
    return f"t={at},v1={made}"


def post(
    url: str, body: bytes, *, headers: dict[str, str], private_hosts: Collection[str] = ()
) -> Outcome:
    """Post `body`, follow nothing, read no answer but its status; never raise."""
    try:
        return _post(url, body, headers, private_hosts)
    except RefusedError as error:
        return Outcome(str(error))
    except ssl.SSLError:
        return Outcome("bad-certificate")
    except TimeoutError:
        return Outcome("timeout")
    except (OSError, http.client.HTTPException) as error:
        return Outcome(type(error).__name__)


def _post(
    url: str, body: bytes, headers: dict[str, str], private_hosts: Collection[str]
) -> Outcome:
    parts = urlsplit(url)
    host, is_tls = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_tls else 80)
    address = _checked_address(host, port, may_be_private=_may_be_private(url, private_hosts))
    connection = _Connection(host, port, address, is_tls=is_tls)
    cut_off = threading.Timer(DEADLINE_SECONDS, connection.cut)
    cut_off.daemon = True
    cut_off.start()
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body=body, headers=headers)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException):
        if connection.was_cut:
            raise TimeoutError from None
        raise
    finally:
        cut_off.cancel()
        connection.close()
    if 300 <= status < 400:
        return Outcome(f"redirect-{status}")
    return Outcome(str(status), is_delivered=200 <= status < 300)


def _may_be_private(url: str, private_hosts: Collection[str]) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    # The settings take http on this machine only, and only where nobody else can reach us.
    return host in private_hosts or (parts.scheme == "http" and host in _LOOPBACK)


def _checked_address(host: str, port: int, *, may_be_private: bool) -> str:
    """Return one address of a host. Raises RefusedError when any of them is not public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise RefusedError("unknown-host") from None
    addresses = [str(each[4][0]) for each in found]
    for address in addresses:
        if not may_be_private and not _is_public(address):
            raise RefusedError("private-address")
    return addresses[0]


def _is_public(address: str) -> bool:
    parsed = ipaddress.ip_address(address.partition("%")[0])
    is_led_on = any(parsed in each for each in _LED_ON if each.version == parsed.version)
    return parsed.is_global and not parsed.is_multicast and not is_led_on


class _Connection(http.client.HTTPConnection):
    """A connection to an address that was checked, under the name that it was found by."""

    def __init__(self, host: str, port: int, address: str, *, is_tls: bool) -> None:
        super().__init__(host, port, timeout=DEADLINE_SECONDS)
        self.default_port = 443 if is_tls else 80
        self.address, self.is_tls, self.was_cut = address, is_tls, False

    def connect(self) -> None:
        """Connect to the checked address; over TLS the certificate must carry the name."""
        plain = socket.create_connection((self.address, self.port), DEADLINE_SECONDS)
        self.sock = plain
        if self.is_tls:
            context = ssl.create_default_context()
            # The handshake is a step of its own, so that it can be cut off as well.
            secure = context.wrap_socket(
                plain, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock = secure
            secure.do_handshake()

    def cut(self) -> None:
        """End it, wherever it is: what reads or writes then fails."""
        self.was_cut = True
        if self.sock is not None:
            with contextlib.suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)

"""The socket of the web server, opened by the supervisor: a taken port is known before anything starts."""

import errno
import os
import socket

from annotator.runtime.trouble import Trouble


def listening_socket() -> tuple[socket.socket, str]:
    """A socket on HOST and PORT, and the address to type into a browser."""
    host = os.environ.get("HOST") or "127.0.0.1"
    port = port_number(os.environ.get("PORT") or "8000")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        opened = socket.socket(family, kind, protocol)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)
    except OSError as error:
        raise Trouble(reason(error, host, port)) from error
    opened.listen(512)
    return opened, browser_address(host, opened.getsockname()[1])


def port_number(given: str) -> int:
    if not given.isascii() or not given.isdigit() or int(given) > 65535:
        raise Trouble(f"PORT must be a number up to 65535, not {given!r}.")
    return int(given)


def reason(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken by another program; choose another one with PORT={port % 65535 + 1}."
    if error.errno == errno.EACCES:
        return f"You may not open port {port}; choose one above 1023 with PORT=8000."
    return f"Nothing can listen on {host}:{port} ({error.strerror}); set HOST to an address of this machine."


def browser_address(host: str, port: int) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"


def names_of(host: str) -> str:
    """The names a browser may use for us when nobody has set ALLOWED_HOSTS: this machine's, and the address chosen."""
    other = socket.gethostname() if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host
    return ",".join(filter(None, ("localhost", "127.0.0.1", "[::1]", other)))

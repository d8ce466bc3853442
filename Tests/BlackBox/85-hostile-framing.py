"""What the HTTP library underneath would answer by itself, and how, is never seen: with TLS as without, hostile framing is refused once, in the
server's own words, and nothing behind it runs."""

import contextlib
import json
import socket
import ssl
import urllib.parse

from blackbox import Server, certificate_in, check, finish, folder

CHUNKED = b"POST /ws/general.asmx HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
SECOND = b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"

CASES = {
    "an empty chunk extension": (400, [CHUNKED, b"3;\r\n", b"abc\r\n0\r\n\r\n"]),
    "an empty extension of the last chunk": (400, [CHUNKED + b"3\r\nabc\r\n0;\r\n\r\n"]),
    "a NUL in a chunk extension": (400, [CHUNKED, b"3;a\0\r\n", b"abc\r\n0\r\n\r\n"]),
    "a CR in a chunk extension": (400, [CHUNKED + b"3;a\rb\r\nabc\r\n0\r\n\r\n"]),
    "a chunk extension of 64 KiB": (400, [CHUNKED + b"3;" + b"a" * 65536 + b"\r\nabc\r\n0\r\n\r\n"]),
    "a chunk without a size": (400, [CHUNKED, b"x\r\n"]),
    "a field without a colon": (400, [b"GET / HTTP/1.1\r\nHost: x\r\nabc\r\n\r\n"]),
    "a Content-Length that is none": (400, [b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n"]),
    "another version": (505, [b"GET / HTTP/2.0\r\nHost: x\r\n\r\n"]),
    "a line without end": (414, [b"GET /" + b"a" * 100_000]),
    "a field without end": (431, [b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 100_000]),
}


def answer(server, pieces, wrap):
    with contextlib.closing(wrap(socket.create_connection((server.host, server.port), timeout=10))) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        received = b""
        with contextlib.suppress(OSError):
            for piece in pieces[:-1]:
                client.sendall(piece)
                # So that the next piece is read by itself.
                client.settimeout(0.05)
                with contextlib.suppress(TimeoutError):
                    received += client.recv(65536)
            client.settimeout(10)
            client.sendall(pieces[-1] + SECOND)
        with contextlib.suppress(OSError):
            while piece := client.recv(65536):
                received += piece
        return received


def examine(server, wrap=lambda connection: connection, name="plain"):
    for case, (status, pieces) in CASES.items():
        text = answer(server, pieces, wrap)
        check(text.startswith(b"HTTP/1.1 %d " % status), f"{name}, {case}: {status}, not {text[:40]!r}")
        check(text.count(b"HTTP/1.1 ") == 1, f"{name}, {case}: one answer, not {text!r}")
        check(b"<html>" not in text, f"{name}, {case}: the library's own text")
    cookies = "; ".join(f"c{number}=v" for number in range(600)).encode()
    text = answer(server, [b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: " + cookies + b"\r\n\r\n"], wrap)
    check(text.startswith(b"HTTP/1.1 200 ") and text.count(b"HTTP/1.1 ") == 1, f"{name}: 600 cookies: {text[:80]!r}")


def examine_admin(server):
    """A body beyond the limit of its address is refused as the admin API refuses, before it is sent and in the middle of it."""
    target = urllib.parse.urlsplit(server.admin)
    head = b"PUT /api/snapshot HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    chunk = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
    for case, pieces in {
        "an announced length": [head + b"Content-Length: %d\r\n\r\n" % ((64 << 20) + 1)],
        "a length that no address takes": [head + b"Content-Length: 99999999999\r\n\r\n"],
        "chunks without end": [head + b"Transfer-Encoding: chunked\r\n\r\n"] + [chunk] * 65,
    }.items():
        with contextlib.closing(socket.create_connection((target.hostname, target.port), timeout=20)) as client:
            with contextlib.suppress(OSError):
                for piece in pieces:
                    client.sendall(piece)
            received = b""
            with contextlib.suppress(OSError):
                while piece := client.recv(65536):
                    received += piece
        check(received.startswith(b"HTTP/1.1 413 "), f"admin API, {case}: 413, not {received[:40]!r}")
        error = json.loads(received.partition(b"\r\n\r\n")[2] or b"{}").get("error", {})
        check(error.get("code") == "too_large" and str(64 << 20) in error.get("message", ""), f"admin API, {case}: {received!r}")


with folder() as place:
    with Server() as server:
        examine(server)
        examine_admin(server)
    certificate, key = certificate_in(place)
    with Server("--tls-cert", certificate, "--tls-key", key) as server:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        examine(server, context.wrap_socket, "TLS")
finish()

#!/usr/bin/env python3
"""What strangers can make the server work: processor time per request of hostile and of large valid bodies and of pages, and how long a
quick answer takes beside many who fetch pages, send hostile messages or do not read their answers. See `make bench`. Exits with
status 1 if a target is missed. Usage: hostile.py BUILD_DIR
"""

import itertools
import os
import socket
import sys
import threading
import time

from report import Report
from server import Server

MEBIBYTE = 1 << 20
XWEB = "/xweb/secure/netForumXML.asmx"


class Demo(Server):
    """The built server with the demo world."""

    def processor_seconds(self):
        # Nanoseconds on a core, summed over the threads there are; those of the lanes stay.
        total = 0
        for thread in os.listdir(f"/proc/{self.process.pid}/task"):
            with open(f"/proc/{self.process.pid}/task/{thread}/schedstat") as file:
                total += int(file.read().split()[0])
        return total / 1e9

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def ask(self, message):
        """Sends one request and gives the status of its answer. Raises an OSError if the connection ends before that."""
        with self.connect() as connection:
            connection.sendall(message)
            answer = b""
            while piece := connection.recv(1 << 16):
                answer += piece
        if len(answer) < 12:
            raise ConnectionResetError(f"the connection ended before an answer: {answer!r}")
        return int(answer[9:12])


def get(path, host="localhost"):
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()


def post(path, body, *fields):
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", "Connection: close", f"Content-Length: {len(body)}", *fields]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def filled(begin, unit, end=b"", size=MEBIBYTE):
    return begin + unit * ((size - len(begin) - len(end)) // len(unit)) + end


def messages():
    """Messages of 1 MiB or just less: name, request, most milliseconds."""
    json, form = "/xweb/JSON/Authenticate", "Content-Type: application/x-www-form-urlencoded"
    multipart = "Content-Type: multipart/form-data; boundary=x"
    wrapper = b'{"Authenticate":{"userName":'
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
    yield "JSON, brackets, refused", post(json, filled(b"", b"[")), 50
    yield "JSON, array of numbers, refused", post(json, filled(b"[", b"1,", b"1]")), 50
    members = b",".join(b'"n%d":1' % number for number in range(80_000))
    yield "JSON, members, refused", post(json, b"{" + members + b"}"), 50
    rows = b",".join(b'{"a%d":"x","b":"%s"}' % (number, b"y" * 80) for number in range(6_600))
    yield "JSON, objects at the limit and an end missing, refused", post(json, b'{"Authenticate":{"x":[' + rows + b"]}"), 50
    yield "JSON without credentials, refused", post("/xweb/JSON/WEBGetAllRoles", b"[" + rows), 50
    yield "JSON, objects at the limit, valid", post(json, b'{"Authenticate":{"x":[' + rows + b"]}}"), 100
    yield "JSON, a name of U+0130, valid", post(json, filled(wrapper + b'"', "\u0130".encode(), b'","password":"p"}}')), 100
    yield "JSON, a name of escapes, valid", post(json, filled(wrapper + b'"', b"\\u0130", b'","password":"p"}}')), 100
    yield "form, names, refused", post(XWEB + "/Authenticate", filled(b"", b"a&"), form), 50
    yield "form, a name of percents, valid", post(XWEB + "/Authenticate", filled(b"password=p&userName=", b"%C4%B0"), form), 100
    # Swift sorts combining marks before it compares strings, in quadratic time.
    marks = "\u0301\u0323".encode()
    yield "form, combining marks, refused", post(XWEB + "/Authenticate", filled(b"password=p&userName=a", marks), form), 50
    yield "JSON, combining marks, refused", post(json, filled(wrapper + b'"a', marks, b'","password":"p"}}')), 50
    yield "Luminate, combining marks, refused", post("/site/CRConsAPI", filled(b"api_key=open&v=1.0&method=a", marks), form), 50
    luminate = "/site/CRConsAPI?method=login&api_key=open&v=1.0"
    yield "multipart, parts, refused", post(luminate, filled(b"", part, b"--x--"), multipart), 50
    yield "multipart, line ends, refused", post(luminate, filled(b"--x\r\n", b"\r\n--x", b""), multipart), 50
    yield "multipart, a head, refused", post(luminate, filled(b"--x\r\n", b"A: b\r\n", b"\r\n\r\n--x--"), multipart), 50
    for kind, unit in (("parameters", b"; a=b"), ("quoted parameters", b'; a=";"'), ("short lines", b"\r\nA: b")):
        begin, end = b"--x\r\nContent-Disposition: form-data", b'; name="a"\r\n\r\n\r\n'
        for size in (1 << 10, 4 << 10):
            yield f"multipart, heads of {size >> 10} KiB of {kind}, refused", post(
                luminate, filled(b"", filled(begin, unit, end, size), b"--x--"), multipart), 50
    head = filled(b'--x\r\nContent-Disposition: form-data; a="', b"b", b'"; name=a\r\n\r\n\r\n', 1 << 10)
    yield "multipart, heads of 1 KiB of a long parameter, refused", post(luminate, filled(b"", head, b"--x--"), multipart), 50
    named = b'--x\r\nContent-Disposition: form-data; name=user_name\r\n\r\n'
    yield "multipart, a user name of U+0130, valid", post(
        luminate, filled(named, "\u0130".encode(), b'\r\n--x\r\nContent-Disposition: form-data; name=password\r\n\r\np\r\n--x--'),
        multipart), 100


def livez_beside(server, seconds):
    """The slowest and the middle of quick answers on new connections, in milliseconds."""
    times = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        begin = time.monotonic()
        server.ask(get("/livez"))
        times.append((time.monotonic() - begin) * 1000)
        time.sleep(0.01)
    times.sort()
    return times[-1], times[len(times) // 2]


def keep_asking(server, requests, end):
    while time.monotonic() < end:
        try:
            server.ask(next(requests))
        except OSError:
            pass


def run(build, row):
    server = Demo(build)
    try:
        for name, message, limit in messages():
            statuses, times = set(), []
            for _ in range(5):
                before = server.processor_seconds()
                statuses.add(server.ask(message))
                times.append((server.processor_seconds() - before) * 1000)
            row(f"{name} ({', '.join(map(str, sorted(statuses)))})", f"{min(times):.1f} ms", f"{limit} ms", min(times) < limit)
        for name, path in (("help page", XWEB), ("contract", XWEB + "?WSDL")):
            before = server.processor_seconds()
            server.ask(get(path, "first"))
            first = server.processor_seconds() - before
            before = server.processor_seconds()
            for _ in range(200):
                server.ask(get(path, "first"))
            row(f"{name}, first; again", f"{first * 1000:.1f} ms; {(server.processor_seconds() - before) * 5:.2f} ms")
        brackets = post("/xweb/JSON/Authenticate", filled(b"", b"["))
        for name, requests in (
            ("fetch the help page at one address", lambda: itertools.repeat(get(XWEB, "one"))),
            ("fetch the help page at ever new addresses", lambda: (get(XWEB, f"h{os.urandom(4).hex()}") for _ in itertools.count())),
            ("send 1 MiB of JSON brackets", lambda: itertools.repeat(brackets)),
        ):
            end = time.monotonic() + 4
            threads = [threading.Thread(target=keep_asking, args=(server, requests(), end)) for _ in range(100)]
            for thread in threads:
                thread.start()
            slowest, middle = livez_beside(server, 3)
            for thread in threads:
                thread.join()
            row(f"/livez beside 100 who {name}, slowest; middle", f"{slowest:.0f} ms; {middle:.1f} ms", "100 ms", slowest < 100)
        before = server.memory_megabytes()
        readers = [server.connect() for _ in range(1000)]
        for reader in readers:
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            # Enough to fill what the system keeps on the way.
            reader.sendall(f"GET {XWEB}?WSDL HTTP/1.1\r\nHost: one\r\n\r\n".encode() * 20)
        slowest, _ = livez_beside(server, 2)
        during = server.memory_megabytes()
        for reader in readers:
            reader.close()
        time.sleep(2)
        row("/livez beside 1,000 who do not read their contract", f"{slowest:.0f} ms", "100 ms", slowest < 100)
        after = server.memory_megabytes()
        row("memory before; beside them; after", f"{before:.0f} MB; {during:.0f} MB; {after:.0f} MB", "after: 1.5 of before", after < 1.5 * before)
    finally:
        server.stop()


if __name__ == "__main__":
    report = Report()
    run(sys.argv[1], report.row)
    report.finish()

#!/usr/bin/env python3
"""What crowds leave to others: how long another user's sign-in takes beside three hundred guessers, whether an address that has signed in
before is let in while others guess, and how long a write takes beside costly searches. See `make bench`. Usage: crowd.py BUILD_DIR
"""

import http.client
import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time

from report import Report
from server import Server

ACCOUNTS = 100_000
PASSWORD = "Bench-Pass-1"
BEARER = {"Authorization": "Bearer 11111111-1111-4111-8111-111111111111"}


class Crowded(Server):
    """The built server at the standard cost of hashes, over a store with many accounts."""

    def __init__(self, build, data):
        subprocess.run([f"{build}/understudy-bench", "fill", data, str(ACCOUNTS)], check=True)
        super().__init__(build, "--data", data, "--password-cost", "standard")

    def client(self, address):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60, source_address=(address, 0))


def call(client, operation, arguments, fields=None):
    """A call by JSON; gives the status."""
    body = json.dumps({operation: arguments})
    client.request("POST", f"/xweb/JSON/{operation}", body, {"Content-Type": "application/json", **(fields or {})})
    answer = client.getresponse()
    answer.read()
    return answer.status


def sign_in(client, user, password):
    """A sign-in to Archer; gives the status."""
    namespace = "http://archer-tech.com/webservices/"
    body = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        f'<CreateUserSessionFromInstance xmlns="{namespace}"><userName>{user}</userName><instanceName>Default</instanceName>'
        f"<password>{password}</password></CreateUserSessionFromInstance></s:Body></s:Envelope>")
    client.request(
        "POST", "/ws/general.asmx", body,
        {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{namespace}CreateUserSessionFromInstance"'})
    answer = client.getresponse()
    answer.read()
    return answer.status


class Crowd:
    """Threads that each do a thing over a connection of their own until told to stop."""

    def __init__(self, server, size, address, work):
        self.ends = False
        self.threads = [threading.Thread(target=self.run, args=(server, address(number), work, number)) for number in range(size)]

    def run(self, server, address, work, number):
        client = server.client(address)
        while not self.ends:
            try:
                if work(client, number) == 503:
                    time.sleep(0.2)
            except (OSError, http.client.HTTPException):
                client.close()
        client.close()

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        time.sleep(3)

    def __exit__(self, *error):
        self.ends = True
        for thread in self.threads:
            thread.join()


def slowest(seconds, work):
    """The slowest of calls made one after another, in seconds, and the statuses they ended with."""
    times, statuses, end = [], set(), time.monotonic() + seconds
    while time.monotonic() < end:
        begin = time.monotonic()
        statuses.add(work())
        times.append(time.monotonic() - begin)
        time.sleep(0.2)
    return max(times), statuses


def run(build, row):
    data = tempfile.mkdtemp(prefix="understudy-bench-")
    server = Crowded(build, data)
    try:
        crowds = (
            ("guess at one account", lambda number: "127.0.0.2", lambda client, number: sign_in(client, "user5", "guess")),
            ("guess at many names", lambda number: "127.0.0.2", lambda client, number: sign_in(client, f"user{100 + number}", "guess")),
            ("guess at one account from as many addresses", lambda number: f"127.0.1.{number % 250 + 1}",
             lambda client, number: sign_in(client, "user5", "guess")),
        )
        for name, address, work in crowds:
            with Crowd(server, 300, address, work):
                other = server.client("127.0.0.3")
                longest, statuses = slowest(8, lambda: sign_in(other, "user7", PASSWORD))
            row(f"a right sign-in beside 300 who {name}, slowest", f"{longest:.2f} s", "2 s", longest < 2 and statuses == {200})

        home = server.client("127.0.0.4")
        program = {"userName": "xweb", "password": PASSWORD}
        call(home, "Authenticate", program)
        guess = {"userName": "xweb", "password": "guess"}
        with Crowd(server, 50, lambda number: f"127.0.2.{number + 1}", lambda client, number: call(client, "Authenticate", guess)):
            last, gap, end = time.monotonic(), 0, time.monotonic() + 20
            while time.monotonic() < end:
                if call(home, "Authenticate", program) == 200:
                    gap, last = max(gap, time.monotonic() - last), time.monotonic()
                time.sleep(0.5)
            gap = max(gap, time.monotonic() - last)
        row("a known address beside guesses at its account, longest time not let in", f"{gap:.1f} s", "10 s", gap < 10)

        query = {"szObjectName": "Individual", "szColumnList": "", "szWhereClause": "cst_recno LIKE '%7%7%7%8%'", "szOrderBy": "cst_recno"}
        with Crowd(server, 64, lambda number: "127.0.0.2", lambda client, number: call(client, "GetQuery", query, BEARER)):
            writer = server.client("127.0.0.3")
            longest, statuses = slowest(8, lambda: call(writer, "WEBWebUserUnlock", {"cst_recno": "9"}, BEARER))
        row("a write beside 64 searches, slowest", f"{longest * 1000:.0f} ms", "200 ms", longest < 0.2 and statuses == {200})
    finally:
        server.stop()
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    report = Report()
    run(sys.argv[1], report.row)
    report.finish()

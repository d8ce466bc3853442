#!/usr/bin/env python3
"""How long Archer's lists of ten thousand users take: a page, the whole, and what is looked up by a name. See `make bench`.
Usage: lists.py BUILD_DIR
"""

import http.client
import json
import os
import re
import statistics
import sys
import tempfile
import time

from quiet import quiet
from report import Report
from server import Server

USERS = 10_000
NAMESPACE = "http://archer-tech.com/webservices/"
CALLS = 11


def world():
    """A fixtures file with the users, one in ten of them in a domain. Only the administrator has a password."""
    administrator = {
        "password": "Bench-Pass-1",
        "archer": {"user_id": 2, "user_name": "sysadmin", "user_type": "sysadmin", "roles": ["System Administrator"], "last_name": "Admin"},
    }
    users = [
        {"archer": {
            "user_id": 1000 + number, "user_name": f"user{number}", "first_name": f"First{number % 97}", "last_name": f"Last{number % 991}",
            "domain": "CORP" if number % 10 == 0 else "", "roles": ["General User"],
            "contacts": [{"value": f"user{number}@example.org", "default": True}],
        }}
        for number in range(USERS)
    ]
    return {"accounts": [administrator, *users]}


class Listed(Server):
    """The built server with the users in its memory."""

    def __init__(self, build):
        with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
            json.dump(world(), file)
        try:
            super().__init__(build, "--fixtures", file.name, "--password-cost", "light")
        finally:
            os.unlink(file.name)
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sign_in = {"userName": "sysadmin", "instanceName": "Default", "password": "Bench-Pass-1"}
        self.token = re.search("Result>([0-9A-F]{32})<", self.call("general", "CreateUserSessionFromInstance", sign_in)).group(1)

    def call(self, service, operation, parameters):
        """A call's answer."""
        values = "".join(f"<{name}>{value}</{name}>" for name, value in parameters.items())
        body = (
            '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
            f'<{operation} xmlns="{NAMESPACE}">{values}</{operation}></s:Body></s:Envelope>')
        fields = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{NAMESPACE}{operation}"'}
        self.connection.request("POST", f"/ws/{service}.asmx", body, fields)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        if answer.status != 200:
            raise SystemExit(f"{operation}: {text}")
        return text

    def rest(self, target):
        """The answer to a GET of the REST API."""
        self.connection.request("GET", f"/api/core/system/{target}", headers={"Authorization": f"Archer session-id={self.token}"})
        answer = self.connection.getresponse()
        text = answer.read().decode()
        if answer.status != 200:
            raise SystemExit(f"{target}: {text}")
        return text

    def median(self, operation, expected, **parameters):
        """The median of the milliseconds that an operation takes. Its answer must have so many users."""
        def call():
            return self.call("accesscontrol", operation, {"sessionToken": self.token, **parameters})

        return timed(call, operation, "&lt;User&gt;", expected)


def timed(call, name, mark, expected):
    """The median of the milliseconds that a call takes. Its answer must have a mark so often."""
    times = []
    for _ in range(CALLS):
        begin = time.monotonic()
        answer = call()
        times.append(1000 * (time.monotonic() - begin))
        if expected is not None and answer.count(mark) != expected:
            raise SystemExit(f"{name} answers {answer.count(mark)} users, not {expected}")
    return statistics.median(times)


def run(build, row):
    server = Listed(build)
    called_last77 = sum(f"Last{number % 991}".startswith("Last77") for number in range(USERS))
    try:
        work = (
            ("a page of 100 at the beginning", 20, "GetUserListPaginated", 100, {"pageSize": 100, "page": 1}),
            ("a page of 100 at the end", 20, "GetUserListPaginated", 100, {"pageSize": 100, "page": USERS // 100}),
            ("a page of 100 of a domain", 20, "GetDomainUserListPaginated", 100, {"pageSize": 100, "page": 10, "usersDomain": "CORP"}),
            ("GetUserList", 500, "GetUserList", USERS + 1, {}),
            ("GetDomainUserList of a thousand", 100, "GetDomainUserList", USERS // 10, {"usersDomain": "CORP"}),
            ("GetUserListCount", 5, "GetUserListCount", None, {}),
            ("LookupUserByLastName", 20, "LookupUserByLastName", called_last77, {"keyword": "Last77"}),
        )
        for name, target, operation, expected, parameters in work:
            took = quiet.measure(lambda attempt: server.median(operation, expected, **parameters))
            row(f"Archer, {USERS:,} users, {name}", f"{took:.1f} ms", f"{target} ms", took < target)
        for name, target, query, expected in (
            ("a page of 100 at the end", 20, f"?$top=100&$skip={USERS - 100}", 100),
            ("$filter on UserName", 20, "?$filter=UserName%20eq%20'user7001'", 1),
            ("$filter on Title", 500, "?$filter=Title%20ne%20'x'&$top=100", 100),
            ("the whole list", 500, "", USERS + 1),
        ):
            took = quiet.measure(lambda attempt: timed(lambda: server.rest("user" + query), name, '"RequestedObject":', expected))
            row(f"Archer by REST, {USERS:,} users, {name}", f"{took:.1f} ms", f"{target} ms", took < target)
    finally:
        server.stop()


if __name__ == "__main__":
    report = Report()
    run(sys.argv[1], report.row)
    report.finish()
